/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEDERATION_ALGORITHM_H
#define QOS_FEDERATION_ALGORITHM_H

#include "federation-messages.h"
#include "federation-params.h"
#include "federation-session.h"
#include "instance-directory.h"

#include "ns3/i-algorithm.h"
#include "ns3/message-source.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-federation
 * Service federation (sFlow). A node that is assigned a service tells the hosts that it knows;
 * these tell others, until an instance hears of it, which tells the instances directly before and
 * after the new one. A token walks the requirement from the source to the sink, vertex by vertex;
 * the instance whose turn it is chooses instances for the vertices after it. Then all are told
 * backwards, and data flows: an instance passes on what has come by all its inputs.
 *
 * A vertex gets one sFederate for each of its predecessors: from the last of them, or from the
 * vertex before it in order, it is the token; from the others, it says that it is chosen.
 *
 * Source: iOverlay (Middleware 2004), section 3.3, for sAssign, sAware and sFederate, what they do,
 * and the choice by bandwidth. Ours: the order of the token, looking ahead, reservation, failures,
 * acknowledgements, what becomes of several inputs, and that an instance answers a new one.
 */
class FederationAlgorithm : public IAlgorithm
{
  public:
    /** Makes what a federation carries. */
    using SourceFactory = std::function<std::unique_ptr<MessageSource>(uint32_t session)>;

    /** @param params its knobs */
    explicit FederationAlgorithm(const FederationParams& params = {});

    FederationAlgorithm(const FederationAlgorithm&) = delete;
    FederationAlgorithm& operator=(const FederationAlgorithm&) = delete;

    /** @param width what is known of the ways from here; without it they are not limited */
    void SetWidth(InstanceDirectory::Width width)
    {
        m_directory.SetWidth(std::move(width));
    }

    /** @param factory of streams that begin here; without it, who runs the node starts them */
    void SetSource(SourceFactory factory)
    {
        m_source = std::move(factory);
    }

    /** @return the service of this node; nothing if it has none */
    std::optional<ServiceId> Service() const
    {
        return m_directory.Service();
    }

    /** @return the instances before and after this one */
    const InstanceTable& Instances() const
    {
        return m_directory.Instances();
    }

    /**
     * @param app an application
     * @return the federation that carries it, as it is known here; null if it is not
     */
    const FederationSession* Session(uint32_t app) const;

    /** @return bandwidth that is not reserved, bytes per second */
    uint32_t Residual() const
    {
        return m_directory.Residual();
    }

    /** @return what was counted */
    const FederationCounters& GetCounters() const
    {
        return m_counters;
    }

  protected:
    Verdict OnData(const MessagePtr& message, EngineApi& engine) override;
    void OnLeave(uint32_t app, EngineApi& engine) override;
    void OnTerminate(uint32_t app, EngineApi& engine) override;
    void OnBrokenLink(NodeId peer, EngineApi& engine) override;
    void OnTimer(int32_t id, EngineApi& engine) override;
    bool OnMessage(const MessagePtr& message, EngineApi& engine) override;

  private:
    using Vertex = RequirementGraph::Vertex;

    /** What a release means. */
    enum class Release : uint8_t
    {
        Withdrawn, //!< somebody else is chosen
        Over       //!< the federation ends
    };

    /**
     * Provide a service from now on, and tell.
     * @param assign what the observer said
     * @param engine what sends
     */
    void OnAssign(FederationAssign assign, EngineApi& engine);

    /**
     * @param token came from the observer or from another instance
     * @param app the session
     * @param engine what sends
     */
    void OnFederate(FederationToken token, uint32_t app, EngineApi& engine);

    /**
     * @param token says which vertex failed
     * @param app the session
     * @param engine what sends
     */
    void OnFail(const FederationToken& token, uint32_t app, EngineApi& engine);

    /**
     * @param map of a federation that is complete behind this node
     * @param app the session
     * @param engine what sends
     */
    void OnAck(const FederationMap& map, uint32_t app, EngineApi& engine);

    /**
     * @param release what it means
     * @param app the session
     * @param engine what sends
     */
    void OnRelease(Release release, uint32_t app, EngineApi& engine);

    /**
     * Be part of a federation.
     * @param app the session
     * @param vertex the place of this node
     * @param token what is known of it
     * @param engine tells the time
     * @return the session; null if this node can not be part of it
     */
    FederationSession* Admit(uint32_t app,
                             Vertex vertex,
                             const FederationToken& token,
                             EngineApi& engine);

    /**
     * @param session that wants bandwidth here
     * @param engine wakes this node, to report
     * @return whether it has it
     */
    bool Reserve(FederationSession& session, EngineApi& engine);

    /**
     * The token is here: choose, and pass it on.
     * @param session whose token it is
     * @param engine what sends
     */
    void Advance(FederationSession& session, EngineApi& engine);

    /**
     * @param session a federation
     * @param vertex that this node chose, or after this one; it is told unless the token will tell
     * @param engine what sends
     */
    void Claim(FederationSession& session, Vertex vertex, EngineApi& engine);

    /**
     * Pass the token on.
     * @param session whose token it is
     * @param vertex whose turn it is
     * @param engine what sends
     */
    void Pass(FederationSession& session, Vertex vertex, EngineApi& engine);

    /**
     * An instance that this one chose can not be part of the federation: choose another one.
     * @param session the federation
     * @param vertex of the instance
     * @param engine what sends
     */
    void Retry(FederationSession& session, Vertex vertex, EngineApi& engine);

    /**
     * This instance can not be part of the federation.
     * @param session the federation, which is forgotten
     * @param engine what sends
     */
    void GiveUp(FederationSession& session, EngineApi& engine);

    /**
     * Tell who chose an instance that it failed.
     * @param token with the vertex
     * @param app the session
     * @param engine what sends
     */
    void Fail(const FederationToken& token, uint32_t app, EngineApi& engine);

    /**
     * Let data flow, and tell the instances before this one.
     * @param session the federation
     * @param engine what sends
     */
    void Open(FederationSession& session, EngineApi& engine);

    /**
     * End a federation, and tell the neighbours.
     * @param session the federation, which is forgotten
     * @param except who knows it
     * @param engine what sends
     */
    void End(FederationSession& session, NodeId except, EngineApi& engine);

    /**
     * @param session a federation of which nothing is known from now on
     * @param engine of this node
     */
    void Forget(FederationSession& session, EngineApi& engine);

    /**
     * Look for federations to forget, as long as there are any.
     * @param engine wakes this node
     */
    void AwaitSweep(EngineApi& engine);

    /**
     * Send a control message.
     * @param app the session
     * @param type what it is
     * @param payload what it says
     * @param to whom; nothing is sent to nobody, or to this node
     * @param engine what sends
     * @return its bytes, with the header
     */
    static uint32_t Say(uint32_t app,
                        MessageType type,
                        Payload payload,
                        NodeId to,
                        EngineApi& engine);

    /**
     * @param app the session
     * @param release what it means
     * @param to whom
     * @param engine what sends
     */
    static void SayRelease(uint32_t app, Release release, NodeId to, EngineApi& engine);

    /**
     * @param app an application
     * @return the federation; null if there is none
     */
    FederationSession* Find(uint32_t app);

    FederationParams m_params;                 //!< knobs
    FederationCounters m_counters;             //!< see GetCounters()
    InstanceDirectory m_directory;             //!< this instance, and others
    SourceFactory m_source;                    //!< see SetSource()
    std::vector<FederationSession> m_sessions; //!< in no order
    bool m_isSweepAwaited = false;             //!< the same
};

} // namespace qos
} // namespace ns3

#endif // QOS_FEDERATION_ALGORITHM_H
