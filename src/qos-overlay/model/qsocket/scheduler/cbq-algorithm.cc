/* SPDX-License-Identifier: GPL-2.0-only */

#include "cbq-algorithm.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

CbqAlgorithm::CbqAlgorithm(const CbqParams& params)
    : m_params(params),
      m_priorities(PRIORITIES),
      m_unsatisfied(LEAF_LEVEL + 2)
{
    CbqClassParams link;
    link.rate = params.link;
    link.bounded = true;
    NewClass(link, Nanoseconds{0});
    m_classes[ROOT].level = LEAF_LEVEL + 1;
}

CbqClassId
CbqAlgorithm::NewClass(const CbqClassParams& params, Nanoseconds now)
{
    CbqClassId id = 0;
    if (m_free.empty())
    {
        id = static_cast<CbqClassId>(m_classes.size());
        m_classes.emplace_back();
    }
    else
    {
        id = m_free.back();
        m_free.pop_back();
        m_classes[id] = Class();
    }
    Class& record = m_classes[id];
    record.params = params;
    record.estimator = CbqEstimator(now);
    SetUpEstimator(record);
    return id;
}

void
CbqAlgorithm::SetUpEstimator(Class& record) const
{
    CbqEstimatorParams params;
    params.link = m_params.link;
    params.rate = record.params.rate;
    params.ewmaLog = m_params.ewmaLog;
    params.averagePacket = m_params.averagePacket;
    params.maxBurst = record.params.maxBurst;
    params.minBurst = record.params.minBurst;
    record.canLend = record.isolatedBits < params.rate.BitsPerSecond();
    if (record.canLend)
    {
        params.rate = Bitrate::FromBitsPerSecond(params.rate.BitsPerSecond() - record.isolatedBits);
    }
    record.estimator.ChangeParams(params);
}

CbqClassId
CbqAlgorithm::AddInner(const CbqClassParams& params, Nanoseconds now)
{
    const CbqClassId id = NewClass(params, now);
    m_classes[id].level = LEAF_LEVEL + 1;
    for (CbqClassId child = id; child != ROOT; child = m_classes[child].params.parent)
    {
        Class& parent = m_classes[m_classes[child].params.parent];
        parent.level = std::max(parent.level, m_classes[child].level + 1);
    }
    m_unsatisfied.resize(m_classes[ROOT].level + 1);
    ReserveIsolated(id, true);
    return id;
}

CbqClassId
CbqAlgorithm::AddLeaf(const CbqClassParams& params, Nanoseconds now)
{
    const CbqClassId id = NewClass(params, now);
    Join(id);
    return id;
}

void
CbqAlgorithm::ChangeLeaf(CbqClassId leaf, const CbqClassParams& params, Nanoseconds now)
{
    const bool backlogged = m_classes[leaf].backlogged > 0;
    SetBacklogged(leaf, false, now);
    Leave(leaf);
    m_classes[leaf].params = params;
    SetUpEstimator(m_classes[leaf]);
    Join(leaf);
    SetBacklogged(leaf, backlogged, now);
}

void
CbqAlgorithm::RemoveLeaf(CbqClassId leaf)
{
    Leave(leaf);
    m_free.push_back(leaf);
}

void
CbqAlgorithm::Join(CbqClassId leaf)
{
    const CbqClassParams& params = m_classes[leaf].params;
    Priority& priority = m_priorities[params.priority];
    ++priority.leaves;
    priority.weights += WeightOf(params);
    ReserveIsolated(leaf, true);
}

void
CbqAlgorithm::Leave(CbqClassId leaf)
{
    const CbqClassParams& params = m_classes[leaf].params;
    Priority& priority = m_priorities[params.priority];
    --priority.leaves;
    priority.weights -= WeightOf(params);
    ReserveIsolated(leaf, false);
}

void
CbqAlgorithm::ReserveIsolated(CbqClassId id, bool add)
{
    if (!m_classes[id].params.isolated)
    {
        return;
    }
    const uint64_t bits = m_classes[id].params.rate.BitsPerSecond();
    do
    {
        id = m_classes[id].params.parent;
        Class& ancestor = m_classes[id];
        ancestor.isolatedBits = add ? ancestor.isolatedBits + bits : ancestor.isolatedBits - bits;
        SetUpEstimator(ancestor);
        if (m_overlimit.Contains(id))
        {
            m_overlimit.Set(id, ancestor.estimator.Undertime());
        }
    } while (id != ROOT && !m_classes[id].params.isolated);
}

int64_t
CbqAlgorithm::QuantumOf(const Class& record) const
{
    const Priority& priority = m_priorities[record.params.priority];
    const double share =
        static_cast<double>(WeightOf(record.params)) / static_cast<double>(priority.weights);
    const double quantum = share * priority.leaves * m_params.largestPacket;
    return std::max<int64_t>(1, std::llround(quantum));
}

void
CbqAlgorithm::SetBacklogged(CbqClassId leaf, bool backlogged, Nanoseconds now)
{
    Class& record = m_classes[leaf];
    if (backlogged == (record.backlogged > 0))
    {
        return;
    }
    if (backlogged)
    {
        BecomeLive(leaf, StartOfNext(now));
        m_rings.PushBack(record.params.priority, leaf);
    }
    else
    {
        BecomeIdle(leaf);
        m_rings.Remove(leaf);
        record.deficit = std::min<int64_t>(record.deficit, 0);
    }
}

void
CbqAlgorithm::BecomeLive(CbqClassId id, Nanoseconds start)
{
    while (m_classes[id].backlogged++ == 0)
    {
        m_classes[id].overlimit = true;
        UpdateLimit(id, start);
        if (id == ROOT)
        {
            break;
        }
        id = m_classes[id].params.parent;
    }
}

void
CbqAlgorithm::BecomeIdle(CbqClassId id)
{
    while (--m_classes[id].backlogged == 0)
    {
        m_overlimit.Remove(id);
        if (!m_classes[id].overlimit)
        {
            --m_unsatisfied[m_classes[id].level];
        }
        if (id == ROOT)
        {
            break;
        }
        id = m_classes[id].params.parent;
    }
}

void
CbqAlgorithm::UpdateLimit(CbqClassId id, Nanoseconds start)
{
    Class& record = m_classes[id];
    if (record.backlogged == 0)
    {
        return;
    }
    const bool overlimit = record.estimator.IsOverlimit(start);
    if (overlimit)
    {
        m_overlimit.Set(id, record.estimator.Undertime());
    }
    else
    {
        m_overlimit.Remove(id);
    }
    if (overlimit && !record.overlimit)
    {
        --m_unsatisfied[record.level];
    }
    if (!overlimit && record.overlimit)
    {
        ++m_unsatisfied[record.level];
    }
    record.overlimit = overlimit;
}

void
CbqAlgorithm::Advance(Nanoseconds start)
{
    while (!m_overlimit.IsEmpty() && m_overlimit.TopKey() <= start)
    {
        const CbqClassId id = m_overlimit.Top();
        UpdateLimit(id, start);
        if (m_classes[id].level == LEAF_LEVEL && !m_rings.Contains(id))
        {
            m_rings.PushBack(m_classes[id].params.priority, id);
        }
    }
}

void
CbqAlgorithm::Arrived(CbqClassId leaf, Nanoseconds now)
{
    const Nanoseconds start = StartOfNext(now);
    CbqClassId id = leaf;
    while (m_classes[id].level < m_topLevel)
    {
        if (!m_classes[id].estimator.IsOverlimit(start))
        {
            m_topLevel = m_classes[id].level;
            return;
        }
        if (m_classes[id].params.bounded)
        {
            return;
        }
        id = m_classes[id].params.parent;
    }
}

CbqClassId
CbqAlgorithm::Choose(Nanoseconds now)
{
    Advance(StartOfNext(now));
    m_heldBack = false;
    CbqClassId leaf = ChooseUnder(m_params.sharing);
    if (leaf == NO_CLASS && m_heldBack)
    {
        // the link must not idle because of the rule alone; rates (and so isolation) still hold
        m_topLevel = ANY_LEVEL;
        leaf = ChooseUnder(CbqSharing::AncestorOnly);
    }
    return leaf;
}

CbqClassId
CbqAlgorithm::ChooseUnder(CbqSharing sharing)
{
    for (uint32_t priority = 0; priority < PRIORITIES; ++priority)
    {
        if (m_rings.Size(priority) == 0)
        {
            continue;
        }
        CbqClassId leaf = ChooseInRound(priority, sharing);
        if (leaf == NO_CLASS && SkipEmptyRounds(priority, sharing))
        {
            leaf = ChooseInRound(priority, sharing);
        }
        if (leaf != NO_CLASS)
        {
            return leaf;
        }
    }
    return NO_CLASS;
}

CbqClassId
CbqAlgorithm::ChooseInRound(uint32_t priority, CbqSharing sharing)
{
    for (uint32_t visits = m_rings.Size(priority); visits > 0; --visits)
    {
        const CbqClassId leaf = m_rings.Front(priority);
        const Permission permission = PermissionOf(leaf, sharing);
        if (permission.lender == NO_CLASS)
        {
            m_rings.Rotate(priority);
            if (permission.mustWait)
            {
                Refuse(leaf);
            }
            m_heldBack = m_heldBack || !permission.mustWait;
            continue;
        }
        Class& record = m_classes[leaf];
        if (record.deficit <= 0)
        {
            record.deficit += QuantumOf(record);
        }
        if (record.deficit > 0)
        {
            m_lender = permission.lender;
            return leaf;
        }
        m_rings.Rotate(priority);
    }
    return NO_CLASS;
}

bool
CbqAlgorithm::SkipEmptyRounds(uint32_t priority, CbqSharing sharing)
{
    int64_t rounds = std::numeric_limits<int64_t>::max();
    const auto forEachPermitted = [&](const auto& visit) {
        for (CbqClassId id = m_rings.Front(priority); id != NO_CLASS; id = m_rings.Next(id))
        {
            if (PermissionOf(id, sharing).lender != NO_CLASS)
            {
                visit(m_classes[id]);
            }
        }
    };
    forEachPermitted([&](const Class& record) {
        rounds = std::min(rounds, -record.deficit / QuantumOf(record));
    });
    if (rounds == std::numeric_limits<int64_t>::max())
    {
        return false;
    }
    forEachPermitted([&](Class& record) { record.deficit += rounds * QuantumOf(record); });
    return true;
}

CbqAlgorithm::Permission
CbqAlgorithm::PermissionOf(CbqClassId leaf, CbqSharing sharing) const
{
    if (!m_classes[leaf].overlimit)
    {
        return {leaf, false};
    }
    for (CbqClassId id = leaf; !m_classes[id].params.bounded;)
    {
        id = m_classes[id].params.parent;
        const Class& ancestor = m_classes[id];
        if (!ancestor.overlimit && ancestor.canLend)
        {
            return {MayLend(ancestor, sharing) ? id : NO_CLASS, false};
        }
    }
    return {NO_CLASS, true};
}

bool
CbqAlgorithm::MayLend(const Class& lender, CbqSharing sharing) const
{
    switch (sharing)
    {
    case CbqSharing::Formal:
        return std::all_of(m_unsatisfied.begin(),
                           m_unsatisfied.begin() + lender.level,
                           [](uint32_t classes) { return classes == 0; });
    case CbqSharing::TopLevel:
        return lender.level <= m_topLevel;
    case CbqSharing::AncestorOnly:
        break;
    }
    return true;
}

void
CbqAlgorithm::Refuse(CbqClassId leaf)
{
    Class& record = m_classes[leaf];
    ++record.counters.refused;
    record.estimator.Delay();
    m_overlimit.Set(leaf, record.estimator.Undertime());
    if (record.params.bounded)
    {
        m_rings.Remove(leaf); // only its own rate can let it go on: Advance() brings it back
    }
}

void
CbqAlgorithm::Sent(CbqClassId leaf, uint32_t bytes, bool hasMore, Nanoseconds now)
{
    m_linkFree = StartOfNext(now) + m_params.link.TransmissionTime(bytes);
    bool withinRate = false; // of the class itself or of one below it: then an isolated class costs
                             // its ancestors nothing
    for (CbqClassId id = leaf;; id = m_classes[id].params.parent)
    {
        m_classes[id].estimator.Sent(bytes, m_linkFree);
        UpdateLimit(id, m_linkFree);
        withinRate = withinRate || id == m_lender;
        if (id == ROOT || (withinRate && m_classes[id].params.isolated))
        {
            break;
        }
    }
    if (m_lender != leaf)
    {
        ++m_classes[leaf].counters.borrowed;
        ++m_classes[m_lender].counters.lent;
    }
    Class& record = m_classes[leaf];
    record.deficit -= bytes;
    if (record.deficit <= 0)
    {
        m_rings.Rotate(record.params.priority);
    }
    const bool lenderGoesOn = !m_classes[m_lender].estimator.IsOverlimit(m_linkFree);
    m_topLevel = hasMore && lenderGoesOn ? m_classes[m_lender].level : ANY_LEVEL;
}

} // namespace qos
} // namespace ns3
