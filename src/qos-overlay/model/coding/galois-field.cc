/* SPDX-License-Identifier: GPL-2.0-only */

#include "galois-field.h"

#include <cstring>

namespace ns3
{
namespace qos
{

namespace
{

constexpr std::size_t LANES = 16; //!< bytes that are multiplied at once

// Vectors of GCC and Clang, which every processor can do, if need be in smaller pieces.
using Bytes = uint8_t __attribute__((vector_size(LANES)));
using SignedBytes = int8_t __attribute__((vector_size(LANES)));

constexpr int BITS = 8;

} // namespace

void
GaloisField::MultiplyAdd(uint8_t factor, ByteView source, uint8_t* target)
{
    std::array<Bytes, BITS> products; // of the factor and each bit of a byte, the highest bit first
    for (int bit = 0; bit < BITS; ++bit)
    {
        products[bit] = Bytes{} + Multiply(factor, static_cast<uint8_t>(1U << (BITS - 1 - bit)));
    }
    std::size_t done = 0;
    for (; done + LANES <= source.size; done += LANES)
    {
        Bytes bytes;
        Bytes sum;
        std::memcpy(&bytes, source.data + done, LANES);
        std::memcpy(&sum, target + done, LANES);
        for (const Bytes& product : products)
        {
            sum ^= (Bytes)((SignedBytes)bytes < 0) & product; // where the highest bit is set
            bytes += bytes;
        }
        std::memcpy(target + done, &sum, LANES);
    }
    for (; done < source.size; ++done)
    {
        target[done] ^= Multiply(factor, source[done]);
    }
}

} // namespace qos
} // namespace ns3
