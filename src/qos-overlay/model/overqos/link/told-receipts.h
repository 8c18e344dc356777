/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TOLD_RECEIPTS_H
#define QOS_TOLD_RECEIPTS_H

#include "clvl-report.h"

#include "ns3/serial-number.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace qos
{

/** What an exit has delivered and given up between two reports. */
struct ReceiptProgress
{
    uint32_t delivered = 0; //!< packets
    uint32_t lost = 0;      //!< packets
};

/**
 * @ingroup qos-overqos-link
 * What an exit has told of the packets that it delivered or gave up: each of those that were sent
 * once, so that counters which go beyond these, or back, are those of a forged report.
 */
class ToldReceipts
{
  public:
    /**
     * A report came.
     * @param report the report, newer than the last one of its exit
     * @param oldest data number of the oldest packet whose fate is open
     * @param next data number of the next packet
     * @return what has changed since the last report; nothing if there was none of this exit, or
     * one of the two is forged
     */
    std::optional<ReceiptProgress> Take(const ClvlReport& report, uint32_t oldest, uint32_t next)
    {
        const uint32_t told = report.delivered + report.lost;
        const bool isKnown = m_exit == report.exitIncarnation;
        if (!isKnown)
        {
            m_beyond = told - oldest;
        }
        else if (SerialIsBefore(next + SLACK, told - m_beyond))
        {
            m_exit.reset(); // if not this report, the one that the others are measured by is forged
            return std::nullopt;
        }
        const ReceiptProgress progress{report.delivered - m_delivered, report.lost - m_lost};
        const bool isSequel = isKnown && !SerialIsBefore(report.delivered, m_delivered) &&
                              !SerialIsBefore(report.lost, m_lost);
        m_exit = report.exitIncarnation;
        m_delivered = report.delivered;
        m_lost = report.lost;
        return isSequel ? std::optional(progress) : std::nullopt;
    }

  private:
    static constexpr uint32_t SLACK = 64; //!< packets that the entry gives up before the exit does

    std::optional<uint32_t> m_exit; //!< incarnation of the exit that is heard, if it is
    uint32_t m_beyond = 0;          //!< told packets minus those that were sent, when it was new
    uint32_t m_delivered = 0;       //!< of the last report
    uint32_t m_lost = 0;            //!< of the last report
};

} // namespace qos
} // namespace ns3

#endif // QOS_TOLD_RECEIPTS_H
