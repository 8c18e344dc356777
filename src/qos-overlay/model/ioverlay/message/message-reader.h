/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MESSAGE_READER_H
#define QOS_MESSAGE_READER_H

#include "overlay-message.h"

#include "ns3/byte-view.h"
#include "ns3/units.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-message
 * Finds the messages in a stream of bytes, wherever the stream is cut.
 *
 * Memory is bounded by what has come: a payload gets as much as has arrived of it, never what its
 * header only promises. After a fault nothing more is read: the connection is of no use.
 */
class MessageReader
{
  public:
    /** Gets each message. It may destroy the reader, if it says so by returning false. */
    using MessageCallback = std::function<bool(MessagePtr)>;

    /**
     * @param pool makes the messages
     * @param mostPayload bytes of the largest payload that is taken
     * @param callback gets the messages
     */
    MessageReader(MessagePool& pool, uint32_t mostPayload, MessageCallback callback)
        : m_pool(pool),
          m_mostPayload(mostPayload),
          m_callback(std::move(callback))
    {
    }

    /**
     * @param bytes the next ones of the stream
     * @param now for the messages that end in them
     * @return whether the stream is sound so far
     */
    bool Read(ByteView bytes, Nanoseconds now);

    /** @return why nothing more is read */
    std::optional<HeaderFault> Fault() const
    {
        return m_fault;
    }

    /** @return bytes of a message that has begun */
    std::size_t Unfinished() const
    {
        return m_headerBytes + m_payload.size();
    }

  private:
    /**
     * @param bytes are cut at the front by those that belong to the header
     * @return whether the stream is sound
     */
    bool ReadHeader(ByteView& bytes);

    /**
     * @param now the time
     * @return what the callback says
     */
    bool Finish(Nanoseconds now);

    MessagePool& m_pool;                                 //!< makes messages
    uint32_t m_mostPayload;                              //!< bytes
    MessageCallback m_callback;                          //!< gets messages
    std::array<uint8_t, MessageHeader::BYTES> m_start{}; //!< of the message that has begun
    std::size_t m_headerBytes = 0;                       //!< how many of these there are
    MessageHeader m_header;                              //!< when all are there
    std::vector<uint8_t> m_payload;                      //!< as far as it has come
    std::optional<HeaderFault> m_fault;                  //!< see Fault()
};

} // namespace qos
} // namespace ns3

#endif // QOS_MESSAGE_READER_H
