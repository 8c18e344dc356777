/* SPDX-License-Identifier: GPL-2.0-only */

#include "tree-overlay.h"

#include "pair-delays.h"

#include "ns3/kbps.h"
#include "ns3/paced-source.h"
#include "ns3/payload-writer.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param params what the nodes are like
 * @param seed of the delays
 * @param number of a node
 * @return its half of the delay to any other one
 */
Nanoseconds
DelayOf(const TreeOverlayParams& params, uint64_t seed, uint32_t number)
{
    const double share = NodeRandom(seed ^ NodeRandom(number).Bits()).Uniform();
    const auto range = static_cast<double>((params.mostDelay - params.leastDelay).count());
    return (params.leastDelay + Nanoseconds{static_cast<int64_t>(share * range)}) / 2;
}

/**
 * @param random a random variable
 * @return 32 random bits
 */
uint64_t
Draw(UniformRandomVariable& random)
{
    return random.GetInteger(0, UINT32_MAX - 1);
}

} // namespace

TreeOverlay::TreeOverlay(const TreeOverlayParams& params,
                         Ptr<UniformRandomVariable> random,
                         std::unique_ptr<OverlayBed> bed)
    : m_params(params),
      m_random(random),
      m_bed(std::move(bed))
{
    const uint64_t delaySeed = Draw(*random);
    for (const double kBps : params.bandwidths)
    {
        AddNode(m_bed->AddHost(DelayOf(params, delaySeed, m_bed->Nodes())), kBps);
    }
    if (IsHere(SOURCE))
    {
        m_algorithms[SOURCE]->BecomeRoot(APP);
    }
}

void
TreeOverlay::AddNode(uint32_t host, double kBps)
{
    OverlayEngineParams engine;
    engine.bufferMessages = m_params.buffer;
    engine.policy = m_params.policy;
    engine.limits.total = KBps(kBps);
    engine.seed = Draw(*m_random);
    auto algorithm = std::make_unique<TreeAlgorithm>(m_params.tree);
    TreeAlgorithm* const added = algorithm.get();
    const uint32_t number = m_bed->AddNode(host, engine, std::move(algorithm));
    m_algorithms.push_back(m_bed->IsHere(number) ? added : nullptr);
    m_hosts.push_back(host);
}

void
TreeOverlay::StartSource()
{
    if (!IsHere(SOURCE))
    {
        return;
    }
    PacedSourceParams stream;
    stream.bytes = m_params.messageBytes;
    m_bed->Engine(SOURCE).StartSource(APP, std::make_unique<PacedSource>(stream));
    m_bed->Engine(SOURCE).Resume();
}

void
TreeOverlay::JoinNext()
{
    const uint32_t joiner = m_params.joiners[m_joined];
    std::vector<NodeId> known;
    if (!m_params.entries.empty())
    {
        known.push_back(m_bed->IdOf(m_params.entries[m_joined]));
    }
    const uint32_t most = std::min<uint32_t>(m_params.known, static_cast<uint32_t>(m_joined) + 1);
    for (uint32_t i = 0; i < most && m_params.entries.empty(); ++i)
    {
        // 0 is the source, then those that have joined; a random first one is what counts
        const uint32_t drawn = m_random->GetInteger(0, static_cast<uint32_t>(m_joined));
        const bool isSource = m_params.entersAtSource || drawn == 0;
        known.push_back(m_bed->IdOf(isSource ? SOURCE : m_params.joiners[drawn - 1]));
    }
    ++m_joined;
    if (IsHere(joiner))
    {
        Join(joiner, known);
    }
    Pass(m_params.joinInterval);
}

void
TreeOverlay::Join(uint32_t number, const std::vector<NodeId>& known)
{
    OverlayEngine& engine = m_bed->Engine(number);
    MessageHeader boot;
    boot.type = MessageType::BootReply;
    engine.Tell(engine.Make(boot, PayloadWriter().WriteIds(known).Finish()));
    MessageHeader join;
    join.type = MessageType::SJoin;
    join.app = APP;
    engine.Tell(engine.Make(join, nullptr));
}

uint32_t
TreeOverlay::Replace(uint32_t number)
{
    std::vector<uint32_t> alive;
    for (uint32_t i = 0; i < Nodes(); ++i)
    {
        if (m_bed->Engine(i).IsAlive())
        {
            alive.push_back(i);
        }
    }
    std::vector<NodeId> known;
    const auto most = static_cast<uint32_t>(std::min<std::size_t>(m_params.known, alive.size()));
    for (uint32_t i = 0; i < most; ++i)
    {
        const auto last = static_cast<uint32_t>(alive.size() - 1);
        known.push_back(m_bed->IdOf(alive[m_random->GetInteger(0, last)]));
    }
    const uint32_t replacement = Nodes();
    // a node on a host is as fast as the one that was there
    AddNode(m_hosts[number], m_params.bandwidths[m_hosts[number]]);
    Join(replacement, known);
    return replacement;
}

const TreeMembership&
TreeOverlay::MembershipOf(uint32_t number) const
{
    static const TreeMembership nothing;
    const TreeMembership* tree = m_algorithms[number]->Membership(APP);
    return tree != nullptr ? *tree : nothing;
}

std::optional<uint32_t>
TreeOverlay::ParentOf(uint32_t number) const
{
    const NodeId parent = MembershipOf(number).parent.id;
    return parent.IsNone() ? std::nullopt : std::make_optional(m_bed->NumberOf(parent));
}

} // namespace qos
} // namespace ns3
