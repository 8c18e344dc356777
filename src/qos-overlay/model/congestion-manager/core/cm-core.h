/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_CORE_H
#define QOS_CM_CORE_H

#include "macroflow.h"

#include "ns3/indexed-heap.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a Congestion Manager is made from. */
struct CmSetup
{
    AggregationRule aggregation; //!< which flows share
    MacroflowParams macroflow;   //!< the knobs of every macroflow

    /** How long a macroflow is remembered after its last flow was closed; FOREVER is possible. */
    Nanoseconds linger = std::chrono::seconds{60};

    uint32_t largestTable = (1U << 20U) - 1; //!< flows that may be open at a time; at most that

    /** Makes the controller of a macroflow. */
    std::function<std::unique_ptr<CongestionController>()> makeController;

    /** Makes the scheduler of a macroflow. */
    std::function<std::unique_ptr<FlowScheduler>()> makeScheduler;
};

/**
 * @ingroup qos-cm-core
 * The Congestion Manager of a host without a host: the calls of its interface over flows and
 * macroflows. Knows no simulator; time is an argument, and whoever owns it calls Wakeup() when
 * NextWakeup() says.
 *
 * Grants are handed out by Serve() and ServeDue() only, so that the owner decides whether a client
 * may be called from within a call of its own.
 *
 * Source: OSDI 2000, section 2.1; RFC 3124, section 3. What RFC 3124 leaves open about errors is
 * this project's: an unknown or closed flow is an error of every call and changes nothing.
 */
class CmCore : private MacroflowOwner
{
  public:
    /** @param setup what to make it from */
    explicit CmCore(CmSetup setup);
    ~CmCore() override;
    CmCore(const CmCore&) = delete;
    CmCore& operator=(const CmCore&) = delete;

    /**
     * cm_open: begin a flow. It joins the macroflow that the aggregation rule names.
     * @param description the flow
     * @param now the time
     * @param flow set to its handle, to CM_NONE on an error
     * @return Ok, DuplicateFlow, TableFull, BadMtu
     */
    CmStatus Open(const FlowDescription& description, Nanoseconds now, CmFlowId& flow);

    /**
     * cm_close: end a flow. Its requests, its grants and what it has in the network are forgotten.
     * @param flow the flow
     * @param now the time
     * @return Ok, UnknownFlow
     */
    CmStatus Close(CmFlowId flow, Nanoseconds now);

    /**
     * cm_mtu.
     * @param flow the flow
     * @return payload bytes that a grant allows, 0 for an unknown flow
     */
    uint32_t Mtu(CmFlowId flow) const;

    /**
     * cm_request: ask for grants. They come with the next Serve() or ServeDue().
     * @param flow the flow
     * @param packets how many
     * @param now the time
     * @return Ok, UnknownFlow, TooManyRequests
     */
    CmStatus Request(CmFlowId flow, uint32_t packets, Nanoseconds now)
    {
        CmFlow* const own = Find(flow);
        if (!own)
        {
            return CmStatus::UnknownFlow;
        }
        if (!own->macroflow->Request(*own, packets, now))
        {
            return CmStatus::TooManyRequests;
        }
        return CmStatus::Ok;
    }

    /**
     * cm_notify: a packet was sent, or a grant is given back.
     * @param flow the flow
     * @param bytes payload, 0 to give a grant back
     * @param now the time
     * @return Ok, UnknownFlow
     */
    CmStatus Notify(CmFlowId flow, uint32_t bytes, Nanoseconds now)
    {
        CmFlow* const own = Find(flow);
        if (!own)
        {
            return CmStatus::UnknownFlow;
        }
        own->macroflow->Notify(*own, bytes, now);
        return CmStatus::Ok;
    }

    /**
     * cm_update: report what became of packets.
     * @param flow the flow
     * @param feedback the report
     * @param now the time
     * @return Ok, UnknownFlow, BadRtt, BadLossMode
     */
    CmStatus Update(CmFlowId flow, const CmFeedback& feedback, Nanoseconds now);

    /**
     * cm_query.
     * @param flow the flow
     * @param now the time
     * @param state set to what it may count on, invalid if that is unknown
     * @return Ok, UnknownFlow
     */
    CmStatus Query(CmFlowId flow, Nanoseconds now, NetworkState& state);

    /**
     * cm_thresh.
     * @param flow the flow
     * @param thresholds which changes it wants to be told of
     * @return Ok, UnknownFlow, BadThreshold
     */
    CmStatus SetThresholds(CmFlowId flow, const CmThresholds& thresholds);

    /**
     * cm_register_send.
     * @param flow the flow
     * @param sender takes its grants, null for nobody
     * @return Ok, UnknownFlow
     */
    CmStatus RegisterSend(CmFlowId flow, CmSender* sender);

    /**
     * cm_register_update.
     * @param flow the flow
     * @param listener is told of changes, null for nobody
     * @return Ok, UnknownFlow
     */
    CmStatus RegisterUpdate(CmFlowId flow, CmListener* listener);

    /**
     * cm_getmacroflow.
     * @param flow the flow
     * @return its macroflow, CM_NONE for an unknown flow
     */
    MacroflowId GetMacroflow(CmFlowId flow) const;

    /**
     * cm_setmacroflow: move a flow, with what it has in the network.
     * @param target the macroflow, or CM_NONE for a new one
     * @param flow the flow
     * @param now the time
     * @param result set to the macroflow that it is in now
     * @return Ok, UnknownFlow, UnknownMacroflow
     */
    CmStatus SetMacroflow(MacroflowId target, CmFlowId flow, Nanoseconds now, MacroflowId& result);

    /**
     * @param flow the flow
     * @param weight its weight for schedulers that have weights, CM_LEAST_WEIGHT to
     * CM_LARGEST_WEIGHT
     * @return Ok, UnknownFlow, BadWeight
     */
    CmStatus SetWeight(CmFlowId flow, double weight);

    /**
     * Say how long a client itself waits before it gives up what nobody reports about. The watchdog
     * waits twice as long at least, see Macroflow::NextWakeup(), so that it gives nothing up that
     * the client will still report about.
     * @param flow the flow
     * @param timeout how long it waits from now on, with what receivers may keep reports back and
     * with its back-off; 0 if that is not known, as of every new flow
     * @param now the time
     * @return Ok, UnknownFlow, BadTimeout
     */
    CmStatus SetReportTimeout(CmFlowId flow, Nanoseconds timeout, Nanoseconds now);

    /**
     * Hand out what the window of a flow's macroflow allows; clients are called.
     * @param flow the flow
     * @param now the time
     */
    void Serve(CmFlowId flow, Nanoseconds now)
    {
        const CmFlow* const own = Find(flow);
        if (own)
        {
            own->macroflow->Serve(now);
        }
    }

    /**
     * Let the next ServeDue() serve the macroflow of a flow. Close(), SetMacroflow() and
     * SetFrozen() do so by themselves where they make room.
     * @param flow the flow
     */
    void Defer(CmFlowId flow);

    /** @return whether ServeDue() has something to do */
    bool HasDue() const
    {
        return !m_due.empty();
    }

    /**
     * Serve all macroflows that are due.
     * @param now the time
     */
    void ServeDue(Nanoseconds now);

    /**
     * @return the time to call Wakeup(), FOREVER for none
     */
    Nanoseconds NextWakeup() const
    {
        return m_wakeups.IsEmpty() ? FOREVER : m_wakeups.TopKey();
    }

    /**
     * Do what is due: grants lapse, the watchdog bites, macroflows without flows are forgotten.
     * Clients may be called. Not to be called from within a client.
     * @param now the time
     */
    void Wakeup(Nanoseconds now);

    /**
     * @param key addresses and ports of a packet
     * @return the flow that it belongs to, CM_NONE for none
     */
    CmFlowId FlowOf(const FlowKey& key) const
    {
        const auto found = m_byKey.find(key);
        return found == m_byKey.end() ? CM_NONE : found->second;
    }

    /**
     * @param flow a flow
     * @return its part of the accounting, null for an unknown flow
     */
    const CmFlow* FlowState(CmFlowId flow) const
    {
        return Find(flow);
    }

    /**
     * @param macroflow a macroflow
     * @return the macroflow, null for an unknown one
     */
    Macroflow* FindMacroflow(MacroflowId macroflow) const;

    /**
     * @param macroflow a macroflow
     * @param principal a user
     * @return whether flows of the user about which applications report may be put there by hand:
     * with AggregationRule::byPrincipal only if it was made for such a flow of the same user; false
     * for an unknown macroflow
     */
    bool IsOpenTo(MacroflowId macroflow, uint32_t principal) const;

    /** @return the macroflows, those without flows included that linger */
    std::vector<const Macroflow*> Macroflows() const;

    /** @return what happened to all macroflows so far, those included that are forgotten */
    MacroflowCounters Counters() const;

    /**
     * Hand out no grants at all until further notice, or go on.
     * @param isFrozen whether to stop
     */
    void SetFrozen(bool isFrozen);

    /** @param observer sees every grant of every macroflow, null for nobody */
    void SetObserver(MacroflowObserver* observer);

    /** @return how many flows are open */
    std::size_t Flows() const
    {
        return m_byKey.size();
    }

  private:
    /** A macroflow and how it can be found. */
    struct Entry
    {
        std::unique_ptr<Macroflow> macroflow; //!< the macroflow, null in a free slot
        std::optional<MacroflowKey> key;      //!< flows join it by the rule, if it has one
        std::optional<uint32_t> principal;    //!< whose, if it was made for a flow that users feed
        Nanoseconds forgetAt = FOREVER;       //!< when it is forgotten, unless a flow joins
        bool isDue = false;                   //!< is in m_due
    };

    /** Order of wake-ups: by time. */
    struct Sooner
    {
        /**
         * @param a a time
         * @param b another time
         * @return whether a goes first
         */
        bool operator()(Nanoseconds a, Nanoseconds b) const
        {
            return a < b;
        }
    };

    /**
     * @param flow a handle
     * @return the flow, null if there is none
     */
    CmFlow* Find(CmFlowId flow) const
    {
        // a handle of no flow leads to a flow with another handle
        CmFlow* const own = m_flows[static_cast<uint32_t>(flow) & m_mask];
        return own->id == flow ? own : nullptr;
    }

    void WakeupMoved(const Macroflow& macroflow) override;

    /** Make some slots for flows. */
    void AddSlots();

    /**
     * @param description the flow that it is made for
     * @return the slot of a new macroflow without flows
     */
    uint32_t AddMacroflow(const FlowDescription& description);

    /**
     * Take a flow out of its macroflow, which is forgotten some time later if it was the last.
     * @param flow the flow
     * @param now the time
     */
    void Detach(CmFlow& flow, Nanoseconds now);

    /**
     * @param slot of the macroflow
     * @param flow a flow that joins it
     * @param now the time
     */
    void Attach(uint32_t slot, CmFlow& flow, Nanoseconds now);

    /** @param slot of a macroflow that ServeDue() serves next time */
    void MarkDue(uint32_t slot);

    /** @param slot of a macroflow without flows that is forgotten */
    void Forget(uint32_t slot);

    /** @param slot of a macroflow whose next wake-up is put into the heap */
    void Arm(uint32_t slot);

    static constexpr uint32_t SLOT_BITS = 20;                    //!< lower part of a handle
    static constexpr uint32_t SLOT_MASK = (1U << SLOT_BITS) - 1; //!< lower part of a handle

    CmSetup m_setup; //!< what it was made from
    /** By slot, also those that are free. The size is a power of two. The first slot is never used,
     * and the last ones have a flow in common until they are. */
    std::vector<CmFlow*> m_flows;
    uint32_t m_mask = 1;                                        //!< size of m_flows, less one
    uint32_t m_slots = 1;                                       //!< of m_flows that have been used
    std::vector<std::unique_ptr<CmFlow[]>> m_storage;           //!< of the flows, several at a time
    CmFlow m_never;                                             //!< in the first slot
    CmFlow m_unused;                                            //!< in the last ones
    std::vector<CmFlowId> m_freeIds;                            //!< handles for free slots
    std::unordered_map<FlowKey, CmFlowId, FlowKeyHash> m_byKey; //!< open flows; never iterated
    std::vector<Entry> m_macroflows;                            //!< by slot
    std::vector<uint32_t> m_freeSlots;                          //!< free slots of m_macroflows
    std::map<MacroflowId, uint32_t> m_byId;                     //!< slots by handle
    std::map<MacroflowKey, uint32_t> m_byRule;  //!< slots of those that the rule names
    std::vector<uint32_t> m_due;                //!< slots to be served by ServeDue()
    std::vector<uint32_t> m_spare;              //!< memory for the next m_due
    IndexedHeap<Nanoseconds, Sooner> m_wakeups; //!< by slot of the macroflow
    bool m_isFrozen = false;                    //!< no grants
    MacroflowObserver* m_observer = nullptr;    //!< sees every grant
    MacroflowId m_lastMacroflow = 0;            //!< last handle used
    MacroflowCounters m_forgotten;              //!< what happened to those that are forgotten
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_CORE_H
