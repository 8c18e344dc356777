/* SPDX-License-Identifier: GPL-2.0-only */

#include "tcp-overlay-bed.h"

#include "ns3/time-conversion.h"

#include <utility>

namespace ns3
{
namespace qos
{

TcpOverlayBed::TcpOverlayBed(const StarTopology::Params& network)
    : m_network(network)
{
}

uint32_t
TcpOverlayBed::AddHost(Nanoseconds delay)
{
    return m_network.AddHost(ToSimulator(delay));
}

uint32_t
TcpOverlayBed::AddNode(uint32_t host,
                       const OverlayEngineParams& params,
                       std::unique_ptr<Algorithm> algorithm)
{
    return Install(m_network.Hosts().Get(host), params, std::move(algorithm));
}

} // namespace qos
} // namespace ns3
