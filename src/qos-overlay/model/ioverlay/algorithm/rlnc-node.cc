/* SPDX-License-Identifier: GPL-2.0-only */

#include "rlnc-node.h"

#include "ns3/serial-number.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param engine draws
 * @param bytes are filled with random numbers
 */
void
Draw(EngineApi& engine, MutableByteView bytes)
{
    constexpr double RANGE = 0x1p48;
    constexpr std::size_t BYTES = 6;
    constexpr unsigned BITS = 8;
    uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size; ++i)
    {
        word = i % BYTES == 0 ? static_cast<uint64_t>(engine.Random() * RANGE) : word >> BITS;
        bytes[i] = static_cast<uint8_t>(word);
    }
}

/**
 * @param generation a generation
 * @return how many vectors it lacks
 */
uint32_t
Missing(const RlncGeneration& generation)
{
    return static_cast<uint32_t>(generation.basis.Blocks() - generation.basis.Rank());
}

} // namespace

RlncNode::RlncNode(const RlncNodeParams& params)
    : m_params(params)
{
    if (params.mostOpen == 0)
    {
        throw std::invalid_argument("0 generations are kept; it must be 1 or more");
    }
    m_open.resize(params.mostOpen, RlncGeneration(params.blocks));
}

void
RlncNode::AddDownstream(NodeId to, uint32_t share)
{
    m_downstreams.push_back({to, share, 0});
    for (RlncGeneration& generation : m_open)
    {
        generation.outputs.emplace_back();
    }
}

Verdict
RlncNode::Process(const MessagePtr& message, EngineApi& engine)
{
    const MessageHeader& header = message->header;
    switch (header.type)
    {
    case MessageType::Data:
        return header.app == m_params.app ? OnData(message, engine) : Verdict::Done;
    case MessageType::SendFailed:
        if (header.app == m_params.app)
        {
            OnFailed(header, engine);
        }
        break;
    case MessageType::NcGenDone:
    case MessageType::NcGenWant:
        if (header.app == m_params.app && header.hasParameters)
        {
            OnAnswer(header, engine);
        }
        break;
    case MessageType::Timer:
        if (header.Parameter(0) == m_params.timer)
        {
            OnPatienceEnds(engine);
        }
        break;
    case MessageType::Writable:
        PayDebts(engine);
        break;
    case MessageType::BrokenLink:
        OnBroken(header.Peer(), engine);
        break;
    default:
        break;
    }
    return Verdict::Done;
}

void
RlncNode::Stop(EngineApi& engine)
{
    for (const MessagePtr& message : std::exchange(m_held, {}))
    {
        engine.Release(message);
    }
}

Verdict
RlncNode::OnData(const MessagePtr& message, EngineApi& engine)
{
    const NodeId from = engine.Upstream();
    if (!from.IsNone() &&
        std::find(m_upstreams.begin(), m_upstreams.end(), from) == m_upstreams.end())
    {
        m_upstreams.push_back(from);
    }
    if (!from.IsNone() && HasToWait(*message))
    {
        m_held.push_back(message);
        return Verdict::Hold;
    }
    Take(*message, from.IsNone(), engine);
    TakeHeld(engine);
    PayDebts(engine);
    // with nobody to send to, nothing else slows down a source of this node
    return from.IsNone() && m_downstreams.empty() ? Verdict::Done : Verdict::Absorbed;
}

bool
RlncNode::HasToWait(const OverlayMessage& message) const
{
    const auto coded = CodedPayload::Read(message);
    return m_params.waits && coded &&
           std::any_of(m_open.begin(), m_open.end(), [&](const RlncGeneration& open) {
               const int32_t ahead = SerialDistance(open.number, coded->generation);
               return IsExpected(open) && ahead >= static_cast<int32_t>(m_params.mostOpen);
           });
}

bool
RlncNode::IsExpected(const RlncGeneration& generation) const
{
    if (!generation.isUsed || generation.isDone)
    {
        return false;
    }
    return m_params.delivers ? !generation.isDelivered && generation.asked < MOST_ASKED
                             : generation.arrivals < m_params.arrivals;
}

void
RlncNode::TakeHeld(EngineApi& engine)
{
    for (std::size_t i = 0; i < m_held.size();)
    {
        if (HasToWait(*m_held[i]))
        {
            ++i;
            continue;
        }
        const MessagePtr message = m_held[i];
        m_held.erase(m_held.begin() + static_cast<std::ptrdiff_t>(i));
        engine.Release(message);
        Take(*message, false, engine);
    }
}

void
RlncNode::OnFailed(const MessageHeader& header, EngineApi& engine)
{
    if (header.Parameter(0) != static_cast<int32_t>(MessageType::Data))
    {
        const NodeId peer = header.Peer();
        for (std::size_t i = 0; i < m_downstreams.size(); ++i)
        {
            RlncGeneration* const generation = Find(m_downstreams[i].asked);
            if (m_downstreams[i].id == peer && generation != nullptr)
            {
                ++generation->outputs[i].owed;
            }
        }
        return;
    }
    const auto isIt = [&header](const MessagePtr& message) {
        return static_cast<int32_t>(message->header.sequence) == header.Parameter(1);
    };
    const auto found = std::find_if(m_held.begin(), m_held.end(), isIt);
    if (found != m_held.end())
    {
        const MessagePtr message = *found;
        m_held.erase(found);
        Take(*message, false, engine);
        TakeHeld(engine);
    }
}

void
RlncNode::PayDebts(EngineApi& engine)
{
    for (RlncGeneration& generation : m_open)
    {
        for (std::size_t i = 0; i < m_downstreams.size(); ++i)
        {
            for (uint32_t& owed = generation.outputs[i].owed; owed > 0; --owed)
            {
                Emit(generation, i, EXTRA, engine);
            }
        }
    }
}

void
RlncNode::Take(const OverlayMessage& message, bool isOwn, EngineApi& engine)
{
    const uint64_t before = m_counters.innovative;
    RlncGeneration* const generation = isOwn ? AddBlock(message) : AddVector(message);
    if (generation == nullptr || generation->isDone)
    {
        return;
    }
    Forward(*generation, m_counters.innovative > before, engine);
    if (m_params.delivers && generation->basis.IsComplete() && !generation->isDelivered)
    {
        DeliverBlocks(*generation, engine);
        TellIfDone(*generation, engine);
    }
    else if (m_params.delivers && !generation->isDelivered &&
             generation->arrivals == m_params.arrivals && generation->pending == 0)
    {
        AskForMissing(*generation, engine);
    }
    Watch(engine);
}

RlncGeneration*
RlncNode::AddBlock(const OverlayMessage& message)
{
    const MessageHeader& header = message.header;
    const bool isVirtual = message.Bytes().size < header.size;
    RlncGeneration* const generation =
        Open(header.sequence / m_params.blocks, header.size, isVirtual, header.originator);
    if (generation == nullptr)
    {
        return nullptr;
    }
    const std::size_t index = header.sequence % m_params.blocks;
    const VectorFate fate =
        generation->basis.AddBlock(index, isVirtual ? ByteView() : message.Bytes());
    return Count(*generation, fate, PLANNED) ? generation : nullptr;
}

RlncGeneration*
RlncNode::AddVector(const OverlayMessage& message)
{
    const auto coded = CodedPayload::Read(message);
    if (!coded || coded->mode != CodingMode::Rlnc || coded->coefficients.size != m_params.blocks)
    {
        ++m_counters.refused;
        return nullptr;
    }
    RlncGeneration* const generation = Open(coded->generation,
                                            static_cast<uint32_t>(coded->codedBytes),
                                            coded->IsVirtual(),
                                            message.header.originator);
    if (generation == nullptr)
    {
        return nullptr;
    }
    if (generation->isDone)
    {
        ++m_counters.surplus;
        return generation;
    }
    const VectorFate fate = generation->basis.Add(coded->Vector());
    return Count(*generation, fate, coded->streams) ? generation : nullptr;
}

RlncGeneration*
RlncNode::Find(uint32_t number)
{
    RlncGeneration& generation = m_open[number % m_params.mostOpen];
    return generation.isUsed && generation.number == number ? &generation : nullptr;
}

RlncGeneration*
RlncNode::Open(uint32_t number, uint32_t blockBytes, bool isVirtual, NodeId originator)
{
    if (RlncGeneration* const open = Find(number))
    {
        const bool isSame = open->blockBytes == blockBytes && open->IsVirtual() == isVirtual;
        m_counters.refused += isSame ? 0 : 1;
        return isSame ? open : nullptr;
    }
    RlncGeneration& generation = m_open[number % m_params.mostOpen];
    if (generation.isUsed && SerialIsBefore(number, generation.number))
    {
        ++m_counters.late;
        return nullptr;
    }
    if (generation.isUsed && m_params.delivers && !generation.isDelivered)
    {
        ++m_counters.lost;
    }
    generation.number = number;
    generation.originator = originator;
    generation.blockBytes = blockBytes;
    generation.basis.Reset(isVirtual ? 0 : blockBytes);
    generation.arrivals = generation.extra = generation.seen = 0;
    generation.asked = generation.pending = 0;
    generation.isUsed = true;
    generation.isDelivered = generation.isDone = false;
    std::fill(generation.outputs.begin(), generation.outputs.end(), RlncOutput());
    return &generation;
}

bool
RlncNode::Count(RlncGeneration& generation, VectorFate fate, uint16_t streams)
{
    switch (fate)
    {
    case VectorFate::Innovative:
        ++m_counters.innovative;
        break;
    case VectorFate::Redundant:
        ++m_counters.redundant;
        break;
    case VectorFate::Zero:
    case VectorFate::BadSize:
        ++m_counters.refused;
        return false;
    }
    if (streams == EXTRA)
    {
        ++generation.extra;
        generation.pending -= std::min(generation.pending, 1U);
    }
    else
    {
        ++generation.arrivals;
    }
    return true;
}

void
RlncNode::Forward(RlncGeneration& generation, bool isInnovative, EngineApi& engine)
{
    // nothing more will come, even if it is less than was expected
    const bool isAll = m_params.arrivals > 0 && generation.arrivals >= m_params.arrivals;
    const std::size_t rank = generation.basis.Rank();
    const std::size_t expected =
        std::max<std::size_t>(m_params.rank == 0 ? m_params.blocks : m_params.rank, rank);
    for (std::size_t i = 0; i < m_downstreams.size(); ++i)
    {
        const std::size_t share = m_downstreams[i].share;
        const std::size_t part =
            rank > expected - rank ? share * (2 * rank - expected) / expected : 0;
        const std::size_t planned = isAll ? share : std::min(share, part);
        const std::size_t due = share == 0 ? rank : planned;
        RlncOutput& output = generation.outputs[i];
        while (!output.isDone && output.sent < due)
        {
            ++output.sent;
            Emit(generation, i, PLANNED, engine);
        }
        if (!output.isDone && isInnovative && output.wanted > 0)
        {
            --output.wanted;
            Emit(generation, i, EXTRA, engine);
        }
    }
}

void
RlncNode::Emit(RlncGeneration& generation,
               std::size_t downstream,
               uint16_t streams,
               EngineApi& engine)
{
    RlncBasis& basis = generation.basis;
    const auto bytes =
        std::make_shared<std::vector<uint8_t>>(CodedPayload::FIXED_BYTES + basis.VectorBytes());
    uint8_t* const vector = bytes->data() + CodedPayload::FIXED_BYTES;
    basis.Combine([&engine](MutableByteView factors) { Draw(engine, factors); },
                  {vector, basis.VectorBytes()});
    CodedPayload payload;
    payload.generation = generation.number;
    payload.mode = CodingMode::Rlnc;
    payload.streams = streams;
    payload.coefficients = {vector, basis.Blocks()};
    payload.Write(bytes->data());
    MessageHeader header;
    header.app = m_params.app;
    header.originator = generation.originator;
    header.sequence = generation.number;
    header.isCoded = true;
    header.size =
        static_cast<uint32_t>(CodedPayload::HeaderBytes(basis.Blocks())) + generation.blockBytes;
    ++m_counters.sent;
    engine.Send(engine.Make(header, bytes), m_downstreams[downstream].id);
}

void
RlncNode::DeliverBlocks(RlncGeneration& generation, EngineApi& engine)
{
    generation.isDelivered = true;
    ++m_counters.generations;
    MessageHeader header;
    header.app = m_params.app;
    header.originator = generation.originator;
    header.size = generation.blockBytes;
    for (uint32_t i = 0; i < m_params.blocks; ++i)
    {
        header.sequence = generation.number * m_params.blocks + i;
        const ByteView block = generation.basis.Block(i);
        Payload payload;
        if (!generation.IsVirtual())
        {
            payload = std::make_shared<const std::vector<uint8_t>>(block.begin(), block.end());
        }
        engine.Deliver(engine.Make(header, std::move(payload)));
    }
}

void
RlncNode::TellIfDone(RlncGeneration& generation, EngineApi& engine)
{
    const bool hasOwn = !m_params.delivers || generation.isDelivered;
    const bool isNeeded = m_params.delivers || !m_downstreams.empty();
    const auto isDone = [](const RlncOutput& output) { return output.isDone; };
    if (generation.isDone || !hasOwn || !isNeeded ||
        !std::all_of(generation.outputs.begin(), generation.outputs.end(), isDone))
    {
        return;
    }
    generation.isDone = true;
    MessageHeader header;
    header.type = MessageType::NcGenDone;
    header.app = m_params.app;
    header.SetParameters(static_cast<int32_t>(generation.number), 0);
    for (const NodeId upstream : m_upstreams)
    {
        engine.Send(engine.Make(header), upstream);
    }
}

void
RlncNode::OnAnswer(const MessageHeader& header, EngineApi& engine)
{
    RlncGeneration* const generation = Find(static_cast<uint32_t>(header.Parameter(0)));
    const NodeId from = engine.Upstream();
    const auto isIt = [from](const Downstream& downstream) { return downstream.id == from; };
    const auto found = std::find_if(m_downstreams.begin(), m_downstreams.end(), isIt);
    if (generation == nullptr || found == m_downstreams.end())
    {
        return;
    }
    const auto number = static_cast<std::size_t>(found - m_downstreams.begin());
    RlncOutput& output = generation->outputs[number];
    if (header.type == MessageType::NcGenDone)
    {
        output.isDone = true;
        TellIfDone(*generation, engine);
        return;
    }
    const auto missing =
        std::min(static_cast<uint32_t>(std::max(header.Parameter(1), 0)), m_params.blocks);
    found->asked = generation->number;
    for (uint32_t i = 0; generation->basis.Rank() > 0 && i < missing; ++i)
    {
        Emit(*generation, number, EXTRA, engine);
    }
    if (!generation->basis.IsComplete() && header.ttl > 0)
    {
        output.wanted = missing;
        Ask(*generation, missing, static_cast<uint8_t>(header.ttl - 1), engine);
    }
}

void
RlncNode::Ask(RlncGeneration& generation, uint32_t missing, uint8_t hops, EngineApi& engine)
{
    const uint32_t turn = generation.asked;
    if (turn == MOST_ASKED)
    {
        return;
    }
    ++generation.asked;
    if (m_upstreams.empty())
    {
        return;
    }
    MessageHeader header;
    header.type = MessageType::NcGenWant;
    header.app = m_params.app;
    header.ttl = hops;
    header.SetParameters(static_cast<int32_t>(generation.number), static_cast<int32_t>(missing));
    const NodeId upstream = m_upstreams[turn % m_upstreams.size()];
    ++m_counters.asked;
    engine.Send(engine.Make(header), upstream);
}

void
RlncNode::AskForMissing(RlncGeneration& generation, EngineApi& engine)
{
    generation.pending = Missing(generation);
    Ask(generation, generation.pending, MOST_HOPS, engine);
}

void
RlncNode::Watch(EngineApi& engine)
{
    const auto isIncomplete = [](const RlncGeneration& generation) {
        return generation.isUsed && !generation.isDelivered && generation.asked < MOST_ASKED;
    };
    if (m_params.delivers && !m_isWatching &&
        std::any_of(m_open.begin(), m_open.end(), isIncomplete))
    {
        m_isWatching = true;
        engine.StartTimer(m_params.patience, m_params.timer);
    }
}

void
RlncNode::OnPatienceEnds(EngineApi& engine)
{
    m_isWatching = false;
    for (RlncGeneration& generation : m_open)
    {
        if (!generation.isUsed || generation.isDelivered)
        {
            continue;
        }
        const uint32_t arrived = generation.arrivals + generation.extra;
        if (arrived == generation.seen)
        {
            AskForMissing(generation, engine);
        }
        generation.seen = arrived;
    }
    Watch(engine);
}

void
RlncNode::OnBroken(NodeId peer, EngineApi& engine)
{
    m_upstreams.erase(std::remove(m_upstreams.begin(), m_upstreams.end(), peer), m_upstreams.end());
    for (std::size_t i = m_downstreams.size(); i-- > 0;)
    {
        if (!(m_downstreams[i].id == peer))
        {
            continue;
        }
        const auto place = static_cast<std::ptrdiff_t>(i);
        m_downstreams.erase(m_downstreams.begin() + place);
        for (RlncGeneration& generation : m_open)
        {
            generation.outputs.erase(generation.outputs.begin() + place);
        }
    }
    for (RlncGeneration& generation : m_open)
    {
        if (generation.isUsed)
        {
            TellIfDone(generation, engine);
        }
    }
}

} // namespace qos
} // namespace ns3
