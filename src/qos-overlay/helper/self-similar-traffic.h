/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SELF_SIMILAR_TRAFFIC_H
#define QOS_SELF_SIMILAR_TRAFFIC_H

#include "background-traffic.h"

#include "ns3/packet-sink.h"

#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Many sources of datagrams that send at a constant rate for a while and pause for a while, both
 * with Pareto distributed lengths. Together they are self-similar with the Hurst parameter
 * H = (3 - shape) / 2, and do not care about congestion.
 *
 * Source: W. Willinger, M. S. Taqqu, R. Sherman, D. V. Wilson, "Self-Similarity Through
 * High-Variability", IEEE/ACM Transactions on Networking 5(1), 1997.
 *
 * The mean load converges slowly, as such traffic does: in a minute it may be well off its mean. In
 * the network described at LongTcpTraffic the default loses 0.8 % of the datagrams at RED in five
 * minutes.
 */
class SelfSimilarTraffic final : public BackgroundTraffic
{
  public:
    /** The knobs. */
    struct Params
    {
        uint32_t sources = 50;           //!< that are superposed
        DataRate load{"6.5Mbps"};        //!< mean of all together, of UDP payload
        DataRate peak{"500kbps"};        //!< of one while it sends, of UDP payload
        double shape = 1.4;              //!< of sending and of pausing, above 1 and below 2
        Time meanOn = MilliSeconds(500); //!< mean length of sending; that of pausing follows
        uint32_t packetBytes = 1000;     //!< UDP payload of a datagram
        Time startWithin = Seconds(5);   //!< sources begin with a pause at random times before

        /** @return the mean length of a pause */
        Time MeanOff() const;
    };

    /**
     * @param params the knobs
     * @throws std::invalid_argument if a knob is out of range
     */
    explicit SelfSimilarTraffic(const Params& params);

    uint64_t ReceivedBytes() const override;

    /** @return the receivers, one at each host */
    const std::vector<Ptr<PacketSink>>& Sinks() const
    {
        return m_sinks;
    }

  private:
    int64_t DoInstall(const DumbbellTopology& network, const Hosts& hosts, int64_t stream) override;

    Params m_params;                      //!< the knobs
    std::vector<Ptr<PacketSink>> m_sinks; //!< receivers, one at each host
};

} // namespace qos
} // namespace ns3

#endif // QOS_SELF_SIMILAR_TRAFFIC_H
