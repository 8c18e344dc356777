/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_I_ALGORITHM_H
#define QOS_I_ALGORITHM_H

#include "known-hosts.h"

#include "ns3/algorithm.h"

#include <cstdint>
#include <string>
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
 * Source: iOverlay (Middleware 2004), sections 2.2 and 2.3 (iAlgorithm).
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

    /**
     * Ask the observer whom this node may know; nothing happens if there is no observer.
     * @param engine what sends
     */
    static void Boot(EngineApi& engine);

    /**
     * Send a line for the observer's log; nothing happens if there is no observer.
     * @param text the line, of which the first 1,000 bytes are sent
     * @param engine what sends
     */
    static void Trace(const std::string& text, EngineApi& engine);

    /** @return messages that nobody was interested in, or that were not what they should be */
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
     * The observer, or who runs the node, said: be the source of an application. Its messages come
     * after this.
     * @param app the application
     * @param engine what sends
     */
    virtual void OnDeploy(uint32_t app, EngineApi& engine);

    /**
     * The source of an application made itself known, which did not before.
     * @param app the application
     * @param source the node
     * @param engine what sends
     */
    virtual void OnAnnounce(uint32_t app, NodeId source, EngineApi& engine);

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
     * A peer for which there was no room has room again.
     * @param peer the peer
     * @param engine what sends
     */
    virtual void OnWritable(NodeId peer, EngineApi& engine);

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
    /** A source that made itself known. */
    struct KnownSource
    {
        uint32_t app;  //!< its application
        NodeId source; //!< the node
    };

    /**
     * Be a source, and make that known.
     * @param message what the observer said
     * @param engine what sends
     */
    void Deploy(const MessagePtr& message, EngineApi& engine);

    /**
     * Hear of a source, and pass it on if it is new.
     * @param app its application
     * @param source the node
     * @param ttl how often it may be passed on
     * @param engine what sends
     */
    void Announce(uint32_t app, NodeId source, uint8_t ttl, EngineApi& engine);

    /**
     * Tell the observer of a peer that is gone without having said so.
     * @param header what the engine said
     * @param engine what sends
     */
    static void ReportDown(const MessageHeader& header, EngineApi& engine);

    KnownHosts m_hosts;                 //!< see Hosts()
    std::vector<KnownSource> m_sources; //!< by age
    uint64_t m_unknown = 0;             //!< see Unknown()
};

} // namespace qos
} // namespace ns3

#endif // QOS_I_ALGORITHM_H
