/* SPDX-License-Identifier: GPL-2.0-only */

#include "observed-overlay.h"

#include "ns3/engine-status.h"
#include "ns3/kbps.h"
#include "ns3/tree-algorithm.h"

#include <charconv>
#include <chrono>
#include <memory>
#include <system_error>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

constexpr std::chrono::milliseconds BOOT_INTERVAL{100}; // from a node to the next

/**
 * @param delay of all messages
 * @return the network
 */
FastNetworkParams
NetworkOf(Nanoseconds delay)
{
    FastNetworkParams params;
    params.delay = [delay](uint32_t, uint32_t) { return delay; };
    return params;
}

} // namespace

ObservedOverlay::ObservedOverlay(const ObservedOverlayParams& params)
    : m_network(NetworkOf(params.delay))
{
    ObserverParams knobs;
    knobs.requestPeriod = Nanoseconds{0}; // it reads the engines
    auto observer = std::make_unique<Observer>(knobs);
    m_observer = observer.get();
    OverlayEngineParams engine;
    engine.seed = params.seed;
    m_network.AddNode(engine, std::move(observer));
    engine.observer = m_network.IdOf(0);
    engine.bufferMessages = params.buffer;
    engine.limits.total = KBps(params.bandwidth);
    for (uint32_t i = 1; i <= params.nodes; ++i)
    {
        engine.seed = params.seed * (uint64_t{params.nodes} + 1) + i;
        m_network.AddNode(engine, std::make_unique<TreeAlgorithm>());
        IAlgorithm::Boot(m_network.Engine(i));
        m_network.Engine(i).Resume();
        Pass(BOOT_INTERVAL);
    }
    Pass(4 * params.delay); // a connection, a question, and the answer
}

NodeId
ObservedOverlay::IdOf(uint32_t nodes, const std::string& name)
{
    uint32_t number = 0;
    const char* const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data(), end, number);
    const bool isSound = error == std::errc() && rest == end && number >= 1 && number <= nodes;
    const NodeId first = FastNetworkParams().first; // of the observer
    return isSound ? NodeId{first.ip + number, first.port} : NodeId();
}

void
ObservedOverlay::Play(const ControlScript& script)
{
    m_observer->Play(script, m_network.Engine(0));
    m_network.Engine(0).Resume();
}

void
ObservedOverlay::Look()
{
    for (uint32_t i = 1; i < m_network.Nodes(); ++i)
    {
        OverlayEngine& engine = m_network.Engine(i);
        if (engine.IsAlive())
        {
            m_observer->Take(engine.Self(), StatusOf(engine), m_network.Engine(0));
        }
    }
}

} // namespace qos
} // namespace ns3
