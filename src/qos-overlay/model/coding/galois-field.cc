/* SPDX-License-Identifier: GPL-2.0-only */

#include "galois-field.h"

#include <cstring>
#include <utility>

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

constexpr std::size_t BITS = 8;

/**
 * Add multiples of some bytes to others.
 * @tparam I numbers of the multiples; what has to be known of the source is found out once for all
 * @param factors the multiples
 * @param source the bytes
 * @param targets where each multiple is added
 */
template <std::size_t... I>
void
AddMultiples(const uint8_t* factors,
             ByteView source,
             uint8_t* const* targets,
             std::index_sequence<I...> /* numbers */)
{
    constexpr std::size_t COUNT = sizeof...(I);
    // of every factor and each bit of a byte, the highest bit first
    std::array<std::array<Bytes, COUNT>, BITS> products;
    for (std::size_t bit = 0; bit < BITS; ++bit)
    {
        const auto power = static_cast<uint8_t>(1U << (BITS - 1 - bit));
        ((products[bit][I] = Bytes{} + GaloisField::Multiply(factors[I], power)), ...);
    }
    std::size_t done = 0;
    for (; done + LANES <= source.size; done += LANES)
    {
        Bytes bytes;
        std::array<Bytes, COUNT> sums; // constant indices, so that they stay in registers
        std::memcpy(&bytes, source.data + done, LANES);
        (std::memcpy(&sums[I], targets[I] + done, LANES), ...);
        for (const auto& ofBit : products)
        {
            const auto isSet = (Bytes)((SignedBytes)bytes < 0); // the highest bit of each byte
            ((sums[I] ^= isSet & ofBit[I]), ...);
            bytes += bytes;
        }
        (std::memcpy(targets[I] + done, &sums[I], LANES), ...);
    }
    for (; done < source.size; ++done)
    {
        ((targets[I][done] ^= GaloisField::Multiply(factors[I], source.data[done])), ...);
    }
}

} // namespace

void
GaloisField::MultiplyAdd(ArrayView<const uint8_t> factors,
                         ByteView source,
                         ArrayView<uint8_t* const> targets)
{
    constexpr std::size_t GROUP = 4;
    std::size_t done = 0;
    for (; done + GROUP <= factors.size; done += GROUP)
    {
        AddMultiples(factors.data + done,
                     source,
                     targets.data + done,
                     std::make_index_sequence<GROUP>());
    }
    for (; done < factors.size; ++done)
    {
        AddMultiples(factors.data + done, source, targets.data + done, std::index_sequence<0>());
    }
}

} // namespace qos
} // namespace ns3
