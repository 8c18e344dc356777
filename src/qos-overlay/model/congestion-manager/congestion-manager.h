/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONGESTION_MANAGER_H
#define QOS_CONGESTION_MANAGER_H

#include "ns3/cm-core.h"
#include "ns3/event-id.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-bits.h"
#include "ns3/traced-callback.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{

class Node;
class Packet;
class UniformRandomVariable;

namespace qos
{

/** When grants that a call makes possible are handed out. */
enum class GrantDelivery : uint8_t
{
    Later, //!< at this instant, but after everything that goes on: clients are never called from
           //!< within their own calls
    Now    //!< before the call returns: cheaper, for clients inside the protocol stack
};

/**
 * @ingroup qos-congestion-manager
 * The Congestion Manager of a node: flows to the same destination share one congestion window, and
 * clients are told when they may send and how fast.
 *
 * Aggregated to a node with an Internet stack (CmHelper does). It charges every packet that leaves
 * the node's IP layer to the flow with its addresses and ports, so that a client on a connected
 * socket never has to say what it sent.
 *
 * The attributes are those of every macroflow; they count when the first flow is opened, and
 * changes after that have no effect.
 *
 * Source: Andersen, Bansal, Curtis, Seshan and Balakrishnan, "System Support for Bandwidth
 * Management and Content Adaptation in Internet Applications", OSDI 2000; RFC 3124.
 */
class CongestionManager : public Object, private MacroflowObserver
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    CongestionManager();
    ~CongestionManager() override;

    /**
     * @param node a node
     * @return its Congestion Manager, null if it has none
     */
    static Ptr<CongestionManager> Of(const Ptr<Node>& node);

    /** Calls of CmCore at the present time. @{ */

    /**
     * cm_open.
     * @param description the flow; its mtu is at most what fits into the device that leads there,
     * and 0 stands for that
     * @param flow set to its handle, to CM_NONE on an error
     * @return as CmCore::Open()
     */
    CmStatus Open(FlowDescription description, CmFlowId& flow);

    /**
     * cm_close.
     * @param flow the flow
     * @return as CmCore::Close()
     */
    CmStatus Close(CmFlowId flow);

    /**
     * cm_mtu.
     * @param flow the flow
     * @return payload bytes that a grant allows, 0 for an unknown flow
     */
    uint32_t Mtu(CmFlowId flow) const;

    /**
     * cm_request.
     * @param flow the flow
     * @param packets how many
     * @param delivery when grants come
     * @return as CmCore::Request()
     */
    CmStatus Request(CmFlowId flow,
                     uint32_t packets = 1,
                     GrantDelivery delivery = GrantDelivery::Later);

    /**
     * cm_notify, for packets that this class cannot see or cannot tell whose they are (an
     * unconnected socket), and for grants given back.
     * @param flow the flow
     * @param bytes payload, 0 to give a grant back
     * @param delivery when grants come
     * @return as CmCore::Notify()
     */
    CmStatus Notify(CmFlowId flow, uint32_t bytes, GrantDelivery delivery = GrantDelivery::Later);

    /**
     * cm_update.
     * @param flow the flow
     * @param feedback the report
     * @param delivery when grants come
     * @return as CmCore::Update()
     */
    CmStatus Update(CmFlowId flow,
                    const CmFeedback& feedback,
                    GrantDelivery delivery = GrantDelivery::Later);

    /**
     * cm_query.
     * @param flow the flow
     * @param state set to what it may count on, invalid if that is unknown
     * @return as CmCore::Query()
     */
    CmStatus Query(CmFlowId flow, NetworkState& state);

    /**
     * cm_thresh.
     * @param flow the flow
     * @param thresholds which changes it wants to be told of
     * @return as CmCore::SetThresholds()
     */
    CmStatus SetThresholds(CmFlowId flow, const CmThresholds& thresholds);

    /**
     * cm_register_send.
     * @param flow the flow
     * @param sender takes its grants, null for nobody
     * @return as CmCore::RegisterSend()
     */
    CmStatus RegisterSend(CmFlowId flow, CmSender* sender);

    /**
     * cm_register_update.
     * @param flow the flow
     * @param listener is told of changes, null for nobody
     * @return as CmCore::RegisterUpdate()
     */
    CmStatus RegisterUpdate(CmFlowId flow, CmListener* listener);

    /**
     * cm_getmacroflow.
     * @param flow the flow
     * @return its macroflow, CM_NONE for an unknown flow
     */
    MacroflowId GetMacroflow(CmFlowId flow) const;

    /**
     * cm_setmacroflow.
     * @param target the macroflow, or CM_NONE for a new one
     * @param flow the flow
     * @param result set to the macroflow that it is in now
     * @return as CmCore::SetMacroflow()
     */
    CmStatus SetMacroflow(MacroflowId target, CmFlowId flow, MacroflowId& result);

    /**
     * @param flow the flow
     * @param weight its weight for schedulers that have weights
     * @return as CmCore::SetWeight()
     */
    CmStatus SetWeight(CmFlowId flow, double weight);

    /**
     * @param flow the flow
     * @param timeout how long its client itself waits before it gives up what nobody reports about;
     * 0 if that is not known
     * @return as CmCore::SetReportTimeout()
     */
    CmStatus SetReportTimeout(CmFlowId flow, Nanoseconds timeout);

    /** @} */

    /**
     * @param key addresses and ports
     * @return the open flow between them, CM_NONE for none
     */
    CmFlowId FlowOf(const FlowKey& key) const;

    /**
     * @param macroflow a macroflow
     * @return its state, null for an unknown one
     */
    const Macroflow* GetMacroflowState(MacroflowId macroflow) const;

    /**
     * @param flow a flow
     * @return its state, null for an unknown one
     */
    const CmFlow* GetFlowState(CmFlowId flow) const;

    /**
     * @param macroflow a macroflow
     * @param principal a user
     * @return as CmCore::IsOpenTo()
     */
    bool IsOpenTo(MacroflowId macroflow, uint32_t principal) const;

    /** @return the state of all macroflows, also of those that linger without flows */
    std::vector<const Macroflow*> GetMacroflows() const;

    /** @return what happened to all macroflows so far, those included that are forgotten */
    MacroflowCounters GetCounters() const;

    /**
     * @param macroflow a macroflow
     * @return its scheduler, for classes and the like; null for an unknown macroflow
     */
    FlowScheduler* GetScheduler(MacroflowId macroflow) const;

    /**
     * Stop all grants of all macroflows, or go on.
     * @param isFrozen whether to stop
     */
    void SetFrozen(bool isFrozen);

    /** @param observer sees every grant from now on, after those who were added before */
    void AddObserver(MacroflowObserver& observer);

    /** @param observer sees nothing any more; nothing happens if it saw nothing */
    void RemoveObserver(MacroflowObserver& observer);

    /** @return whether the next TCP segment is to be a byte shorter than it might: at random, if
     * acknowledgments are guarded */
    bool DrawsShortSegment();

    /**
     * @param stream first number for the random variables
     * @return how many are used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * Signature of the trace Charge.
     * @param flow the flow
     * @param bytes payload of the packet
     */
    using ChargeTracedCallback = void (*)(CmFlowId flow, uint32_t bytes);

    /**
     * Signature of the trace Window.
     * @param macroflow the macroflow
     * @param window bytes that may be in the network
     */
    using WindowTracedCallback = void (*)(MacroflowId macroflow, double window);

  protected:
    void NotifyNewAggregate() override;
    void DoDispose() override;

  private:
    /** Which flows share, as an attribute. */
    enum AggregationChoice
    {
        DESTINATION,        //!< those to one address
        DESTINATION_DSCP,   //!< of one service class
        SOURCE_DESTINATION, //!< from one address
        FLOW                //!< none, until they are put together by hand
    };

    void Granted(const Macroflow& macroflow, const CmFlow& flow) override;

    /** Make the core that the attributes describe, if that was not done yet. */
    void SetUp();

    /** @return what to make the core from */
    CmSetup MakeSetup() const;

    /**
     * A packet leaves the IP layer.
     * @param header its IP header
     * @param packet the rest
     * @param interface where
     */
    void SendOutgoing4(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);

    /**
     * A packet leaves the IP layer.
     * @param header its IP header
     * @param packet the rest
     * @param interface where
     */
    void SendOutgoing6(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface);

    /**
     * Charge a packet to its flow, if it has one.
     * @param key addresses and protocol of the packet
     * @param packet from the transport header on
     */
    void ChargePacket(FlowKey& key, const Ptr<const Packet>& packet);

    /**
     * Hand out what a call made possible.
     * @param flow whose macroflow
     * @param delivery when
     */
    void Deliver(CmFlowId flow, GrantDelivery delivery);

    /** See to it that what is due now or later is done then. */
    void Settle();

    /** See to it that Wake() comes in time. */
    void ArmTimer();

    /** Do what is due. */
    void Wake();

    /** Serve what was deferred. */
    void ServeDue();

    std::string m_controller;                          //!< attribute Controller
    std::string m_scheduler;                           //!< attribute FlowScheduler
    AggregationChoice m_aggregation = DESTINATION;     //!< attribute Aggregation
    bool m_byPrincipal = false;                        //!< attribute ByPrincipal
    uint8_t m_prefix4 = 0;                             //!< attribute PrefixLength
    uint8_t m_prefix6 = 0;                             //!< attribute PrefixLength6
    uint32_t m_initialWindow = 1;                      //!< attribute InitialWindow
    bool m_growWhileRecovering = true;                 //!< attribute GrowWhileRecovering
    bool m_oncePerRtt = true;                          //!< attribute OncePerRtt
    bool m_watchdog = true;                            //!< attribute Watchdog
    bool m_idleDecay = true;                           //!< attribute IdleDecay
    double m_growthHeadroom = 1;                       //!< attribute GrowthHeadroom
    double m_rateGrowthHeadroom = 1;                   //!< attribute RateGrowthHeadroom
    Time m_linger;                                     //!< attribute Linger
    Time m_grantTime;                                  //!< attribute LeastGrantTime
    uint32_t m_largestTable = 0;                       //!< attribute LargestTable
    bool m_isSetUp = false;                            //!< the attributes have been used
    bool m_isFrozen = false;                           //!< no grants
    bool m_isHooked4 = false;                          //!< packets of IPv4 are seen
    bool m_isHooked6 = false;                          //!< packets of IPv6 are seen
    bool m_isDisposed = false;                         //!< nothing is scheduled any more
    bool m_guardsAcks = false;                         //!< attribute GuardAcknowledgments
    EventId m_timer;                                   //!< calls Wake()
    Time m_timerAt;                                    //!< when
    EventId m_serve;                                   //!< calls ServeDue()
    Ptr<UniformRandomVariable> m_random;               //!< feeds the coin
    std::shared_ptr<RandomBits> m_bits;                //!< the coin of schedulers and segments
    std::unique_ptr<CmCore> m_core;                    //!< without flows until m_isSetUp
    std::vector<MacroflowObserver*> m_observers;       //!< see every grant
    TracedCallback<CmFlowId, uint32_t> m_chargeTrace;  //!< trace Charge
    TracedCallback<MacroflowId, double> m_windowTrace; //!< trace Window
};

} // namespace qos
} // namespace ns3

#endif // QOS_CONGESTION_MANAGER_H
