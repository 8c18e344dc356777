/* SPDX-License-Identifier: GPL-2.0-only */

#include "network-listeners.h"

#include <algorithm>
#include <limits>

namespace ns3
{
namespace qos
{

void
NetworkListeners::Set(CmFlow& flow, CmListener* listener)
{
    flow.listener = listener;
    const auto found = std::find(m_flows.begin(), m_flows.end(), &flow);
    if (listener && found == m_flows.end())
    {
        m_flows.push_back(&flow);
    }
    else if (!listener && found != m_flows.end())
    {
        m_flows.erase(found);
    }
    SharesChanged();
}

void
NetworkListeners::Remove(const CmFlow& flow)
{
    m_flows.erase(std::remove(m_flows.begin(), m_flows.end(), &flow), m_flows.end());
    SharesChanged();
}

void
NetworkListeners::TellOne(CmFlow& flow, const NetworkState& state)
{
    if (IsNews(flow, state))
    {
        flow.told = state;
        ++flow.counters.updates;
        flow.listener->CmappUpdate(flow.id, state);
    }
}

bool
NetworkListeners::IsNews(const CmFlow& flow, const NetworkState& state)
{
    if (!flow.told.IsValid())
    {
        return state.IsValid();
    }
    const CmThresholds& limits = flow.thresholds;
    const auto srtt = static_cast<double>(state.srtt.count());
    const auto toldSrtt = static_cast<double>(flow.told.srtt.count());
    return state.rate < limits.rateDown * flow.told.rate ||
           state.rate > limits.rateUp * flow.told.rate || srtt < limits.rttDown * toldSrtt ||
           (limits.rttUp > 0 && srtt > limits.rttUp * toldSrtt);
}

void
NetworkListeners::FindQuiet(const FlowScheduler& scheduler)
{
    constexpr double INFINITE = std::numeric_limits<double>::infinity();
    m_quiet = {0, INFINITE, 0, INFINITE};
    for (const CmFlow* flow : m_flows)
    {
        const double told = flow->told.rate / scheduler.Share(flow->member); // of the macroflow
        const auto toldSrtt = static_cast<double>(flow->told.srtt.count());
        const CmThresholds& limits = flow->thresholds;
        m_quiet.leastRate = std::max(m_quiet.leastRate, limits.rateDown * told);
        m_quiet.largestRate = std::min(m_quiet.largestRate, limits.rateUp * told);
        m_quiet.leastSrtt = std::max(m_quiet.leastSrtt, limits.rttDown * toldSrtt);
        if (limits.rttUp > 0)
        {
            m_quiet.largestSrtt = std::min(m_quiet.largestSrtt, limits.rttUp * toldSrtt);
        }
    }
}

} // namespace qos
} // namespace ns3
