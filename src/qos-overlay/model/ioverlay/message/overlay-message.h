/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_MESSAGE_H
#define QOS_OVERLAY_MESSAGE_H

#include "message-header.h"

#include "ns3/byte-view.h"
#include "ns3/units.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

class MessagePool;
class MessagePtr;

/** Bytes that messages share; none for a payload of which only the size matters. */
using Payload = std::shared_ptr<const std::vector<uint8_t>>;

/**
 * @ingroup qos-ioverlay-message
 * A message as nodes of one process hand it on: never copied, and never changed once it was sent.
 *
 * Source: iOverlay (Middleware 2004), section 2.2.
 */
class alignas(64) OverlayMessage // in one line of a cache
{
  public:
    MessageHeader header; //!< what it is

  private:
    uint32_t m_references = 0; //!< how many pointers there are

  public:
    Payload payload;     //!< its bytes, or the first ones; null if only their number is known
    Nanoseconds born{0}; //!< when it was made

    /** @return its bytes as far as they are known */
    ByteView Bytes() const
    {
        return payload ? ByteView(*payload) : ByteView();
    }

    /** @return what it takes on a wire, in bytes */
    uint32_t WireBytes() const
    {
        return static_cast<uint32_t>(MessageHeader::BYTES) + header.PayloadBytes();
    }

  private:
    friend class MessagePool;
    friend class MessagePtr;

    MessagePool* m_pool = nullptr; //!< where it goes back to
};

/**
 * @ingroup qos-ioverlay-message
 * A pointer to a message that lives as long as there is one. Not for several threads.
 */
class MessagePtr
{
  public:
    MessagePtr() = default;

    /** @param other points to the message too */
    MessagePtr(const MessagePtr& other) noexcept
        : MessagePtr(other.m_message)
    {
    }

    /** @param other points to nothing afterwards */
    MessagePtr(MessagePtr&& other) noexcept
        : m_message(std::exchange(other.m_message, nullptr))
    {
    }

    ~MessagePtr()
    {
        if (m_message != nullptr && --m_message->m_references == 0)
        {
            GiveBack(m_message);
        }
    }

    /**
     * @param other what to point to
     * @return this
     */
    MessagePtr& operator=(MessagePtr other) noexcept
    {
        std::swap(m_message, other.m_message);
        return *this;
    }

    /** @return the message */
    const OverlayMessage& operator*() const
    {
        return *m_message;
    }

    /** @return the message */
    const OverlayMessage* operator->() const
    {
        return m_message;
    }

    /** @return the message; null if there is none */
    const OverlayMessage* Get() const
    {
        return m_message;
    }

    /** @return whether there is a message */
    explicit operator bool() const
    {
        return m_message != nullptr;
    }

    /**
     * Give the reference out of hand, to where only plain data can lie.
     * @return the message, to be taken back with Adopt(); this points to nothing afterwards
     */
    OverlayMessage* Detach()
    {
        return std::exchange(m_message, nullptr);
    }

    /**
     * @param message what Detach() returned
     * @return the pointer
     */
    static MessagePtr Adopt(OverlayMessage* message)
    {
        MessagePtr pointer;
        pointer.m_message = message;
        return pointer;
    }

  private:
    friend class MessagePool;

    /** @param message a message, or null */
    explicit MessagePtr(OverlayMessage* message) noexcept
        : m_message(message)
    {
        if (message != nullptr)
        {
            ++message->m_references;
        }
    }

    /** @param message that nobody points to any more */
    static void GiveBack(OverlayMessage* message);

    OverlayMessage* m_message = nullptr; //!< what is pointed to
};

/**
 * @ingroup qos-ioverlay-message
 * Makes messages, and uses their memory again. It outlives them.
 */
class MessagePool
{
  public:
    MessagePool() = default;
    MessagePool(const MessagePool&) = delete;
    MessagePool& operator=(const MessagePool&) = delete;

    /**
     * @param header what it is; its size is raised to that of the payload
     * @param payload its bytes; only the first ones, or null, if of the others only their number
     * (the header's size) matters. On a wire these are zero.
     * @param born when
     * @return a message
     */
    MessagePtr Make(const MessageHeader& header, Payload payload, Nanoseconds born);

    /** @return messages that somebody points to */
    uint64_t Live() const
    {
        return m_messages.size() - m_free.size();
    }

    /** @return the most there ever were at a time */
    uint64_t HighWater() const
    {
        return m_messages.size();
    }

    /** @return how many were made */
    uint64_t Made() const
    {
        return m_made;
    }

  private:
    friend class MessagePtr;

    std::vector<std::unique_ptr<OverlayMessage>> m_messages; //!< all
    std::vector<OverlayMessage*> m_free;                     //!< those that nobody points to
    uint64_t m_made = 0;                                     //!< see Made()
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_MESSAGE_H
