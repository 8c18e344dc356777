/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MACROFLOW_H
#define QOS_MACROFLOW_H

#include "cm-flow.h"
#include "congestion-controller.h"
#include "congestion-epoch.h"
#include "network-listeners.h"

#include "ns3/rtt-filter.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** The knobs of a macroflow that belong neither to its controller nor to its scheduler. */
struct MacroflowParams
{
    /** A grant is valid for the smoothed round-trip time, at least this long (RFC 3124, section 3.2
     * leaves the number open). */
    Nanoseconds leastGrantTime = std::chrono::milliseconds{500};

    /** The window grows only if it is below this times what is in use, plus an MTU: a window that
     * nobody fills is no evidence about the network. 1 for flows that send on grants. */
    double growthHeadroom = 1;

    /** The same as soon as a flow of the macroflow listens for changes of the rate. Such a flow
     * keeps to its own clock and must see room for its next higher rate, so that the factor has to
     * exceed the ratio of two neighbouring rates: 2.5 for rates that double. */
    double rateGrowthHeadroom = 2.5;

    bool reactOncePerRtt = true; //!< ignore a signal within a round trip of one that was answered
    bool hasWatchdog = true;     //!< give up what nobody reports about, see Macroflow::NextWakeup()
    bool decaysWhenIdle = true;  //!< halve the window for every timeout without a packet (RFC 2861)
    uint32_t largestBacklog = 65535; //!< requests that one flow may have waiting
};

/** What happened to a macroflow so far. */
struct MacroflowCounters
{
    uint64_t grants = 0;         //!< grants handed out
    uint64_t sentBytes = 0;      //!< bytes charged
    uint64_t receivedBytes = 0;  //!< bytes reported as received
    uint64_t declined = 0;       //!< grants given back unused, or nobody was there to take them
    uint64_t expired = 0;        //!< grants that lapsed without an answer
    uint64_t ungrantedBytes = 0; //!< bytes charged without a grant
    uint64_t transient = 0;      //!< times that the window was cut for losses
    uint64_t marked = 0;         //!< times that the window was cut for ECN marks
    uint64_t persistent = 0;     //!< times that the window was set to one MTU
    uint64_t suppressed = 0;     //!< signals within a round trip of one that was answered
    uint64_t watchdog = 0;       //!< times that unreported bytes were given up

    /**
     * @param other what happened to another macroflow
     * @return what happened to both
     */
    MacroflowCounters& operator+=(const MacroflowCounters& other);
};

class Macroflow;

/** Sees what a macroflow does; must not call it. */
class MacroflowObserver
{
  public:
    virtual ~MacroflowObserver() = default;

    /**
     * A grant is about to be handed out.
     * @param macroflow the macroflow, the grant counted already
     * @param flow who gets it
     */
    virtual void Granted(const Macroflow& macroflow, const CmFlow& flow) = 0;
};

/** Who calls Macroflow::Wakeup(). */
class MacroflowOwner
{
  public:
    virtual ~MacroflowOwner() = default;

    /**
     * A macroflow wants to be woken earlier than it said before.
     * @param macroflow the macroflow
     */
    virtual void WakeupMoved(const Macroflow& macroflow) = 0;
};

/**
 * @ingroup qos-cm-core
 * A macroflow: flows that share one congestion state. Keeps the account of what they have in the
 * network, grants what the window allows, to whom the scheduler says, and passes their reports on
 * to the controller.
 *
 * What holds after every call: Outstanding() is the sum of the flows' outstanding bytes, Reserved()
 * that of their granted ones, and a grant is handed out only if both together stay within the
 * window, or within one MTU if that is more.
 *
 * Source: OSDI 2000, section 2; RFC 3124, sections 3 and 4. The once-per-round-trip reaction, the
 * headroom of growth, the decay and the watchdog are this project's.
 */
class alignas(64) Macroflow
{
  public:
    /**
     * @param owner calls Wakeup()
     * @param id its handle
     * @param slot a small number of the owner's
     * @param params the knobs
     * @param controller decides how large the window is
     * @param scheduler decides whose turn it is
     */
    Macroflow(MacroflowOwner& owner,
              MacroflowId id,
              uint32_t slot,
              const MacroflowParams& params,
              std::unique_ptr<CongestionController> controller,
              std::unique_ptr<FlowScheduler> scheduler);

    Macroflow(const Macroflow&) = delete;
    Macroflow& operator=(const Macroflow&) = delete;

    /** @return its handle */
    MacroflowId Id() const
    {
        return m_id;
    }

    /** @return the owner's number for it */
    uint32_t Slot() const
    {
        return m_slot;
    }

    /**
     * Take a flow in, with what it has in the network and was granted, and with its requests.
     * @param flow the flow, in no macroflow
     * @param now the time
     */
    void Join(CmFlow& flow, Nanoseconds now);

    /**
     * Let a flow go; it keeps its figures, the macroflow forgets them.
     * @param flow a flow of this macroflow
     */
    void Leave(CmFlow& flow);

    /**
     * A flow asks for grants (cm_request). They are handed out by the next Serve().
     * @param flow the flow
     * @param packets how many
     * @param now the time
     * @return false if it has too many requests waiting; none of these is taken then
     */
    bool Request(CmFlow& flow, uint32_t packets, Nanoseconds now)
    {
        if (packets > m_params.largestBacklog - flow.pending)
        {
            return false;
        }
        if (flow.isSetAside)
        {
            m_setAside += packets;
        }
        else if (flow.pending == 0 && packets > 0)
        {
            LineUp(flow, packets);
        }
        else
        {
            m_waiting += packets;
        }
        flow.pending += packets;
        Touch(flow, now);
        return true;
    }

    /**
     * Hand out what the window allows. Clients are called; a call of this from within a client does
     * nothing, because the outer one goes on.
     * @param now the time
     */
    void Serve(Nanoseconds now);

    /**
     * A packet of a flow was sent, or a grant is given back (cm_notify).
     * @param flow the flow
     * @param bytes payload of the packet, 0 to give a grant back
     * @param now the time
     */
    void Notify(CmFlow& flow, uint32_t bytes, Nanoseconds now)
    {
        if (m_outstanding + m_reserved == 0)
        {
            DecayIfIdle(now);
        }
        const uint32_t released = flow.reserved > 0 ? flow.mtu : 0;
        flow.reserved -= released;
        m_reserved -= released;
        if (m_keepsCredit)
        {
            m_scheduler->Used(flow.member, released > 0 ? m_mtu : 0, bytes);
        }
        if (released > 0 && (flow.isSetAside || flow.hasLapsed))
        {
            flow.hasLapsed = false;
            TakeBack(flow);
        }
        if (bytes == 0)
        {
            CountDeclined(flow, released);
            return;
        }
        flow.outstanding += bytes;
        m_outstanding += bytes;
        flow.counters.sentBytes += bytes;
        m_counters.sentBytes += bytes;
        m_busyAt = now;
        flow.sentAt = now;
        if (flow.outstanding == bytes)
        {
            flow.reportedAt = now;
            if (m_watchdogTime < FOREVER)
            {
                WakeupBy(now + PatienceWith(flow));
            }
        }
        if (released == 0)
        {
            flow.counters.ungrantedBytes += bytes;
            m_counters.ungrantedBytes += bytes;
            Touch(flow, now);
        }
    }

    /**
     * A flow reports what became of its packets (cm_update). Whoever listens is told of changes.
     * @param flow the flow
     * @param feedback the report; bytes that the flow does not have in the network are ignored
     * @param now the time
     */
    void Update(CmFlow& flow, const CmFeedback& feedback, Nanoseconds now);

    /**
     * @param flow a flow of this macroflow
     * @param now the time
     * @return what it may count on
     */
    NetworkState Query(const CmFlow& flow, Nanoseconds now);

    /**
     * @param flow a flow of this macroflow
     * @param listener is told of changes from now on, null for nobody
     */
    void SetListener(CmFlow& flow, CmListener* listener);

    /**
     * @param flow a flow of this macroflow
     * @param weight its weight, above 0
     */
    void SetWeight(CmFlow& flow, double weight);

    /**
     * @param flow a flow of this macroflow
     * @param timeout how long its client waits for reports, 0 if that is not known; not negative
     * @param now the time
     */
    void SetReportTimeout(CmFlow& flow, Nanoseconds timeout, Nanoseconds now);

    /**
     * When something has to be done although nobody calls: a grant lapses, the watchdog bites.
     *
     * The watchdog gives up what a flow has in the network if nobody reports about it for longer
     * than its client's own timeout: 3 s, twice the retransmission timeout, and twice what the
     * client said (SetReportTimeout()) at least. That is persistent congestion if nobody has
     * reported anything for as long as the most patient flow that has something there waits.
     * @return the time to call Wakeup(), FOREVER for none
     */
    Nanoseconds NextWakeup() const
    {
        return m_wakeup;
    }

    /**
     * Do what is due.
     * @param now the time
     */
    void Wakeup(Nanoseconds now);

    /**
     * Hand out no grants until further notice, or go on.
     * @param isFrozen whether to stop
     */
    void SetFrozen(bool isFrozen)
    {
        m_isFrozen = isFrozen;
    }

    /** @param observer sees every grant, null for nobody */
    void SetObserver(MacroflowObserver* observer)
    {
        m_observer = observer;
    }

    /** @return bytes sent and neither known received nor known lost */
    uint64_t Outstanding() const
    {
        return m_outstanding;
    }

    /** @return bytes granted and not sent yet */
    uint64_t Reserved() const
    {
        return m_reserved;
    }

    /** @return requests that wait */
    uint64_t Pending() const
    {
        return m_waiting + m_setAside;
    }

    /** @return bytes that may be in the network */
    double Window() const
    {
        return m_controller->Window();
    }

    /** @return bytes that must be free for a grant: the largest packet of any of its flows */
    uint32_t Mtu() const
    {
        return m_mtu;
    }

    /** @return the round-trip time */
    const RttFilter& Rtt() const
    {
        return m_rtt;
    }

    /** @return how many flows belong to it */
    uint32_t Flows() const
    {
        return m_flows;
    }

    /** @return whether clients are being called, so that it must not be destroyed */
    bool IsBusy() const
    {
        return m_isServing || m_listeners.IsTelling();
    }

    /** @return the controller */
    const CongestionController& Controller() const
    {
        return *m_controller;
    }

    /** @return the scheduler */
    FlowScheduler& Scheduler()
    {
        return *m_scheduler;
    }

    /** @return what happened so far */
    const MacroflowCounters& Counters() const
    {
        return m_counters;
    }

  private:
    /** @return whether one more grant fits into the window */
    bool HasRoom() const
    {
        const uint64_t used = m_outstanding + m_reserved;
        return used + m_mtu <= m_window || used == 0;
    }

    /**
     * Let a flow's requests wait for their turn, or set them aside: who has as many grants as its
     * share of the window without having answered them, or let some lapse and has one, gets no
     * further ones. So a client that does not answer cannot take the window away from others.
     * @param flow a flow whose requests do not wait yet
     * @param packets how many they are, above 0
     */
    void LineUp(CmFlow& flow, uint64_t packets)
    {
        if ((flow.reserved > flow.mtu || flow.hasLapsed) && HoldsEnough(flow))
        {
            flow.isSetAside = true;
            m_setAside += packets;
            return;
        }
        if (m_waiting == 0 && !m_keepsCredit)
        {
            m_alone = &flow;
        }
        else
        {
            Schedule(flow);
        }
        m_waiting += packets;
    }

    /** @param flow a flow that waits and not alone, so that the scheduler decides about its turn */
    void Schedule(CmFlow& flow);

    /** @return the flow whose turn it is; its requests do not count as waiting any more */
    CmFlow& TakeNext()
    {
        CmFlow* const next = m_alone ? m_alone : m_members[m_scheduler->Next(m_mtu)];
        m_alone = nullptr;
        m_waiting -= next->pending;
        return *next;
    }

    /**
     * @param flow a flow with more than one grant, or with lapsed ones
     * @return whether it has to answer before it gets more
     */
    bool HoldsEnough(const CmFlow& flow) const;

    /** @param flow a flow whose requests wait for their turn again if they were set aside */
    void TakeBack(CmFlow& flow);

    /**
     * Note that a flow is in use.
     * @param flow the flow
     * @param now the time
     */
    void Touch(CmFlow& flow, Nanoseconds now)
    {
        flow.usedAt = now;
        if (!flow.isActive)
        {
            Activate(flow);
        }
    }

    /** @param flow a flow that shares from now on */
    void Activate(CmFlow& flow);

    /**
     * @param flow the flow
     * @param released bytes of the grant that it did not use
     */
    void CountDeclined(CmFlow& flow, uint32_t released);

    /**
     * Answer congestion, unless it is known already.
     * @param flow who reports it, null for the macroflow itself
     * @param signal what is reported
     * @param now the time
     * @return what the controller is to be told
     */
    CongestionSignal Answer(const CmFlow* flow, CongestionSignal signal, Nanoseconds now);

    /**
     * The largest grant is another one now.
     * @param mtu its bytes
     */
    void SetMtu(uint32_t mtu);

    /** Take over the controller's window. */
    void AdoptWindow()
    {
        m_window = static_cast<uint64_t>(m_controller->Window());
    }

    /** @return what all flows together may count on, the window as it is; invalid while unknown */
    NetworkState Whole() const;

    /**
     * @param flow a flow of this macroflow
     * @return what it may count on, the window as it is; invalid while unknown
     */
    NetworkState StateOf(const CmFlow& flow) const;

    /** Tell those who listen what is new to them. */
    void TellChanges();

    /** @param now the time; the window decays if nothing was sent for long */
    void DecayIfIdle(Nanoseconds now);

    /**
     * @param time when to wake up, if not before
     */
    void WakeupBy(Nanoseconds time)
    {
        if (time < m_wakeup)
        {
            m_wakeup = time;
            m_owner.WakeupMoved(*this);
        }
    }

    /** @return how long a flow counts as active after its last request or charge */
    Nanoseconds ActiveTime() const;

    /**
     * @param flow the flow
     * @return when its grants lapse, FOREVER if it has none
     */
    Nanoseconds LapsesAt(const CmFlow& flow) const;

    /**
     * @param flow the flow
     * @return how long the watchdog waits for reports about it, FOREVER if it does not watch
     */
    Nanoseconds PatienceWith(const CmFlow& flow) const
    {
        return std::max(m_watchdogTime, 2 * flow.reportTimeout);
    }

    /**
     * @param flow the flow
     * @return when what it has in the network is given up, FOREVER if it has nothing there
     */
    Nanoseconds GivenUpAt(const CmFlow& flow) const;

    /**
     * @param flow the flow
     * @param now the time
     * @return when it stops counting as active if nothing happens, FOREVER if it does not count
     */
    Nanoseconds IdleAt(const CmFlow& flow, Nanoseconds now) const;

    /**
     * Take back the grants of a flow that has not answered.
     * @param flow the flow
     */
    void Expire(CmFlow& flow);

    /**
     * Give up what a flow has in the network.
     * @param flow the flow
     * @param now the time
     */
    void GiveUp(CmFlow& flow, Nanoseconds now);

    // what every packet needs comes first, in five cache lines
    std::unique_ptr<FlowScheduler> m_scheduler; //!< whose turn is it?
    std::vector<CmFlow*> m_members;             //!< by MemberId; null for a free number
    uint64_t m_window = 0;                      //!< whole bytes that may be in the network
    uint64_t m_outstanding = 0; //!< bytes sent and neither known received nor known lost
    uint64_t m_reserved = 0;    //!< bytes granted and not sent yet
    uint32_t m_mtu = 0;         //!< largest grant of any flow
    bool m_isServing = false;   //!< clients are being called
    bool m_isFrozen = false;    //!< no grants
    bool m_keepsCredit;         //!< the scheduler has to know of every grant

    uint64_t m_waiting = 0;         //!< requests that wait for their turn
    CmFlow* m_alone = nullptr;      //!< they are all of this flow, and the scheduler does not know
    uint64_t m_setAside = 0;        //!< requests of flows that have to answer first
    Nanoseconds m_wakeup = FOREVER; //!< when to wake up
    Nanoseconds m_grantTime;        //!< how long a grant is valid
    Nanoseconds m_busyAt{0};        //!< last charge, or late report
    MacroflowObserver* m_observer = nullptr;            //!< sees every grant
    std::unique_ptr<CongestionController> m_controller; //!< how large is the window?

    Nanoseconds m_watchdogTime;  //!< how long to wait for a report; FOREVER: not watched
    Nanoseconds m_reportedAt{0}; //!< last report
    CongestionEpoch m_epoch;     //!< which signs of congestion were answered?
    double m_loss = 0;           //!< share of bytes lost, smoothed
    bool m_hasReport = false;    //!< some report came in

    RttFilter m_rtt;              //!< the round-trip time
    MacroflowParams m_params;     //!< the knobs
    NetworkListeners m_listeners; //!< who is told of changes?
    MacroflowCounters m_counters; //!< what happened so far

    MacroflowOwner& m_owner;             //!< calls Wakeup()
    MacroflowId m_id;                    //!< its handle
    uint32_t m_slot;                     //!< the owner's number for it
    uint32_t m_flows = 0;                //!< how many members there are
    uint32_t m_largest = 0;              //!< how many of them have the largest grant
    std::vector<MemberId> m_freeMembers; //!< numbers to be used again
};

} // namespace qos
} // namespace ns3

#endif // QOS_MACROFLOW_H
