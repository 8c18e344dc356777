/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STACK_SCENARIO_H
#define QOS_STACK_SCENARIO_H

#include "picture-relay.h"
#include "picture-server.h"
#include "stack-network.h"
#include "stack-params.h"

#include "ns3/file-sink.h"
#include "ns3/overlay-bed.h"
#include "ns3/web-client.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** What is known before there are hosts. */
struct StackPlan
{
    StackNetwork::Params network; //!< hosts, links, and the tree
    OverlayBedRun treeRun;        //!< what the tree took
};

/**
 * @ingroup qos-examples
 * Draw rates and delays, and build the tree.
 * @param params of the experiment
 * @return what the network is built from
 */
StackPlan PlanStack(const StackParams& params);

/**
 * @ingroup qos-examples
 * All that runs in stack-video: the network, and the video, Web pages, bulk transfers and cross
 * traffic on it.
 */
class StackScenario
{
  public:
    static constexpr uint16_t VIDEO_PORT = 5004; //!< of viewers

    /**
     * @param params of the experiment
     * @param network by PlanStack()
     */
    StackScenario(const StackParams& params, const StackNetwork::Params& network);

    /** @return hosts and links */
    const StackNetwork& GetNetwork() const;

    /** @return what sends the video */
    const PictureServer& GetServer() const;

    /** @return of nodes 1, 2, ... */
    const std::vector<Ptr<PictureRelay>>& GetViewers() const;

    /** @return of the same */
    const std::vector<Ptr<WebClient>>& GetWebClients() const;

    /** @return of the bulk transfers */
    const std::vector<Ptr<FileSink>>& GetBulkSinks() const;

  private:
    /** Install schedulers, congestion management, server and viewers. */
    void AddVideo();

    /** Install Web clients and a server. */
    void AddWeb();

    /** Install bulk transfers of the server, and cross traffic. */
    void AddOthers();

    StackParams m_params;
    std::vector<uint32_t> m_parents; //!< of each node, in the tree
    StackNetwork m_network;
    Ptr<PictureServer> m_server;
    std::vector<Ptr<PictureRelay>> m_viewers;
    std::vector<Ptr<WebClient>> m_webClients;
    std::vector<Ptr<FileSink>> m_bulkSinks;
};

} // namespace qos
} // namespace ns3

#endif // QOS_STACK_SCENARIO_H
