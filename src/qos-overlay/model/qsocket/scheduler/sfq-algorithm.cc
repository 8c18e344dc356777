/* SPDX-License-Identifier: GPL-2.0-only */

#include "sfq-algorithm.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

SfqAlgorithm::SfqAlgorithm(const SfqParams& params)
    : m_params(params)
{
}

void
SfqAlgorithm::AddFlow(uint32_t flow, uint32_t weight)
{
    if (flow >= m_flows.size())
    {
        m_flows.resize(static_cast<std::size_t>(flow) + 1);
    }
    m_flows[flow] = Flow();
    m_flows[flow].weight = weight;
}

void
SfqAlgorithm::ChangeWeight(uint32_t flow, uint32_t weight)
{
    m_flows[flow].weight = weight;
    m_flows[flow].remainder = 0;
}

void
SfqAlgorithm::RemoveFlow(uint32_t flow)
{
    m_heap.Remove(flow);
}

void
SfqAlgorithm::SetHead(uint32_t flow, uint32_t bytes, uint64_t order)
{
    Flow& record = m_flows[flow];
    record.bytes = bytes;
    if (!m_heap.Contains(flow))
    {
        const uint64_t start = StartTag(flow);
        if (start != record.tag || record.busyPeriod != m_busyPeriod)
        {
            record.tag = start;
            record.busyPeriod = m_busyPeriod;
            record.remainder = 0;
        }
    }
    m_heap.Set(flow, {record.tag, order});
}

void
SfqAlgorithm::ClearHead(uint32_t flow)
{
    m_heap.Remove(flow);
}

uint32_t
SfqAlgorithm::Choose() const
{
    return m_heap.IsEmpty() ? NO_FLOW : m_heap.Top();
}

void
SfqAlgorithm::Serve(uint32_t flow)
{
    Flow& record = m_flows[flow];
    m_virtualTime = record.tag;
    const uint64_t cost = (uint64_t{record.bytes} << m_params.fractionBits) + record.remainder;
    record.tag += cost / record.weight;
    record.remainder = static_cast<uint32_t>(cost % record.weight);
    if (m_virtualTime > m_params.rebaseAbove)
    {
        Rebase();
    }
}

void
SfqAlgorithm::BecomeIdle()
{
    m_virtualTime = 0;
    ++m_busyPeriod;
}

uint64_t
SfqAlgorithm::StartTag(uint32_t flow) const
{
    const Flow& record = m_flows[flow];
    const uint64_t last = record.busyPeriod == m_busyPeriod ? record.tag : 0;
    return std::max(last, m_virtualTime);
}

uint64_t
SfqAlgorithm::FinishTag(uint32_t flow) const
{
    const Flow& record = m_flows[flow];
    const uint64_t cost = (uint64_t{record.bytes} << m_params.fractionBits) + record.remainder;
    return record.tag + cost / record.weight;
}

double
SfqAlgorithm::TagToBytes(uint64_t tag) const
{
    return static_cast<double>(tag) / static_cast<double>(uint64_t{1} << m_params.fractionBits);
}

void
SfqAlgorithm::Rebase()
{
    // every tag in the heap is at least the virtual time, so the order stays
    for (uint32_t flow = 0; flow < m_flows.size(); ++flow)
    {
        Flow& record = m_flows[flow];
        record.tag -= std::min(record.tag, m_virtualTime);
        if (m_heap.Contains(flow))
        {
            m_heap.Set(flow, {record.tag, m_heap.KeyOf(flow).order});
        }
    }
    m_virtualTime = 0;
}

} // namespace qos
} // namespace ns3
