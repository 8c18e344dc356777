/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-message.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace ns3
{
namespace qos
{

void
MessagePtr::GiveBack(OverlayMessage* message)
{
    message->payload.reset();
    message->m_pool->m_free.push_back(message);
}

MessagePtr
MessagePool::Make(const MessageHeader& header, Payload payload, Nanoseconds born)
{
    const uint64_t known = payload ? payload->size() : 0;
    const uint64_t bytes = std::max<uint64_t>(known, header.PayloadBytes());
    if (bytes > std::numeric_limits<uint32_t>::max() || (header.hasParameters && payload))
    {
        throw std::invalid_argument("a message has two parameters, or a payload below 2^32 bytes");
    }
    if (m_free.empty())
    {
        m_messages.push_back(std::make_unique<OverlayMessage>());
        m_free.reserve(m_messages.capacity()); // so that giving back never allocates
        m_free.push_back(m_messages.back().get());
    }
    OverlayMessage* message = m_free.back();
    m_free.pop_back();
    message->header = header;
    if (!header.hasParameters)
    {
        message->header.size = static_cast<uint32_t>(bytes);
    }
    message->payload = std::move(payload);
    message->born = born;
    message->m_pool = this;
    ++m_made;
    return MessagePtr(message);
}

} // namespace qos
} // namespace ns3
