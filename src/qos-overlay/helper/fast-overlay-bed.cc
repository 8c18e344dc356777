/* SPDX-License-Identifier: GPL-2.0-only */

#include "fast-overlay-bed.h"

#include <utility>

namespace ns3
{
namespace qos
{

FastOverlayBed::FastOverlayBed()
    : m_network({[this](uint32_t from, uint32_t to) {
                     const uint32_t one = m_hosts[from];
                     const uint32_t other = m_hosts[to];
                     return one == other ? Nanoseconds{0} : m_delays[one] + m_delays[other];
                 },
                 FastNetworkParams().first})
{
}

uint32_t
FastOverlayBed::AddHost(Nanoseconds delay)
{
    m_delays.push_back(delay);
    return static_cast<uint32_t>(m_delays.size() - 1);
}

uint32_t
FastOverlayBed::AddNode(uint32_t host,
                        const OverlayEngineParams& params,
                        std::unique_ptr<Algorithm> algorithm)
{
    m_hosts.push_back(host);
    return m_network.AddNode(params, std::move(algorithm));
}

void
FastOverlayBed::Finish()
{
    while (m_network.NextEvent() != FOREVER)
    {
        m_network.Advance(m_network.NextEvent());
    }
}

} // namespace qos
} // namespace ns3
