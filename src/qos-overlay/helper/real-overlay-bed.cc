/* SPDX-License-Identifier: GPL-2.0-only */

#include "real-overlay-bed.h"

#include "real-device-helper.h"
#include "star-topology.h"
#include "topology-parts.h"

#include "ns3/overlay-tcp-call.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace ns3
{
namespace qos
{

RealOverlayBed::RealOverlayBed(RealNetwork real, std::vector<std::string> ends)
    : m_real(std::move(real)),
      m_ends(std::move(ends))
{
}

uint32_t
RealOverlayBed::AddHost(Nanoseconds /* delay */)
{
    const auto number = static_cast<uint32_t>(m_hosts.size());
    const Ipv4Address usual(Ipv4Address("10.0.0.1").Get() + number);
    const std::string& name = m_ends.at(number);
    Host host{nullptr, m_real.AddressOf(name, usual)};
    if (const RealEnd* end = m_real.Find(name))
    {
        host.node = CreateObject<Node>();
        m_nextStream +=
            InstallStack(NodeContainer(host.node), StarTopology::Params().tcp, false, m_nextStream);
        RealDeviceHelper().Install(host.node, *end, usual);
    }
    m_hosts.push_back(std::move(host));
    return number;
}

uint32_t
RealOverlayBed::AddNode(uint32_t host,
                        const OverlayEngineParams& params,
                        std::unique_ptr<Algorithm> algorithm)
{
    const Host& there = m_hosts.at(host);
    if (there.node)
    {
        return Install(there.node, params, std::move(algorithm));
    }
    return AddElsewhere({there.address.Get(), OverlayTcpNode::PORT});
}

void
RealOverlayBed::AwaitOthers()
{
    std::vector<std::unique_ptr<OverlayTcpCall>> calls;
    uint32_t awaited = 0;
    const auto handleAnswer = [&awaited] {
        if (--awaited == 0)
        {
            Simulator::Stop();
        }
    };
    const auto here = std::find_if(m_hosts.begin(), m_hosts.end(), [](const Host& host) {
        return host.node != nullptr;
    });
    for (uint32_t number = 0; number < Nodes() && here != m_hosts.end(); ++number)
    {
        if (!IsHere(number))
        {
            ++awaited;
            calls.push_back(
                std::make_unique<OverlayTcpCall>(here->node, IdOf(number), handleAnswer));
        }
    }
    if (awaited > 0)
    {
        Run([&awaited] { return awaited == 0; });
    }
}

void
RealOverlayBed::Finish()
{
    Advance(Now() + std::chrono::seconds{5});
}

} // namespace qos
} // namespace ns3
