/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_WEB_TRAFFIC_H
#define QOS_WEB_TRAFFIC_H

#include "background-traffic.h"

#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Web sessions: a user loads a page with its embedded objects over one TCP connection, reads, loads
 * the next one. The applications are ns-3's ThreeGppHttpClient on the right and ThreeGppHttpServer
 * on the left, so that pages go from left to right.
 *
 * Sizes of objects are lognormal with a heavy tail, cut at 2 MB; the number of embedded objects is
 * Pareto (3GPP2-TSGC5, HTTP traffic model). With the default sizes a page has some 50 kB on
 * average. The sockets are the hosts' own: segments of 1448 bytes, the rest as ns-3 has it, so that
 * a connection keeps its window while its user reads, and a page comes in a burst.
 *
 * In the network described at LongTcpTraffic the defaults make 4.4 Mb/s and lose 0.75 % of the
 * datagrams at RED over ten minutes, and more in the first two.
 */
class WebTraffic final : public BackgroundTraffic
{
  public:
    /** The knobs. */
    struct Params
    {
        uint32_t sessions = 400;       //!< users
        Time thinkTime = Seconds(30);  //!< mean time of reading, exponential
        uint32_t mainBytes = 10710;    //!< mean size of a main object, before the cut
        uint32_t embeddedBytes = 7758; //!< mean size of an embedded object, before the cut
    };

    /**
     * @param params the knobs
     * @throws std::invalid_argument if a knob is out of range
     */
    explicit WebTraffic(const Params& params);

    uint64_t ReceivedBytes() const override;

  private:
    int64_t DoInstall(const DumbbellTopology& network, const Hosts& hosts, int64_t stream) override;

    Params m_params; //!< the knobs
    std::shared_ptr<uint64_t> m_bytes =
        std::make_shared<uint64_t>(); //!< received; shared with traces
};

} // namespace qos
} // namespace ns3

#endif // QOS_WEB_TRAFFIC_H
