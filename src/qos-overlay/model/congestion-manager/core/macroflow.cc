/* SPDX-License-Identifier: GPL-2.0-only */

#include "macroflow.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

constexpr Nanoseconds LEAST_ACTIVE_TIME = std::chrono::milliseconds{500};
constexpr Nanoseconds LEAST_WATCHDOG_TIME = std::chrono::seconds{3};
constexpr Nanoseconds LARGEST_REPORT_TIMEOUT = FOREVER / 4; // sums with times do not overflow
constexpr double LOSS_GAIN = 1.0 / 8;                       //!< of the smoothed share of lost bytes

/**
 * @param feedback a client's report
 * @param lost bytes that it reports as lost
 * @return what it says about congestion
 */
CongestionSignal
SignalOf(const CmFeedback& feedback, uint64_t lost)
{
    if ((feedback.lossMode & CM_NO_FEEDBACK) != 0)
    {
        return CongestionSignal::Persistent;
    }
    if ((feedback.lossMode & CM_LOSS_FEEDBACK) != 0 || (feedback.lossMode == 0 && lost > 0))
    {
        return CongestionSignal::Transient;
    }
    return (feedback.lossMode & CM_EXPLICIT_CONGESTION) != 0 ? CongestionSignal::Mark
                                                             : CongestionSignal::None;
}

} // namespace

MacroflowCounters&
MacroflowCounters::operator+=(const MacroflowCounters& other)
{
    grants += other.grants;
    sentBytes += other.sentBytes;
    receivedBytes += other.receivedBytes;
    declined += other.declined;
    expired += other.expired;
    ungrantedBytes += other.ungrantedBytes;
    transient += other.transient;
    marked += other.marked;
    persistent += other.persistent;
    suppressed += other.suppressed;
    watchdog += other.watchdog;
    return *this;
}

Macroflow::Macroflow(MacroflowOwner& owner,
                     MacroflowId id,
                     uint32_t slot,
                     const MacroflowParams& params,
                     std::unique_ptr<CongestionController> controller,
                     std::unique_ptr<FlowScheduler> scheduler)
    : m_scheduler(std::move(scheduler)),
      m_keepsCredit(m_scheduler->KeepsCredit()),
      m_grantTime(params.leastGrantTime),
      m_controller(std::move(controller)),
      m_watchdogTime(params.hasWatchdog ? LEAST_WATCHDOG_TIME : FOREVER),
      m_params(params),
      m_owner(owner),
      m_id(id),
      m_slot(slot)
{
}

void
Macroflow::Join(CmFlow& flow, Nanoseconds now)
{
    if (m_freeMembers.empty())
    {
        m_freeMembers.push_back(static_cast<MemberId>(m_members.size()));
        m_members.push_back(nullptr);
    }
    flow.member = m_freeMembers.back();
    m_freeMembers.pop_back();
    m_members[flow.member] = &flow;
    flow.macroflow = this;
    ++m_flows;
    flow.mtu = flow.description.mtu;
    if (m_flows == 1 || flow.mtu > m_mtu)
    {
        m_largest = 0;
        SetMtu(flow.mtu);
    }
    m_largest += flow.mtu == m_mtu ? 1 : 0;
    m_scheduler->Join(flow.member);
    m_scheduler->SetWeight(flow.member, flow.weight);
    m_outstanding += flow.outstanding;
    m_reserved += flow.reserved;
    m_busyAt = std::max(m_busyAt, flow.sentAt);
    if (flow.pending > 0)
    {
        LineUp(flow, flow.pending);
    }
    if (flow.isActive)
    {
        Activate(flow);
    }
    SetListener(flow, flow.listener);
    if (flow.outstanding + flow.reserved > 0 || flow.isActive)
    {
        WakeupBy(now + LEAST_ACTIVE_TIME);
    }
}

void
Macroflow::Leave(CmFlow& flow)
{
    m_listeners.Remove(flow);
    m_outstanding -= flow.outstanding;
    m_epoch.Resolved(flow.outstanding);
    m_reserved -= flow.reserved;
    (flow.isSetAside ? m_setAside : m_waiting) -= flow.pending;
    flow.isSetAside = false;
    m_alone = m_alone == &flow ? nullptr : m_alone;
    m_scheduler->Leave(flow.member);
    m_members[flow.member] = nullptr;
    m_freeMembers.push_back(flow.member);
    flow.macroflow = nullptr;
    --m_flows;
    m_largest -= flow.mtu == m_mtu ? 1 : 0;
    if (m_largest == 0 && m_flows > 0)
    {
        uint32_t largest = 0;
        for (const CmFlow* member : m_members)
        {
            const uint32_t mtu = member ? member->mtu : 0;
            m_largest = mtu > largest ? 0 : m_largest;
            largest = std::max(largest, mtu);
            m_largest += member && mtu == largest ? 1 : 0;
        }
        SetMtu(largest);
    }
}

void
Macroflow::SetMtu(uint32_t mtu)
{
    if (mtu != m_mtu)
    {
        m_mtu = mtu;
        m_controller->SetMtu(mtu);
        AdoptWindow();
    }
}

void
Macroflow::Serve(Nanoseconds now)
{
    if (m_isServing || m_isFrozen)
    {
        return;
    }
    if (m_outstanding + m_reserved == 0)
    {
        DecayIfIdle(now);
    }
    m_isServing = true;
    while (m_waiting > 0 && HasRoom() && !m_isFrozen)
    {
        CmFlow& flow = TakeNext();
        flow.reserved += flow.sender ? flow.mtu : 0;
        if (--flow.pending > 0)
        {
            LineUp(flow, flow.pending);
        }
        ++flow.counters.grants;
        ++m_counters.grants;
        if (!flow.sender)
        {
            m_scheduler->Used(flow.member, m_mtu, 0);
            CountDeclined(flow, flow.mtu);
            continue;
        }
        m_reserved += flow.mtu;
        flow.grantedAt = now;
        WakeupBy(now + m_grantTime);
        if (m_observer)
        {
            m_observer->Granted(*this, flow);
        }
        flow.sender->CmappSend(flow.id);
    }
    m_isServing = false;
}

void
Macroflow::Schedule(CmFlow& flow)
{
    if (m_alone)
    {
        m_scheduler->Request(m_alone->member);
        m_alone = nullptr;
    }
    m_scheduler->Request(flow.member);
}

bool
Macroflow::HoldsEnough(const CmFlow& flow) const
{
    if (flow.hasLapsed)
    {
        return flow.reserved > 0;
    }
    const double share = m_scheduler->Share(flow.member) * static_cast<double>(m_window);
    return static_cast<double>(flow.reserved + flow.mtu) > share;
}

void
Macroflow::TakeBack(CmFlow& flow)
{
    if (flow.isSetAside)
    {
        flow.isSetAside = false;
        m_setAside -= flow.pending;
        LineUp(flow, flow.pending);
    }
}

void
Macroflow::CountDeclined(CmFlow& flow, uint32_t released)
{
    if (released > 0)
    {
        ++flow.counters.declined;
        ++m_counters.declined;
    }
}

void
Macroflow::Activate(CmFlow& flow)
{
    flow.isActive = true;
    m_scheduler->SetActive(flow.member, true);
    m_listeners.SharesChanged();
    WakeupBy(flow.usedAt + ActiveTime());
}

void
Macroflow::Update(CmFlow& flow, const CmFeedback& feedback, Nanoseconds now)
{
    const uint64_t inUse = m_outstanding + m_reserved;
    const uint64_t resolved = std::min(feedback.sent, flow.outstanding);
    const uint64_t received = std::min(feedback.received, resolved);
    const uint64_t lost = resolved - received;
    flow.outstanding -= resolved;
    m_outstanding -= resolved;
    m_epoch.Resolved(resolved);
    if (resolved > 0 && now - m_busyAt > m_rtt.RetransmissionTimeout())
    {
        m_busyAt = now; // it was not idle, but waited for this
    }
    flow.counters.receivedBytes += received;
    m_counters.receivedBytes += received;
    flow.counters.lostBytes += lost;
    flow.reportedAt = now;
    m_reportedAt = now;
    m_hasReport = true;
    if (feedback.reportTimeout >= Nanoseconds{0})
    {
        SetReportTimeout(flow, feedback.reportTimeout, now);
    }
    if (received > 0)
    {
        m_epoch.Received(flow.member, now);
    }
    if (feedback.rtt >= Nanoseconds{0})
    {
        m_rtt.Add(feedback.rtt);
        m_grantTime = std::max(m_rtt.Srtt(), m_params.leastGrantTime);
        if (m_params.hasWatchdog)
        {
            m_watchdogTime = std::max(LEAST_WATCHDOG_TIME, 2 * m_rtt.RetransmissionTimeout());
        }
    }
    if (resolved > 0)
    {
        m_loss += LOSS_GAIN * (static_cast<double>(lost) / static_cast<double>(resolved) - m_loss);
    }
    const double headroom =
        m_listeners.IsEmpty() ? m_params.growthHeadroom : m_params.rateGrowthHeadroom;
    CongestionReport report;
    report.now = now;
    report.resolved = resolved;
    report.received = received;
    report.isRecovering = m_epoch.IsRecovering(now);
    report.isWindowUsed = m_controller->Window() < headroom * static_cast<double>(inUse) + m_mtu;
    report.srtt = m_rtt.Srtt();
    report.signal = Answer(&flow, SignalOf(feedback, lost), now);
    m_controller->Report(report);
    AdoptWindow();
    TellChanges();
}

CongestionSignal
Macroflow::Answer(const CmFlow* flow, CongestionSignal signal, Nanoseconds now)
{
    if (signal == CongestionSignal::None)
    {
        return signal;
    }
    bool isOld = false;
    if (signal == CongestionSignal::Persistent && flow)
    {
        isOld = m_epoch.IsBeforePersistent(flow->sentAt);
        // this flow lost its packets, but the path is alive
        if (m_epoch.OthersGotThrough(flow->member, flow->sentAt + m_rtt.Srtt()))
        {
            signal = CongestionSignal::Transient;
        }
    }
    if (m_params.reactOncePerRtt && (isOld || m_epoch.IsAnswered(signal, now)))
    {
        ++m_counters.suppressed;
        return CongestionSignal::None;
    }
    m_epoch.Begin(signal, now, {m_rtt.Srtt(), m_rtt.RetransmissionTimeout(), m_outstanding, m_mtu});
    switch (signal)
    {
    case CongestionSignal::Persistent:
        ++m_counters.persistent;
        break;
    case CongestionSignal::Transient:
        ++m_counters.transient;
        break;
    default:
        ++m_counters.marked;
    }
    return signal;
}

NetworkState
Macroflow::Whole() const
{
    constexpr double BITS_PER_BYTE = 8;
    NetworkState state;
    if (!m_hasReport || m_rtt.Srtt() <= Nanoseconds{0})
    {
        return state;
    }
    const double srtt = std::chrono::duration<double>(m_rtt.Srtt()).count();
    state.rate = BITS_PER_BYTE * m_controller->Window() / srtt;
    state.srtt = m_rtt.Srtt();
    state.rttdev = m_rtt.Deviation();
    state.loss = m_loss;
    return state;
}

NetworkState
Macroflow::StateOf(const CmFlow& flow) const
{
    NetworkState state = Whole();
    if (state.IsValid())
    {
        state.rate *= m_scheduler->Share(flow.member);
    }
    return state;
}

NetworkState
Macroflow::Query(const CmFlow& flow, Nanoseconds now)
{
    DecayIfIdle(now);
    return StateOf(flow);
}

void
Macroflow::SetListener(CmFlow& flow, CmListener* listener)
{
    m_listeners.Set(flow, listener);
}

void
Macroflow::SetWeight(CmFlow& flow, double weight)
{
    flow.weight = weight;
    m_scheduler->SetWeight(flow.member, weight);
    m_listeners.SharesChanged();
}

void
Macroflow::SetReportTimeout(CmFlow& flow, Nanoseconds timeout, Nanoseconds now)
{
    const bool isShorter = timeout < flow.reportTimeout;
    flow.reportTimeout = std::min(timeout, LARGEST_REPORT_TIMEOUT);
    if (isShorter)
    {
        // what is in the network is given up sooner than expected
        WakeupBy(std::max(GivenUpAt(flow), now));
    }
}

void
Macroflow::TellChanges()
{
    if (m_listeners.IsEmpty())
    {
        return;
    }
    const NetworkState whole = Whole();
    if (whole.IsValid() && m_listeners.MayBeNews(whole))
    {
        m_listeners.Tell(*m_scheduler, [this](const CmFlow& flow) { return StateOf(flow); });
    }
}

void
Macroflow::DecayIfIdle(Nanoseconds now)
{
    const Nanoseconds timeout = m_rtt.RetransmissionTimeout();
    if (!m_params.decaysWhenIdle || !m_hasReport || m_outstanding + m_reserved > 0 ||
        now - m_busyAt <= timeout)
    {
        return;
    }
    constexpr int64_t LARGEST = 64; // the window is at its least long before
    const int64_t timeouts = (now - m_busyAt) / timeout;
    m_controller->Idle(static_cast<uint32_t>(std::min(timeouts, LARGEST)));
    m_busyAt += timeouts * timeout;
    AdoptWindow();
}

Nanoseconds
Macroflow::ActiveTime() const
{
    constexpr int ROUND_TRIPS = 4;
    return std::max(ROUND_TRIPS * m_rtt.Srtt(), LEAST_ACTIVE_TIME);
}

Nanoseconds
Macroflow::LapsesAt(const CmFlow& flow) const
{
    return flow.reserved > 0 ? flow.grantedAt + m_grantTime : FOREVER;
}

Nanoseconds
Macroflow::GivenUpAt(const CmFlow& flow) const
{
    const bool isWatched = flow.outstanding > 0 && m_watchdogTime < FOREVER;
    return isWatched ? flow.reportedAt + PatienceWith(flow) : FOREVER;
}

Nanoseconds
Macroflow::IdleAt(const CmFlow& flow, Nanoseconds now) const
{
    if (!flow.isActive)
    {
        return FOREVER;
    }
    return (flow.pending > 0 ? now : std::max(flow.usedAt, flow.sentAt)) + ActiveTime();
}

void
Macroflow::Wakeup(Nanoseconds now)
{
    m_wakeup = FOREVER;
    Nanoseconds next = FOREVER;
    Nanoseconds patience = m_watchdogTime; // of the most patient flow that awaits reports
    bool hasGivenUp = false;
    bool isNew = false; // sent since the last persistent congestion
    for (CmFlow* flow : m_members)
    {
        if (!flow)
        {
            continue;
        }
        if (LapsesAt(*flow) <= now)
        {
            Expire(*flow);
        }
        patience = flow->outstanding > 0 ? std::max(patience, PatienceWith(*flow)) : patience;
        if (GivenUpAt(*flow) <= now)
        {
            GiveUp(*flow, now);
            hasGivenUp = true;
            isNew = isNew || !m_epoch.IsBeforePersistent(flow->sentAt);
        }
        if (IdleAt(*flow, now) <= now)
        {
            flow->isActive = false;
            m_scheduler->SetActive(flow->member, false);
            m_listeners.SharesChanged();
        }
        next = std::min({next, LapsesAt(*flow), GivenUpAt(*flow), IdleAt(*flow, now)});
    }
    // rarely enough that looking at all flows costs each of them little
    constexpr int SWEEPS = 8;
    if (next < FOREVER)
    {
        WakeupBy(std::max(next, now + m_params.leastGrantTime / SWEEPS));
    }
    m_counters.watchdog += hasGivenUp ? 1 : 0;
    if (isNew && now - m_reportedAt >= patience)
    {
        CongestionReport report;
        report.now = now;
        report.srtt = m_rtt.Srtt();
        report.signal = Answer(nullptr, CongestionSignal::Persistent, now);
        m_controller->Report(report);
        AdoptWindow();
    }
    TellChanges();
}

void
Macroflow::Expire(CmFlow& flow)
{
    const uint64_t grants = flow.reserved / flow.mtu;
    flow.counters.expired += grants;
    m_counters.expired += grants;
    m_scheduler->Used(flow.member, static_cast<uint32_t>(grants * m_mtu), 0);
    m_reserved -= flow.reserved;
    flow.reserved = 0;
    flow.hasLapsed = true;
    TakeBack(flow);
}

void
Macroflow::GiveUp(CmFlow& flow, Nanoseconds now)
{
    flow.counters.lostBytes += flow.outstanding;
    m_outstanding -= flow.outstanding;
    m_epoch.Resolved(flow.outstanding);
    flow.outstanding = 0;
    flow.reportedAt = now;
}

} // namespace qos
} // namespace ns3
