/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LONG_TCP_TRAFFIC_H
#define QOS_LONG_TCP_TRAFFIC_H

#include "background-traffic.h"

#include "ns3/file-sink.h"
#include "ns3/tcp-options.h"

#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * TCP connections that send without end, with the congestion control of their hosts. The loss rate
 * goes up with their number: the share of each in the bottleneck is what TCP gets at that loss
 * rate.
 *
 * With 2 Mb/s of datagrams beside them at 10 Mb/s, 60 ms and 100 packets of buffer, 2, 5 and 8
 * flows make the datagrams lose 0.3 %, 1.5 % and 2.8 % at RED (thresholds 15 and 45, at most 10 %),
 * and 5, 8 and 12 flows 0.5 %, 1.0 % and 2.2 % at drop tail.
 */
class LongTcpTraffic final : public BackgroundTraffic
{
  public:
    /** The knobs. */
    struct Params
    {
        uint32_t flows = 5;            //!< connections
        Time startWithin = Seconds(5); //!< they begin at random times before: no phase effects
        TcpOptions tcp;                //!< of the connections, at both ends
    };

    /**
     * @param params the knobs
     * @throws std::invalid_argument if there are no flows
     */
    explicit LongTcpTraffic(const Params& params);

    uint64_t ReceivedBytes() const override;

  private:
    int64_t DoInstall(const DumbbellTopology& network, const Hosts& hosts, int64_t stream) override;

    Params m_params;                    //!< the knobs
    std::vector<Ptr<FileSink>> m_sinks; //!< receivers, one at each host
};

} // namespace qos
} // namespace ns3

#endif // QOS_LONG_TCP_TRAFFIC_H
