/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_I_ALGORITHM_H
#define QOS_I_ALGORITHM_H

#include "known-hosts.h"

#include "ns3/algorithm.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-algorithm
 * The base of algorithms that want help: it does what a control message asks for by default, keeps
 * the hosts that it hears of, and disseminates. A subclass overrides what it is interested in.
 *
 * Source: iOverlay (Middleware 2004), section 2.3 (iAlgorithm).
 */
class IAlgorithm : public Algorithm
{
  public:
    Verdict Process(const MessagePtr& message, EngineApi& engine) override;

    /** @return the hosts that are known */
    KnownHosts& Hosts()
    {
        return m_hosts;
    }

    /** @return messages that nobody was interested in */
    uint64_t Unknown() const
    {
        return m_unknown;
    }

  protected:
    /**
     * Data came.
     * @param message the data
     * @param engine what sends
     * @return what was done with it; by default it is delivered here
     */
    virtual Verdict OnData(const MessagePtr& message, EngineApi& engine);

    /**
     * The observer, or who runs the node, said: join an application.
     * @param app the application
     * @param engine what sends
     */
    virtual void OnJoin(uint32_t app, EngineApi& engine);

    /**
     * The same: leave an application.
     * @param app the application
     * @param engine what sends
     */
    virtual void OnLeave(uint32_t app, EngineApi& engine);

    /**
     * The same: the source of an application ends.
     * @param app the application
     * @param engine stops its source by default
     */
    virtual void OnTerminate(uint32_t app, EngineApi& engine);

    /**
     * The connection to a peer is gone, which is no longer among the known hosts.
     * @param peer the peer
     * @param engine what sends
     */
    virtual void OnBrokenLink(NodeId peer, EngineApi& engine);

    /**
     * The way to the source of an application is gone.
     * @param app the application
     * @param engine what sends
     */
    virtual void OnBrokenSource(uint32_t app, EngineApi& engine);

    /**
     * A timer of EngineApi::StartTimer().
     * @param id its number
     * @param engine what sends
     */
    virtual void OnTimer(int32_t id, EngineApi& engine);

    /**
     * Any other message.
     * @param message the message
     * @param engine what sends
     * @return whether it is known; otherwise it is counted
     */
    virtual bool OnMessage(const MessagePtr& message, EngineApi& engine);

    /**
     * Send a message to each of some nodes with a probability: not to this one, nor to where it
     * came from.
     * @param message one that was made here
     * @param to the nodes
     * @param probability of each
     * @param engine what sends
     */
    static void Disseminate(const MessagePtr& message,
                            const std::vector<NodeId>& to,
                            double probability,
                            EngineApi& engine);

  private:
    KnownHosts m_hosts;     //!< see Hosts()
    uint64_t m_unknown = 0; //!< see Unknown()
};

} // namespace qos
} // namespace ns3

#endif // QOS_I_ALGORITHM_H
