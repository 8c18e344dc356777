/* SPDX-License-Identifier: GPL-2.0-only */

#include "host-costs.h"

#include <cmath>

namespace ns3
{
namespace qos
{

const std::array<HostOperationInfo, HOST_OPERATIONS> HOST_OPERATION_TABLE{
    {{"send", Nanoseconds{5000}},         {"recv", Nanoseconds{6000}},
     {"select", Nanoseconds{3000}},       {"select_socket", Nanoseconds{1000}},
     {"gettimeofday", Nanoseconds{1000}}, {"connect", Nanoseconds{15000}},
     {"close", Nanoseconds{10000}},       {"signal", Nanoseconds{5000}},
     {"cm_open", Nanoseconds{3500}},      {"cm_close", Nanoseconds{3500}},
     {"cm_request", Nanoseconds{3500}},   {"cm_notify", Nanoseconds{3500}},
     {"cm_update", Nanoseconds{3500}},    {"cm_query", Nanoseconds{3500}},
     {"cm_control", Nanoseconds{3500}},   {"cm_sendable", Nanoseconds{3500}},
     {"cm_changed", Nanoseconds{3500}},   {"cm_state", Nanoseconds{3500}},
     {"copied_byte", Nanoseconds{12}},    {"transmit", Nanoseconds{31000}},
     {"receive", Nanoseconds{27000}},     {"flow_open", Nanoseconds{500}},
     {"flow_close", Nanoseconds{300}},    {"flow_request", Nanoseconds{100}},
     {"flow_schedule", Nanoseconds{150}}, {"flow_notify", Nanoseconds{150}},
     {"flow_update", Nanoseconds{250}}}};

const char*
NameOf(HostOperation operation)
{
    return HOST_OPERATION_TABLE[static_cast<std::size_t>(operation)].name;
}

HostCounts
HostCounts::Since(const HostCounts& earlier) const
{
    HostCounts difference;
    for (std::size_t i = 0; i < HOST_OPERATIONS; ++i)
    {
        difference.m_counts[i] = m_counts[i] - earlier.m_counts[i];
    }
    return difference;
}

HostCosts::HostCosts(double speed)
{
    for (std::size_t i = 0; i < HOST_OPERATIONS; ++i)
    {
        const auto reference = static_cast<double>(HOST_OPERATION_TABLE[i].cost.count());
        m_costs[i] = Nanoseconds{std::llround(reference / speed)};
    }
}

Nanoseconds
HostCosts::TimeFor(const HostCounts& counts) const
{
    Nanoseconds time{0};
    for (std::size_t i = 0; i < HOST_OPERATIONS; ++i)
    {
        const auto operation = static_cast<HostOperation>(i);
        time += Of(operation) * static_cast<int64_t>(counts.Of(operation));
    }
    return time;
}

HostMeter::HostMeter(const HostCosts& costs)
    : m_costs(costs)
{
}

void
HostMeter::DoSpend(Nanoseconds /* cost */)
{
}

} // namespace qos
} // namespace ns3
