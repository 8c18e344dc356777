/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_NETWORK_ORDER_H
#define QOS_NETWORK_ORDER_H

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup qos-foundation
 * Numbers in packets: big-endian, at any address.
 */

namespace ns3
{
namespace qos
{

/**
 * @param bytes two bytes
 * @return their number
 */
inline uint16_t
ReadU16(const uint8_t* bytes)
{
    return static_cast<uint16_t>(bytes[0] << 8 | bytes[1]);
}

/**
 * @param bytes four bytes
 * @return their number
 */
inline uint32_t
ReadU32(const uint8_t* bytes)
{
    constexpr unsigned HALF = 16;
    return static_cast<uint32_t>(ReadU16(bytes)) << HALF | ReadU16(bytes + 2);
}

/**
 * @param bytes two bytes are appended to it
 * @param number what they say
 */
inline void
AppendU16(std::vector<uint8_t>& bytes, uint16_t number)
{
    constexpr unsigned BYTE = 8;
    bytes.push_back(static_cast<uint8_t>(number >> BYTE));
    bytes.push_back(static_cast<uint8_t>(number));
}

/**
 * @param bytes four bytes are appended to it
 * @param number what they say
 */
inline void
AppendU32(std::vector<uint8_t>& bytes, uint32_t number)
{
    constexpr unsigned HALF = 16;
    AppendU16(bytes, static_cast<uint16_t>(number >> HALF));
    AppendU16(bytes, static_cast<uint16_t>(number));
}

/**
 * @ingroup qos-foundation
 * Writes numbers one after the other, the most significant byte first. The caller sees to it that
 * there is room.
 */
class NetworkWriter
{
  public:
    /** @param bytes where to begin */
    explicit NetworkWriter(uint8_t* bytes)
        : m_next(bytes)
    {
    }

    /** @param value of one byte */
    void Write8(uint8_t value)
    {
        *m_next++ = value;
    }

    /** @param value of two bytes */
    void Write16(uint16_t value)
    {
        Write8(static_cast<uint8_t>(value >> 8U));
        Write8(static_cast<uint8_t>(value));
    }

    /** @param value of four bytes */
    void Write32(uint32_t value)
    {
        Write16(static_cast<uint16_t>(value >> 16U));
        Write16(static_cast<uint16_t>(value));
    }

    /** @param value of eight bytes */
    void Write64(uint64_t value)
    {
        Write32(static_cast<uint32_t>(value >> 32U));
        Write32(static_cast<uint32_t>(value));
    }

    /** @return where the next byte would go */
    uint8_t* Next() const
    {
        return m_next;
    }

  private:
    uint8_t* m_next; //!< where the next byte goes
};

/**
 * @ingroup qos-foundation
 * Reads what a NetworkWriter wrote. The caller sees to it that there are as many bytes.
 */
class NetworkReader
{
  public:
    /** @param bytes where to begin */
    explicit NetworkReader(const uint8_t* bytes)
        : m_next(bytes)
    {
    }

    /** @return a number of one byte */
    uint8_t Read8()
    {
        return *m_next++;
    }

    /** @return a number of two bytes */
    uint16_t Read16()
    {
        const uint16_t number = ReadU16(m_next);
        m_next += sizeof(number);
        return number;
    }

    /** @return a number of four bytes */
    uint32_t Read32()
    {
        const uint32_t number = ReadU32(m_next);
        m_next += sizeof(number);
        return number;
    }

    /** @return a number of eight bytes */
    uint64_t Read64()
    {
        const uint64_t high = static_cast<uint64_t>(Read32()) << 32U;
        return high | Read32();
    }

    /** @return where the next byte is */
    const uint8_t* Next() const
    {
        return m_next;
    }

  private:
    const uint8_t* m_next; //!< where the next byte is
};

} // namespace qos
} // namespace ns3

#endif // QOS_NETWORK_ORDER_H
