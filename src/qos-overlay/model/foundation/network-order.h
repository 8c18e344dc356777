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

} // namespace qos
} // namespace ns3

#endif // QOS_NETWORK_ORDER_H
