/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MESSAGE_WRITER_H
#define QOS_MESSAGE_WRITER_H

#include "overlay-message.h"

#include "ns3/byte-view.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

namespace ns3
{
namespace qos
{

/** What comes next in a stream of bytes: bytes, or zeros of which only the number matters. */
struct StreamPiece
{
    ByteView bytes;        //!< empty if these are zeros
    std::size_t zeros = 0; //!< how many; 0 if these are bytes

    /** @return how many there are */
    std::size_t Size() const
    {
        return zeros > 0 ? zeros : bytes.size;
    }
};

/**
 * @ingroup qos-ioverlay-message
 * Makes a stream of bytes of messages, in pieces of any size, as a socket takes them. Control
 * messages overtake data that has not begun. Payloads are not copied; what is not known of them
 * is zeros.
 *
 * MessageReader is the other end.
 */
class MessageWriter
{
  public:
    /** @param message waits until those before it are written */
    void Add(MessagePtr message)
    {
        (message->header.IsControl() ? m_control : m_data).push_back(std::move(message));
    }

    /** @param message waits until everything is written that waits, data too */
    void AddLast(MessagePtr message)
    {
        m_data.push_back(std::move(message));
    }

    /** @return whether nothing waits */
    bool IsEmpty() const
    {
        return !m_current && m_control.empty() && m_data.empty();
    }

    /** @return control messages that wait, one that has begun not counted */
    std::size_t WaitingControl() const
    {
        return m_control.size();
    }

    /** @return what comes next, until Pass() is called; there must be something */
    StreamPiece Next();

    /** @param bytes so many of what Next() returned are written */
    void Pass(std::size_t bytes);

  private:
    std::deque<MessagePtr> m_control;                    //!< goes first
    std::deque<MessagePtr> m_data;                       //!< goes then
    MessagePtr m_current;                                //!< which has begun
    std::array<uint8_t, MessageHeader::BYTES> m_start{}; //!< its header
    std::size_t m_written = 0;                           //!< of its bytes
};

} // namespace qos
} // namespace ns3

#endif // QOS_MESSAGE_WRITER_H
