/* SPDX-License-Identifier: GPL-2.0-only */

#include "flow-counter.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param value any number
 * @return a number all of whose bits depend on all of its bits (the finaliser of splitmix64)
 */
uint64_t
Mix(uint64_t value)
{
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

} // namespace

FlowCounter::FlowCounter(const FlowCounterParams& params)
    : m_params(params),
      m_seed(Mix(params.seed))
{
    if (params.period <= Nanoseconds{0} || params.leastPackets == 0 ||
        !(params.gainPerSecond > 0) || !(params.mostFlows >= 1) || params.slots == 0)
    {
        throw std::invalid_argument(
            "a flow counter has a period of " + std::to_string(params.period.count()) +
            " ns, at least " + std::to_string(params.leastPackets) + " packets, at most " +
            std::to_string(params.mostFlows) + " flows and " + std::to_string(params.slots) +
            " places; all and its gain must be above 0");
    }
    std::size_t sets = 1;
    while (sets * WAYS < params.slots)
    {
        sets *= 2;
    }
    m_slots.resize(sets * WAYS);
}

void
FlowCounter::Add(uint64_t flow, Nanoseconds now)
{
    Advance(now);
    const std::size_t sets = m_slots.size() / WAYS;
    Slot* const set = m_slots.data() + (Mix(flow ^ m_seed) & (sets - 1)) * WAYS;
    // without a way out: which place it is cannot be predicted
    std::size_t place = WAYS;
    for (std::size_t i = 0; i < WAYS; ++i)
    {
        const uint64_t differs = (set[i].flow ^ flow) | (set[i].period ^ m_period);
        place = differs == 0 ? i : place;
    }
    Slot* slot = set + place;
    if (place == WAYS)
    {
        slot = PlaceIn(set);
        if (slot->packets >= m_params.leastPackets)
        {
            return; // all of them count already
        }
        *slot = {flow, m_period, 0};
    }
    if (slot->packets < m_params.leastPackets && ++slot->packets == m_params.leastPackets)
    {
        ++m_counted;
    }
}

FlowCounter::Slot*
FlowCounter::PlaceIn(Slot* set)
{
    // in turn, so that the newest flow is not the first one to give way
    const std::size_t first = m_hand++;
    Slot* least = set + first % WAYS;
    for (std::size_t i = 0; i < WAYS; ++i)
    {
        Slot& slot = set[(first + i) % WAYS];
        if (slot.period != m_period)
        {
            slot.packets = 0; // free
        }
        if (slot.packets < least->packets)
        {
            least = &slot;
        }
    }
    return least;
}

void
FlowCounter::Advance(Nanoseconds now)
{
    if (!m_hasBegun)
    {
        m_hasBegun = true;
        m_begin = now;
    }
    if (now - m_begin < m_params.period)
    {
        return;
    }
    const int64_t periods = (now - m_begin) / m_params.period;
    const double seconds = std::chrono::duration<double>(m_params.period).count();
    const double kept = std::exp(-m_params.gainPerSecond * seconds);
    const auto counted = static_cast<double>(m_counted);
    m_average = m_hasAverage ? counted + (m_average - counted) * kept : counted;
    // and further periods without a packet
    m_average *= std::pow(kept, static_cast<double>(periods - 1));
    m_hasAverage = true;
    m_counted = 0;
    ++m_period;
    m_begin += periods * m_params.period;
}

double
FlowCounter::Flows(Nanoseconds now)
{
    Advance(now);
    const double flows = m_hasAverage ? m_average : static_cast<double>(m_counted);
    return std::clamp(flows, 1.0, m_params.mostFlows);
}

} // namespace qos
} // namespace ns3
