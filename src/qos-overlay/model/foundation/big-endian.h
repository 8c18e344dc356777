/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BIG_ENDIAN_H
#define QOS_BIG_ENDIAN_H

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * Writes numbers one after the other, the most significant byte first. The caller sees to it that
 * there is room.
 */
class BigEndianWriter
{
  public:
    /** @param bytes where to begin */
    explicit BigEndianWriter(uint8_t* bytes)
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
 * Reads what a BigEndianWriter wrote. The caller sees to it that there are as many bytes.
 */
class BigEndianReader
{
  public:
    /** @param bytes where to begin */
    explicit BigEndianReader(const uint8_t* bytes)
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
        const auto high = static_cast<uint16_t>(Read8() << 8U);
        return static_cast<uint16_t>(high | Read8());
    }

    /** @return a number of four bytes */
    uint32_t Read32()
    {
        const uint32_t high = static_cast<uint32_t>(Read16()) << 16U;
        return high | Read16();
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

#endif // QOS_BIG_ENDIAN_H
