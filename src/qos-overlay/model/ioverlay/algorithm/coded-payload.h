/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CODED_PAYLOAD_H
#define QOS_CODED_PAYLOAD_H

#include "ns3/byte-view.h"
#include "ns3/overlay-message.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace qos
{

/** How the bytes of a coded message came about. */
enum class CodingMode : uint8_t
{
    Raw = 0, //!< they are those of one message
    Pair,    //!< the exclusive or of two messages
    Rlnc     //!< the sum of multiples of the blocks of a generation
};

/**
 * @ingroup qos-ioverlay-algorithm
 * What the payload of a coded message begins with, in network byte order:
 *
 *     0  generation    4  blocks (0: 256)    5  mode    6  streams    8  a coefficient per block
 *
 * What is behind it are the coded bytes, of which only the number may be known.
 *
 * A raw message has one block, a pair has two, and all their coefficients are 1.
 *
 * Source: iOverlay (Middleware 2004), section 3.1, combines messages by an n-to-m mapping and in
 * GF(2^8); this header is reconstructed.
 */
struct CodedPayload
{
    static constexpr std::size_t FIXED_BYTES = 8;  //!< before the coefficients
    static constexpr std::size_t MAX_BLOCKS = 256; //!< that are coded together

    uint32_t generation = 0;           //!< which blocks; of a pair: the exclusive or of both sizes
    CodingMode mode = CodingMode::Raw; //!< what was done to them
    uint16_t streams = 0;              //!< a bit for each stream that is in it
    ByteView coefficients;             //!< of the blocks: 1 to MAX_BLOCKS
    ByteView coded;                    //!< what follows; none if only its number is known
    std::size_t codedBytes = 0;        //!< how many bytes follow

    /**
     * @param blocks how many are coded together
     * @return bytes before the coded ones
     */
    static constexpr std::size_t HeaderBytes(std::size_t blocks)
    {
        return FIXED_BYTES + blocks;
    }

    /** @return whether only the number of coded bytes is known */
    bool IsVirtual() const
    {
        return coded.size < codedBytes;
    }

    /**
     * @return the coefficients and, behind them, the coded bytes as far as they are known: of what
     * Read() returned
     */
    ByteView Vector() const
    {
        return {coefficients.data, coefficients.size + coded.size};
    }

    /**
     * Write all but the coded bytes.
     * @param bytes HeaderBytes() of the number of coefficients; if the coefficients are there
     * already, they stay
     */
    void Write(uint8_t* bytes) const;

    /**
     * @param bytes of a payload, as far as they are known
     * @param size how many bytes the payload has
     * @return what it is, as long as the bytes are there; nothing if it is not well formed
     */
    static std::optional<CodedPayload> Read(ByteView bytes, std::size_t size);

    /**
     * @param message came from another node
     * @return what its payload is, as long as the message lives; nothing if it is not coded or not
     * well formed
     */
    static std::optional<CodedPayload> Read(const OverlayMessage& message)
    {
        return message.header.isCoded ? Read(message.Bytes(), message.header.size) : std::nullopt;
    }

  private:
    /** @return whether blocks, coefficients and streams are those of the mode */
    bool IsConsistent() const;
};

} // namespace qos
} // namespace ns3

#endif // QOS_CODED_PAYLOAD_H
