/* SPDX-License-Identifier: GPL-2.0-only */

#include "guarantee-admission.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

std::vector<uint64_t>
GuaranteeAdmission::SetGuaranteeable(Bitrate guaranteeable)
{
    if (guaranteeable == Bitrate())
    {
        throw std::invalid_argument(
            "the guaranteeable bandwidth is 0, which is infinitely fast; it must be above 0");
    }
    m_guaranteeable = guaranteeable.BitsPerSecond();
    std::vector<uint64_t> preempted;
    while (m_allocated >= m_guaranteeable && !m_allocations.empty())
    {
        preempted.push_back(std::prev(m_allocations.end())->second.flow);
        Release(preempted.back());
    }
    return preempted;
}

bool
GuaranteeAdmission::Admit(const GuaranteeRequest& request)
{
    if (request.rate == Bitrate())
    {
        throw std::invalid_argument("flow " + std::to_string(request.flow) +
                                    " wants a rate of 0; it must be above 0");
    }
    if (IsAdmitted(request.flow))
    {
        throw std::invalid_argument("flow " + std::to_string(request.flow) +
                                    " is admitted already; release it first");
    }
    const uint64_t wanted = request.rate.BitsPerSecond();
    // m_allocated is below m_guaranteeable, or both are 0
    if (m_guaranteeable == 0 || wanted >= m_guaranteeable - m_allocated)
    {
        return false;
    }
    const bool isByPriority = m_policy == PreemptionPolicy::LowestPriorityFirst;
    const Rank rank(isByPriority ? request.priority : uint8_t{0}, m_admissions++);
    m_allocations.emplace(rank, Allocation{request.flow, wanted});
    m_ranks.emplace(request.flow, rank);
    m_allocated += wanted;
    return true;
}

void
GuaranteeAdmission::Release(uint64_t flow)
{
    const auto rank = m_ranks.find(flow);
    if (rank == m_ranks.end())
    {
        return;
    }
    const auto allocation = m_allocations.find(rank->second);
    m_allocated -= allocation->second.bitsPerSecond;
    m_allocations.erase(allocation);
    m_ranks.erase(rank);
}

Guarantee
OverPath(const std::vector<Guarantee>& links)
{
    Guarantee path;
    double delivered = 1;
    for (const Guarantee& link : links)
    {
        const bool isLess =
            path.rate == Bitrate() ||
            (!(link.rate == Bitrate()) && link.rate.BitsPerSecond() < path.rate.BitsPerSecond());
        path.rate = isLess ? link.rate : path.rate;
        path.missProbability = std::min(path.missProbability + link.missProbability, 1.0);
        delivered *= 1 - link.loss;
    }
    path.loss = 1 - delivered;
    return path;
}

double
LinkBudget(double budget, uint32_t links)
{
    if (links == 0)
    {
        throw std::invalid_argument("a path has 0 links; it must have at least 1");
    }
    return budget / links;
}

} // namespace qos
} // namespace ns3
