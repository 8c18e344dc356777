/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CODING_NODE_H
#define QOS_CODING_NODE_H

#include "i-algorithm.h"
#include "pair-coder.h"
#include "pair-decoder.h"
#include "rlnc-node.h"
#include "static-relay.h"

#include "ns3/observer-commands.h"

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-algorithm
 * A node that has the roles in network coding which its observer gives it (MessageType::NcConfig),
 * while data flows: relay, coder or decoder of a pair of streams, node of random linear coding. It
 * may have several, for different applications.
 *
 * An application has one role at a node: a new one begins anew, and ends all that had one of its
 * applications (a pair has three). What an old one held goes no further. Data of an application
 * without a role is delivered if a peer sent it, and goes nowhere if it is of a source of this
 * node.
 *
 * A downstream whose connection ends is forgotten, until the observer names it again.
 *
 * A command that is not what it should be changes nothing, and is counted in Unknown().
 *
 * Source: iOverlay (Middleware 2004), section 3.1, for the roles; that the observer gives them, and
 * how, is reconstructed.
 */
class CodingNode : public IAlgorithm
{
  public:
    static constexpr std::size_t MOST_ROLES = 256; //!< that a node has at a time

    Verdict Process(const MessagePtr& message, EngineApi& engine) override;

    /**
     * Have a role from now on. Not to be called while data is delivered, by a role that may end.
     * @param command which
     * @param engine that of the node
     * @return whether it is one that the node can have; otherwise nothing has changed
     */
    bool Take(const CodingCommand& command, EngineApi& engine);

    /**
     * @param app an application
     * @return what is done with its data
     */
    CodingRole RoleOf(uint32_t app) const;

    /** @return messages that wait for their partners, in all coders of pairs */
    std::size_t Held() const;

  protected:
    Verdict OnData(const MessagePtr& message, EngineApi& engine) override;
    bool OnMessage(const MessagePtr& message, EngineApi& engine) override;

  private:
    /** What does the work of a role. */
    using Worker = std::variant<StaticRelay, PairCoder, PairDecoder, RlncNode>;

    /** A role that the node has. */
    struct Role
    {
        CodingRole kind;            //!< which one
        std::vector<uint32_t> apps; //!< whose data is its own
        Worker worker;              //!< does the work
    };

    /**
     * @param command of the observer; a sound one
     * @return what does the work
     */
    Worker MakeWorker(const CodingCommand& command);

    /**
     * The engine says something that concerns all roles.
     * @param message what it says
     * @param engine that of the node
     */
    void TellRoles(const MessagePtr& message, EngineApi& engine);

    /**
     * @param app an application
     * @return its role; null if it has none
     */
    Role* Find(uint32_t app);

    std::vector<Role> m_roles; //!< by age
    int32_t m_timers = 0;      //!< ids of timers that were given away
};

} // namespace qos
} // namespace ns3

#endif // QOS_CODING_NODE_H
