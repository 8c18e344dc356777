/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_INSTANCE_DIRECTORY_H
#define QOS_INSTANCE_DIRECTORY_H

#include "federation-messages.h"
#include "federation-params.h"
#include "instance-table.h"

#include "ns3/engine-api.h"
#include "ns3/known-hosts.h"
#include "ns3/seen-messages.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-federation
 * How the instances of services know each other: what a node provides itself, what it knows of the
 * instances before and after it, how it passes on what it hears, and whom it would choose.
 *
 * Source: iOverlay (Middleware 2004), section 3.3, for sAssign and sAware, and the choice by
 * bandwidth. Ours: that an instance answers a new one, what it reports for looking ahead, and the
 * bandwidth that can be reserved.
 */
class InstanceDirectory
{
  public:
    /** The bandwidth of the way to a node, bytes per second. */
    using Width = std::function<uint32_t(NodeId to)>;

    /**
     * @param params knobs of the node
     * @param reportTimer number of the timer for Report()
     * @param counters count advertisements; they live longer
     */
    InstanceDirectory(const FederationParams& params,
                      int32_t reportTimer,
                      FederationCounters& counters);

    /** @param width what is known of the ways from here; without it they are not limited */
    void SetWidth(Width width)
    {
        m_width = std::move(width);
    }

    /** @return the service of this node; nothing if it has none */
    std::optional<ServiceId> Service() const
    {
        return m_service;
    }

    /** @return the instances before and after this one */
    const InstanceTable& Instances() const
    {
        return m_instances;
    }

    /** @return bandwidth that is not reserved, bytes per second */
    uint32_t Residual() const;

    /**
     * @param bandwidth what a federation wants, bytes per second
     * @param engine wakes this node, to report
     * @return whether it has it
     */
    bool Reserve(uint32_t bandwidth, EngineApi& engine);

    /**
     * @param bandwidth that was reserved, bytes per second
     * @param engine wakes this node, to report
     */
    void Free(uint32_t bandwidth, EngineApi& engine);

    /**
     * Provide a service from now on, and tell. Nothing may be reserved.
     * @param assign what the observer said
     * @param hosts are told
     * @param engine what sends
     */
    void Assign(FederationAssign assign, const KnownHosts& hosts, EngineApi& engine);

    /**
     * @param aware there is an instance
     * @param ttl how often it may be relayed
     * @param hosts learn of it, and are told if this node has no service
     * @param engine what sends
     */
    void OnAware(const InstanceAware& aware, uint8_t ttl, KnownHosts& hosts, EngineApi& engine);

    /**
     * @param peer a node that is gone
     * @param engine wakes this node, to report
     */
    void Remove(NodeId peer, EngineApi& engine);

    /**
     * It is time to tell the instances before this one how wide it goes on from here, if that is
     * new to them.
     * @param engine what sends
     */
    void Report(EngineApi& engine);

    /**
     * @param token what is chosen already, and what is demanded
     * @param vertex to choose for
     * @param excluded instances that are not meant
     * @return the best instance; none if there is none
     */
    NodeId Choose(const FederationToken& token,
                  FederationToken::Vertex vertex,
                  const std::vector<NodeId>& excluded) const;

  private:
    /**
     * @param instance that is known
     * @return the bandwidth that a stream to it can have
     */
    uint32_t WidthTo(const ServiceInstance& instance) const;

    /**
     * Note an instance, if it is directly before or after this one.
     * @param aware what was said of it
     * @param engine wakes this node, to report
     * @return whether it is new
     */
    bool Learn(const InstanceAware& aware, EngineApi& engine);

    /**
     * Tell the known hosts of an instance.
     * @param aware there is an instance
     * @param ttl how often it may be relayed
     * @param hosts are told
     * @param engine what sends
     */
    void Relay(const InstanceAware& aware, uint8_t ttl, const KnownHosts& hosts, EngineApi& engine);

    /**
     * Tell the instances directly before and after an instance.
     * @param aware there is an instance
     * @param ttl how often it may be relayed
     * @param engine what sends
     */
    void PassOn(const InstanceAware& aware, uint8_t ttl, EngineApi& engine);

    /**
     * Report soon, if instances look ahead.
     * @param engine wakes this node
     */
    void AwaitReport(EngineApi& engine);

    /**
     * @param isDirect whether it is for one instance only
     * @param engine of this node
     * @return what this instance says of itself; another number every time
     */
    InstanceAware OwnAdvertisement(bool isDirect, const EngineApi& engine);

    /** @return how wide it goes on from here, by service */
    std::vector<OnwardWidth> Onward() const;

    /**
     * @param aware what to say
     * @param ttl how often it may be relayed
     * @param engine makes the message
     * @return the message
     */
    static MessagePtr Make(const InstanceAware& aware, uint8_t ttl, EngineApi& engine);

    /**
     * @param message what to say of an instance
     * @param to whom
     * @param count of such messages
     * @param engine what sends
     */
    void Send(const MessagePtr& message, NodeId to, uint64_t& count, EngineApi& engine);

    FederationParams m_params;           //!< knobs
    int32_t m_reportTimer;               //!< number of a timer
    FederationCounters& m_counters;      //!< of the node
    Width m_width;                       //!< see SetWidth()
    std::optional<ServiceId> m_service;  //!< see Service()
    ServiceGraph m_graph;                //!< which services may follow which
    uint32_t m_bandwidth = 0;            //!< of streams that can be taken, bytes per second; 0: any
    uint64_t m_reserved = 0;             //!< of that
    InstanceTable m_instances;           //!< see Instances()
    SeenMessages m_seen;                 //!< advertisements
    uint32_t m_number = 0;               //!< of the next own advertisement
    std::vector<OnwardWidth> m_reported; //!< how wide it goes on, as all have heard
    uint32_t m_reportedBandwidth = 0;    //!< the residual, as they have heard
    std::vector<NodeId> m_newcomers;     //!< before this one, who have not heard yet
    bool m_isReportAwaited = false;      //!< whether a timer will tell
};

} // namespace qos
} // namespace ns3

#endif // QOS_INSTANCE_DIRECTORY_H
