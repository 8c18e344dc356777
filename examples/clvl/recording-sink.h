/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RECORDING_SINK_H
#define QOS_RECORDING_SINK_H

#include "loss-record.h"

#include "ns3/clvl-exit.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Records which packets come out of a simulated virtual link.
 */
class RecordingSink : public ExitSink
{
  public:
    /** @param record of the packets; outlives the sink */
    explicit RecordingSink(LossRecord& record)
        : m_record(record)
    {
    }

    void Deliver(const BundlePacket& packet, bool /* wasRepaired */) override
    {
        m_record.Delivered(packet.sequence);
    }

    void Report(const ClvlReport& /* report */) override
    {
    }

  private:
    LossRecord& m_record; //!< of the packets
};

} // namespace qos
} // namespace ns3

#endif // QOS_RECORDING_SINK_H
