/* SPDX-License-Identifier: GPL-2.0-only */

#include "output-buffers.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

OutputBuffers::OutputBuffers(EngineContext& context, EngineInputs& inputs)
    : m_context(context),
      m_inputs(inputs)
{
}

void
OutputBuffers::SetPolicy(uint32_t app, NodeId to, DropPolicy policy)
{
    auto& policies = m_context.peers.Of(to).policies;
    const auto isSame = [app](const PeerSettings::AppPolicy& other) { return other.app == app; };
    policies.erase(std::remove_if(policies.begin(), policies.end(), isSame), policies.end());
    policies.push_back({app, policy});
}

DropPolicy
OutputBuffers::PolicyFor(uint32_t app, NodeId to) const
{
    if (const PeerSettings* settings = m_context.peers.Find(to))
    {
        for (const PeerSettings::AppPolicy& exception : settings->policies)
        {
            if (exception.app == app)
            {
                return exception.policy;
            }
        }
    }
    return m_context.params.policy;
}

Placement
OutputBuffers::Place(uint32_t number, const MessagePtr& message, uint32_t input)
{
    EngineLink& link = m_context.links[number];
    if (link.dataOut.Size() < m_context.params.bufferMessages)
    {
        link.dataOut.PushBack({message, input});
        return Placement::Queued;
    }
    if (input == NO_INPUT)
    {
        link.isRoomAwaited = true;
        return Placement::NoRoom;
    }
    switch (PolicyFor(message->header.app, m_context.links.PeerOf(number)))
    {
    case DropPolicy::Lossless:
        if (m_inputs.IsInTurn(input))
        {
            link.waiters.PushBehind({message, input}, [input](const QueuedOutput& first) {
                return first.input == input;
            });
        }
        else
        {
            link.waiters.PushBack({message, input});
        }
        return Placement::Waits;
    case DropPolicy::DropFair:
        return TakePlace(link, {message, input}) ? Placement::Queued : Placement::NoRoom;
    case DropPolicy::DropTail:
        break;
    }
    return Placement::NoRoom;
}

bool
OutputBuffers::TakePlace(EngineLink& link, const QueuedOutput& output)
{
    std::vector<uint32_t>& counts = m_context.transport.Workspace().counts;
    const auto countOf = [&counts](uint32_t input) -> uint32_t& {
        const std::size_t place = input == NO_INPUT ? 0 : input + std::size_t{1};
        if (place >= counts.size())
        {
            counts.resize(place + 1, 0);
        }
        return counts[place];
    };
    uint32_t victim = 0;
    uint32_t most = 0;
    for (uint32_t i = 0; i < link.dataOut.Size(); ++i)
    {
        ++countOf(link.dataOut[i].input);
    }
    for (uint32_t i = 0; i < link.dataOut.Size(); ++i)
    {
        const uint32_t count = countOf(link.dataOut[i].input);
        if (count >= most)
        {
            most = count;
            victim = i; // the newest one of that input
        }
    }
    const bool takesPlace = most >= countOf(output.input) + 2;
    std::fill(counts.begin(), counts.end(), 0);
    if (takesPlace)
    {
        link.dataOut.Remove(victim);
        link.dataOut.PushBack(output);
        ++link.counters.dropped;
    }
    return takesPlace;
}

bool
OutputBuffers::Offer(uint32_t number, QueuedOutput output)
{
    EngineLink& link = m_context.links[number];
    for (uint32_t i = 0; i < link.waiters.Size(); ++i)
    {
        if (link.waiters[i].input == output.input)
        {
            // what was offered before went elsewhere, or is of the same message
            const bool isFirst = link.waiters[i].offer != output.offer;
            link.waiters[i] = std::move(output);
            ++link.counters.dropped;
            return isFirst;
        }
    }
    link.waiters.PushBack(std::move(output));
    return true;
}

bool
OutputBuffers::Claim(const QueuedOutput& output)
{
    if (output.offer != 0 && m_inputs[output.input].offer != output.offer)
    {
        return false;
    }
    m_inputs[output.input].offer = 0;
    return true;
}

void
OutputBuffers::Fill(uint32_t number)
{
    EngineLink& link = m_context.links[number];
    while (!link.waiters.IsEmpty() && link.dataOut.Size() < m_context.params.bufferMessages)
    {
        QueuedOutput output = link.waiters.PopFront();
        if (!Claim(output))
        {
            ++link.counters.dropped;
            continue;
        }
        const uint32_t input = output.input;
        link.dataOut.PushBack(std::move(output));
        m_inputs.Placed(input);
    }
    // a buffer that was full has lost one message; it is read no further if not
    if (link.dataOut.Size() + 1 == m_context.params.bufferMessages && link.isRoomAwaited)
    {
        link.isRoomAwaited = false;
        MessageHeader header;
        header.type = MessageType::Writable;
        header.SetPeer(m_context.links.PeerOf(number), 0);
        m_inputs.Tell({m_context.Make(header, nullptr), NodeId()});
    }
}

void
OutputBuffers::Forget(uint32_t number)
{
    EngineLink& link = m_context.links[number];
    while (!link.waiters.IsEmpty())
    {
        const QueuedOutput output = link.waiters.PopFront();
        const bool isLast = output.offer == 0 || IsLastOffered(output);
        if (isLast)
        {
            link.counters.Lose(*output.message);
            m_inputs.Placed(output.input);
        }
        else
        {
            ++link.counters.dropped; // another peer has it, or may still get it
        }
    }
}

bool
OutputBuffers::IsLastOffered(const QueuedOutput& output)
{
    EngineInput& input = m_inputs[output.input];
    if (input.offer != output.offer || --input.offered > 0)
    {
        return false;
    }
    input.offer = 0;
    return true;
}

} // namespace qos
} // namespace ns3
