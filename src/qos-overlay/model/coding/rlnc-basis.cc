/* SPDX-License-Identifier: GPL-2.0-only */

#include "rlnc-basis.h"

#include "galois-field.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param target a multiple is added to it
 * @param factor which multiple
 * @param source of what: as many bytes
 * @param size how many
 */
void
AddMultiple(uint8_t* target, uint8_t factor, const uint8_t* source, std::size_t size)
{
    GaloisField::MultiplyAdd({&factor, 1}, {source, size}, {&target, 1});
}

} // namespace

RlncBasis::RlncBasis(std::size_t blocks, std::size_t blockBytes)
    : m_blocks(blocks)
{
    if (blocks == 0 || blocks > MAX_BLOCKS)
    {
        throw std::invalid_argument("a generation has " + std::to_string(blocks) +
                                    " blocks; it must be 1 to " + std::to_string(MAX_BLOCKS));
    }
    m_factors.resize(blocks);
    m_pointers.resize(blocks);
    Reset(blockBytes);
}

void
RlncBasis::Reset(std::size_t blockBytes)
{
    m_blockBytes = blockBytes;
    m_rank = 0;
    m_rows.resize((m_blocks + 1) * VectorBytes());
    m_rowOf.assign(m_blocks, NONE);
}

VectorFate
RlncBasis::Add(ByteView vector)
{
    if (vector.size != VectorBytes())
    {
        return VectorFate::BadSize;
    }
    const auto isZero = [](uint8_t coefficient) { return coefficient == 0; };
    if (std::all_of(vector.begin(), vector.begin() + m_blocks, isZero))
    {
        return VectorFate::Zero;
    }
    if (IsComplete())
    {
        return VectorFate::Redundant;
    }
    std::copy(vector.begin(), vector.end(), Row(m_rank + 1));
    const std::size_t pivot = Reduce();
    if (pivot == m_blocks)
    {
        return VectorFate::Redundant;
    }
    Insert(pivot);
    return VectorFate::Innovative;
}

VectorFate
RlncBasis::AddBlock(std::size_t index, ByteView block)
{
    if (index >= m_blocks || block.size != m_blockBytes)
    {
        return VectorFate::BadSize;
    }
    if (IsComplete())
    {
        return VectorFate::Redundant;
    }
    uint8_t* const row = Row(m_rank + 1);
    std::fill_n(row, m_blocks, uint8_t{0});
    row[index] = 1;
    std::copy(block.begin(), block.end(), row + m_blocks);
    const std::size_t pivot = Reduce();
    if (pivot == m_blocks)
    {
        return VectorFate::Redundant;
    }
    Insert(pivot);
    return VectorFate::Innovative;
}

std::size_t
RlncBasis::Reduce()
{
    uint8_t* const reduced = Row(m_rank + 1);
    // rows have 0 at each other's pivots: the factors are known before the first step
    std::copy_n(reduced, m_blocks, m_factors.begin());
    for (std::size_t i = 0; i < m_blocks; ++i)
    {
        if (m_factors[i] != 0 && m_rowOf[i] != NONE)
        {
            AddMultiple(reduced, m_factors[i], Row(m_rowOf[i]), m_blocks);
        }
    }
    const auto isOther = [](uint8_t coefficient) { return coefficient != 0; };
    const auto pivot =
        static_cast<std::size_t>(std::find_if(reduced, reduced + m_blocks, isOther) - reduced);
    for (std::size_t i = 0; pivot < m_blocks && i < m_blocks; ++i)
    {
        if (m_factors[i] != 0 && m_rowOf[i] != NONE)
        {
            AddMultiple(reduced + m_blocks, m_factors[i], Row(m_rowOf[i]) + m_blocks, m_blockBytes);
        }
    }
    return pivot;
}

void
RlncBasis::Insert(std::size_t pivot)
{
    const uint8_t* const reduced = Row(m_rank + 1);
    uint8_t* const row = Row(m_rank);
    std::fill_n(row, VectorBytes(), uint8_t{0});
    AddMultiple(row, GaloisField::Inverse(reduced[pivot]), reduced, VectorBytes());
    std::size_t others = 0;
    for (std::size_t i = 0; i < m_rank; ++i)
    {
        if (Row(i)[pivot] != 0)
        {
            m_factors[others] = Row(i)[pivot];
            m_pointers[others] = Row(i);
            ++others;
        }
    }
    GaloisField::MultiplyAdd({m_factors.data(), others},
                             {row, VectorBytes()},
                             {m_pointers.data(), others});
    m_rowOf[pivot] = static_cast<uint16_t>(m_rank);
    ++m_rank;
}

void
RlncBasis::Combine(const RandomBytes& random, MutableByteView vector)
{
    if (m_rank == 0)
    {
        throw std::logic_error("there is nothing yet to combine");
    }
    const MutableByteView factors(m_factors.data(), m_rank);
    const auto isZero = [](uint8_t factor) { return factor == 0; };
    do
    {
        random(factors);
    } while (std::all_of(factors.begin(), factors.end(), isZero));
    std::fill_n(vector.data, VectorBytes(), uint8_t{0});
    for (std::size_t i = 0; i < m_rank; ++i)
    {
        AddMultiple(vector.data, factors[i], Row(i), VectorBytes());
    }
}

} // namespace qos
} // namespace ns3
