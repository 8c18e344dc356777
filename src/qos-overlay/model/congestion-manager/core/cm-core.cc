/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-core.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/** Handle in a free slot: it would lead to the first one, and CM_NONE leads to any but that. */
constexpr CmFlowId NOT_OPEN = 0;

constexpr uint8_t LOSS_MODES =
    CM_NO_CONGESTION | CM_LOSS_FEEDBACK | CM_NO_FEEDBACK | CM_EXPLICIT_CONGESTION;

/**
 * @param factor a lower threshold
 * @return whether it makes sense
 */
bool
IsDown(double factor)
{
    return factor >= 0 && factor <= 1;
}

/**
 * @param factor an upper threshold
 * @return whether it makes sense
 */
bool
IsUp(double factor)
{
    return factor >= 1 && std::isfinite(factor);
}

} // namespace

CmCore::CmCore(CmSetup setup)
    : m_setup(std::move(setup)),
      m_flows{&m_never, &m_unused}
{
    m_unused.id = NOT_OPEN;
}

CmCore::~CmCore() = default;

CmStatus
CmCore::Open(const FlowDescription& description, Nanoseconds now, CmFlowId& flow)
{
    flow = CM_NONE;
    if (description.mtu == 0)
    {
        return CmStatus::BadMtu;
    }
    if (m_byKey.count(description.key) != 0)
    {
        return CmStatus::DuplicateFlow;
    }
    if (m_byKey.size() >= std::min(m_setup.largestTable, SLOT_MASK))
    {
        return CmStatus::TableFull;
    }
    if (m_freeIds.empty())
    {
        AddSlots();
    }
    const CmFlowId id = m_freeIds.back();
    m_freeIds.pop_back();
    CmFlow& own = *m_flows[static_cast<uint32_t>(id) & SLOT_MASK];
    own = CmFlow();
    own.id = id;
    own.description = description;
    own.reportedAt = now;
    m_byKey.emplace(description.key, id);

    const MacroflowKey key = MacroflowKeyOf(description, m_setup.aggregation);
    const auto found = m_byRule.find(key);
    if (m_setup.aggregation.apart)
    {
        Attach(AddMacroflow(description), own, now);
    }
    else if (found != m_byRule.end())
    {
        Attach(found->second, own, now);
    }
    else
    {
        const uint32_t slot = AddMacroflow(description);
        m_macroflows[slot].key = key;
        m_byRule.emplace(key, slot);
        Attach(slot, own, now);
    }
    flow = id;
    return CmStatus::Ok;
}

void
CmCore::AddSlots()
{
    constexpr uint32_t AT_ONCE = 16;
    const uint32_t begin = m_slots;
    m_slots = std::min(begin + AT_ONCE, SLOT_MASK + 1);
    while (m_flows.size() < m_slots)
    {
        m_flows.resize(2 * m_flows.size(), &m_unused);
    }
    m_mask = static_cast<uint32_t>(m_flows.size()) - 1;
    m_storage.push_back(std::make_unique<CmFlow[]>(m_slots - begin));
    for (uint32_t slot = m_slots - 1; slot >= begin; --slot)
    {
        m_flows[slot] = &m_storage.back()[slot - begin];
        m_flows[slot]->id = NOT_OPEN;
        m_freeIds.push_back(static_cast<CmFlowId>(slot | 1U << SLOT_BITS));
    }
}

CmStatus
CmCore::Close(CmFlowId flow, Nanoseconds now)
{
    CmFlow* const own = Find(flow);
    if (!own)
    {
        return CmStatus::UnknownFlow;
    }
    Detach(*own, now);
    m_byKey.erase(own->description.key);
    own->id = NOT_OPEN;
    // the generation is added without a sign, and wraps to 1: a handle is positive
    constexpr uint32_t GENERATION = 1U << SLOT_BITS;
    uint32_t next = (static_cast<uint32_t>(flow) + GENERATION) &
                    static_cast<uint32_t>(std::numeric_limits<CmFlowId>::max());
    next += (next & ~SLOT_MASK) == 0 ? GENERATION : 0;
    m_freeIds.push_back(static_cast<CmFlowId>(next));
    return CmStatus::Ok;
}

uint32_t
CmCore::AddMacroflow(const FlowDescription& description)
{
    if (m_freeSlots.empty())
    {
        m_freeSlots.push_back(static_cast<uint32_t>(m_macroflows.size()));
        m_macroflows.emplace_back();
    }
    const uint32_t slot = m_freeSlots.back();
    m_freeSlots.pop_back();
    const MacroflowId id = ++m_lastMacroflow;
    MacroflowOwner& owner = *this;
    m_macroflows[slot].macroflow = std::make_unique<Macroflow>(owner,
                                                               id,
                                                               slot,
                                                               m_setup.macroflow,
                                                               m_setup.makeController(),
                                                               m_setup.makeScheduler());
    m_macroflows[slot].macroflow->SetObserver(m_observer);
    m_macroflows[slot].macroflow->SetFrozen(m_isFrozen);
    if (!description.isKernelFed)
    {
        m_macroflows[slot].principal = description.principal;
    }
    m_byId.emplace(id, slot);
    return slot;
}

void
CmCore::Attach(uint32_t slot, CmFlow& flow, Nanoseconds now)
{
    m_macroflows[slot].forgetAt = FOREVER;
    m_macroflows[slot].macroflow->Join(flow, now);
    Arm(slot);
}

void
CmCore::Detach(CmFlow& flow, Nanoseconds now)
{
    Macroflow& macroflow = *flow.macroflow;
    macroflow.Leave(flow);
    MarkDue(macroflow.Slot());
    if (macroflow.Flows() == 0)
    {
        m_macroflows[macroflow.Slot()].forgetAt =
            m_setup.linger < FOREVER - now ? now + m_setup.linger : FOREVER;
        Arm(macroflow.Slot());
    }
}

void
CmCore::Forget(uint32_t slot)
{
    Entry& entry = m_macroflows[slot];
    m_forgotten += entry.macroflow->Counters();
    m_byId.erase(entry.macroflow->Id());
    if (entry.key)
    {
        m_byRule.erase(*entry.key);
    }
    if (entry.isDue)
    {
        m_due.erase(std::remove(m_due.begin(), m_due.end(), slot), m_due.end());
    }
    entry = Entry();
    m_wakeups.Remove(slot);
    m_freeSlots.push_back(slot);
}

void
CmCore::Arm(uint32_t slot)
{
    const Entry& entry = m_macroflows[slot];
    const Nanoseconds next = std::min(entry.macroflow->NextWakeup(), entry.forgetAt);
    if (next < FOREVER)
    {
        m_wakeups.Set(slot, next);
    }
    else
    {
        m_wakeups.Remove(slot);
    }
}

void
CmCore::WakeupMoved(const Macroflow& macroflow)
{
    Arm(macroflow.Slot());
}

uint32_t
CmCore::Mtu(CmFlowId flow) const
{
    const CmFlow* const own = Find(flow);
    return own ? own->mtu : 0;
}

CmStatus
CmCore::Update(CmFlowId flow, const CmFeedback& feedback, Nanoseconds now)
{
    CmFlow* const own = Find(flow);
    if (!own)
    {
        return CmStatus::UnknownFlow;
    }
    if (feedback.rtt != CM_NO_RTT &&
        (feedback.rtt < Nanoseconds{0} || feedback.rtt > CM_LARGEST_RTT))
    {
        return CmStatus::BadRtt;
    }
    if ((feedback.lossMode & ~LOSS_MODES) != 0)
    {
        return CmStatus::BadLossMode;
    }
    own->macroflow->Update(*own, feedback, now);
    return CmStatus::Ok;
}

CmStatus
CmCore::Query(CmFlowId flow, Nanoseconds now, NetworkState& state)
{
    const CmFlow* const own = Find(flow);
    if (!own)
    {
        return CmStatus::UnknownFlow;
    }
    state = own->macroflow->Query(*own, now);
    return CmStatus::Ok;
}

CmStatus
CmCore::SetThresholds(CmFlowId flow, const CmThresholds& thresholds)
{
    CmFlow* const own = Find(flow);
    if (!own)
    {
        return CmStatus::UnknownFlow;
    }
    if (!IsDown(thresholds.rateDown) || !IsUp(thresholds.rateUp) || !IsDown(thresholds.rttDown) ||
        (thresholds.rttUp != 0 && !IsUp(thresholds.rttUp)))
    {
        return CmStatus::BadThreshold;
    }
    own->thresholds = thresholds;
    own->macroflow->SetListener(*own, own->listener);
    return CmStatus::Ok;
}

CmStatus
CmCore::RegisterSend(CmFlowId flow, CmSender* sender)
{
    CmFlow* const own = Find(flow);
    if (!own)
    {
        return CmStatus::UnknownFlow;
    }
    own->sender = sender;
    return CmStatus::Ok;
}

CmStatus
CmCore::RegisterUpdate(CmFlowId flow, CmListener* listener)
{
    CmFlow* const own = Find(flow);
    if (!own)
    {
        return CmStatus::UnknownFlow;
    }
    if (own->listener != listener)
    {
        own->told = NetworkState(); // to the one before
    }
    own->macroflow->SetListener(*own, listener);
    return CmStatus::Ok;
}

MacroflowId
CmCore::GetMacroflow(CmFlowId flow) const
{
    const CmFlow* const own = Find(flow);
    return own ? own->macroflow->Id() : CM_NONE;
}

CmStatus
CmCore::SetMacroflow(MacroflowId target, CmFlowId flow, Nanoseconds now, MacroflowId& result)
{
    CmFlow* const own = Find(flow);
    if (!own)
    {
        return CmStatus::UnknownFlow;
    }
    const auto found = m_byId.find(target);
    if (target != CM_NONE && found == m_byId.end())
    {
        return CmStatus::UnknownMacroflow;
    }
    const uint32_t slot = target == CM_NONE ? AddMacroflow(own->description) : found->second;
    if (m_macroflows[slot].macroflow.get() != own->macroflow)
    {
        Detach(*own, now);
        Attach(slot, *own, now);
    }
    result = own->macroflow->Id();
    return CmStatus::Ok;
}

CmStatus
CmCore::SetWeight(CmFlowId flow, double weight)
{
    CmFlow* const own = Find(flow);
    if (!own)
    {
        return CmStatus::UnknownFlow;
    }
    if (!(weight >= CM_LEAST_WEIGHT && weight <= CM_LARGEST_WEIGHT)) // also if it is no number
    {
        return CmStatus::BadWeight;
    }
    own->macroflow->SetWeight(*own, weight);
    return CmStatus::Ok;
}

CmStatus
CmCore::SetReportTimeout(CmFlowId flow, Nanoseconds timeout, Nanoseconds now)
{
    CmFlow* const own = Find(flow);
    if (!own)
    {
        return CmStatus::UnknownFlow;
    }
    if (timeout < Nanoseconds{0})
    {
        return CmStatus::BadTimeout;
    }
    own->macroflow->SetReportTimeout(*own, timeout, now);
    return CmStatus::Ok;
}

void
CmCore::Defer(CmFlowId flow)
{
    const CmFlow* const own = Find(flow);
    if (own)
    {
        MarkDue(own->macroflow->Slot());
    }
}

void
CmCore::MarkDue(uint32_t slot)
{
    if (!m_macroflows[slot].isDue)
    {
        m_macroflows[slot].isDue = true;
        m_due.push_back(slot);
    }
}

void
CmCore::SetFrozen(bool isFrozen)
{
    m_isFrozen = isFrozen;
    for (const auto& entry : m_byId)
    {
        m_macroflows[entry.second].macroflow->SetFrozen(isFrozen);
        MarkDue(entry.second);
    }
}

void
CmCore::ServeDue(Nanoseconds now)
{
    // what becomes due meanwhile is served by the next call
    std::vector<uint32_t> due = std::move(m_spare);
    due.clear();
    due.swap(m_due);
    for (const uint32_t slot : due)
    {
        m_macroflows[slot].isDue = false;
        m_macroflows[slot].macroflow->Serve(now);
    }
    m_spare = std::move(due);
}

void
CmCore::Wakeup(Nanoseconds now)
{
    while (!m_wakeups.IsEmpty() && m_wakeups.TopKey() <= now)
    {
        const uint32_t slot = m_wakeups.Top();
        if (m_macroflows[slot].forgetAt <= now)
        {
            Forget(slot);
            continue;
        }
        Macroflow& macroflow = *m_macroflows[slot].macroflow;
        m_wakeups.Remove(slot);
        if (macroflow.NextWakeup() <= now)
        {
            macroflow.Wakeup(now);
        }
        Arm(slot);
        macroflow.Serve(now);
    }
}

void
CmCore::SetObserver(MacroflowObserver* observer)
{
    m_observer = observer;
    for (const auto& entry : m_byId)
    {
        m_macroflows[entry.second].macroflow->SetObserver(observer);
    }
}

Macroflow*
CmCore::FindMacroflow(MacroflowId macroflow) const
{
    const auto found = m_byId.find(macroflow);
    return found == m_byId.end() ? nullptr : m_macroflows[found->second].macroflow.get();
}

bool
CmCore::IsOpenTo(MacroflowId macroflow, uint32_t principal) const
{
    const auto found = m_byId.find(macroflow);
    return found != m_byId.end() &&
           (!m_setup.aggregation.byPrincipal || m_macroflows[found->second].principal == principal);
}

std::vector<const Macroflow*>
CmCore::Macroflows() const
{
    std::vector<const Macroflow*> all;
    all.reserve(m_byId.size());
    for (const auto& entry : m_byId)
    {
        all.push_back(m_macroflows[entry.second].macroflow.get());
    }
    return all;
}

MacroflowCounters
CmCore::Counters() const
{
    MacroflowCounters all = m_forgotten;
    for (const auto& entry : m_byId)
    {
        all += m_macroflows[entry.second].macroflow->Counters();
    }
    return all;
}

} // namespace qos
} // namespace ns3
