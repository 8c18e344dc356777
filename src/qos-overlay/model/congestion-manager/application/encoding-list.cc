/* SPDX-License-Identifier: GPL-2.0-only */

#include "encoding-list.h"

#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

EncodingList::EncodingList()
    : EncodingList({16U << 10U, 64U << 10U, 256U << 10U, 1024U << 10U})
{
}

EncodingList::EncodingList(std::vector<uint64_t> bytes)
    : m_bytes(std::move(bytes))
{
    uint64_t previous = 0;
    for (const uint64_t own : m_bytes)
    {
        if (own <= previous)
        {
            throw std::invalid_argument(
                "the sizes of encodings have to be positive and strictly ascending");
        }
        previous = own;
    }
    if (m_bytes.empty())
    {
        throw std::invalid_argument("there has to be at least one encoding");
    }
}

std::size_t
EncodingList::Choose(const NetworkState& state, Nanoseconds target) const
{
    std::size_t best = m_bytes.size() - 1;
    while (best > 0 && DownloadTime(best, state) > target)
    {
        --best;
    }
    return best;
}

Nanoseconds
EncodingList::DownloadTime(std::size_t encoding, const NetworkState& state) const
{
    constexpr double BITS_PER_BYTE = 8;
    constexpr double NANOSECONDS_PER_SECOND = 1e9;
    constexpr double LONGEST = 9e18; // ns that an integer holds
    const double transmission = BITS_PER_BYTE * static_cast<double>(m_bytes[encoding]) /
                                state.rate * NANOSECONDS_PER_SECOND;
    const double total = 2 * static_cast<double>(state.srtt.count()) + transmission;
    return total < LONGEST ? Nanoseconds{static_cast<int64_t>(total)} : FOREVER;
}

} // namespace qos
} // namespace ns3
