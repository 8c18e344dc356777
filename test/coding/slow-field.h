/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_SLOW_FIELD_H
#define QOS_TEST_SLOW_FIELD_H

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @param a an element of GF(2^8) with the polynomial 0x11D
 * @param b another one
 * @return their product, bit by bit
 */
inline uint8_t
SlowMultiply(unsigned a, unsigned b)
{
    unsigned product = 0;
    for (; b != 0; b >>= 1)
    {
        product ^= (b & 1U) != 0 ? a : 0;
        a = (a << 1) ^ ((a & 0x80U) != 0 ? 0x11DU : 0);
    }
    return static_cast<uint8_t>(product);
}

/**
 * @param a an element but 0
 * @return the element whose product with it is 1, by trying all
 */
inline uint8_t
SlowInverse(unsigned a)
{
    unsigned inverse = 1;
    while (SlowMultiply(a, inverse) != 1)
    {
        ++inverse;
    }
    return static_cast<uint8_t>(inverse);
}

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_SLOW_FIELD_H
