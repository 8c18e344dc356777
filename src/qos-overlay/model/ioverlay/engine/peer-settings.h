/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PEER_SETTINGS_H
#define QOS_PEER_SETTINGS_H

#include "engine-api.h"

#include "ns3/node-id.h"
#include "ns3/units.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** How a node treats a peer, if not as all others. */
struct PeerSettings
{
    /** What happens to data of an application that finds no room. */
    struct AppPolicy
    {
        uint32_t app;      //!< the application
        DropPolicy policy; //!< for its data
    };

    NodeId peer;                     //!< who
    uint32_t weight = 1;             //!< of its input: messages in a round
    Bitrate out;                     //!< emulated bandwidth of what goes to it; 0: unlimited
    Bitrate in;                      //!< of what comes from it; 0: unlimited
    std::vector<AppPolicy> policies; //!< other than the engine's
};

/**
 * @ingroup qos-ioverlay-engine
 * The peers that a node does not treat as all others. They are few, need not be connected, and
 * stay here when their connection ends.
 */
class PeerSettingsTable
{
  public:
    /**
     * @param peer another node
     * @return how it is treated; null: as all others
     */
    const PeerSettings* Find(NodeId peer) const;

    /**
     * @param peer another node
     * @return how it is treated, to be changed; until the next call
     */
    PeerSettings& Of(NodeId peer);

  private:
    std::unique_ptr<std::vector<PeerSettings>> m_settings; //!< null: there were never any
};

} // namespace qos
} // namespace ns3

#endif // QOS_PEER_SETTINGS_H
