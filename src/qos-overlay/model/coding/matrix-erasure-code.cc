/* SPDX-License-Identifier: GPL-2.0-only */

#include "matrix-erasure-code.h"

#include "galois-field.h"

#include <bitset>

namespace ns3
{
namespace qos
{

namespace
{

constexpr unsigned ORDER = GaloisField::ORDER;

/** Points x of rows or y of sources. */
using Points = ArrayView<const uint8_t>;

/**
 * @param point a point
 * @param others points, of which itself does not count
 * @return the logarithm of the product of the differences to all others, not reduced
 */
unsigned
LogarithmOfDifferences(uint8_t point, Points others)
{
    unsigned sum = 0;
    for (const uint8_t other : others)
    {
        const auto difference = static_cast<uint8_t>(point ^ other);
        sum += difference == 0 ? 0 : GaloisField::Logarithm(difference);
    }
    return sum;
}

/**
 * @param dividend a logarithm, not reduced, of at most 256 factors
 * @param divisor another one
 * @return the logarithm of the quotient, below ORDER
 */
unsigned
LogarithmOfQuotient(unsigned dividend, unsigned divisor)
{
    constexpr unsigned MULTIPLE = ORDER * 256; // above every divisor
    return (dividend + MULTIPLE - divisor) % ORDER;
}

} // namespace

const uint8_t*
MatrixErasureCode::GeneratorMatrix(std::size_t sources, const ParityRows& parity)
{
    m_matrix.resize(sources * parity.rows.size);
    uint8_t* next = m_matrix.data();
    for (std::size_t row = parity.first; row < parity.first + parity.rows.size; ++row)
    {
        for (std::size_t source = 0; source < sources; ++source)
        {
            *next++ = Coefficient(row, source);
        }
    }
    return m_matrix.data();
}

void
MatrixErasureCode::DoEncode(ArrayView<const ByteView> sources, const ParityRows& parity)
{
    DoMultiply({GeneratorMatrix(sources.size, parity), sources, parity.rows, parity.size});
}

void
MatrixErasureCode::DoReconstruct(const ErasedBlock& block, ArrayView<uint8_t* const> rebuilt)
{
    std::bitset<MAX_SYMBOLS> isMissing;
    for (const std::size_t source : block.missing)
    {
        isMissing.set(source);
    }
    std::array<uint8_t, MAX_SYMBOLS> received;
    std::size_t receivedCount = 0;
    std::size_t inputs = 0;
    for (const ReceivedParity& parity : block.parities)
    {
        m_inputs[inputs++] = parity.bytes;
    }
    for (std::size_t source = 0; source < block.sources.size; ++source)
    {
        if (!isMissing[source])
        {
            received[receivedCount++] = static_cast<uint8_t>(source);
            m_inputs[inputs++] = block.sources[source];
        }
    }
    DoMultiply({RebuildMatrix(block, {received.data(), receivedCount}),
                {m_inputs.data(), inputs},
                rebuilt,
                block.parities[0].bytes.size});
}

const uint8_t*
MatrixErasureCode::RebuildMatrix(const ErasedBlock& block, ArrayView<const uint8_t> received)
{
    const std::size_t missing = block.missing.size;
    // Column c stands for a point: x_a of a parity row a, or y_j of a received source j. With b for
    // a missing source, products over all rows a or all missing sources m but itself:
    //   entry(b, c)  =  u_b v_c / (point_c + y_b)
    //   u_b  =  product of (x_a + y_b) / product of (y_m + y_b)
    //   v_c  =  product of (y_m + point_c) / product of (x_a + point_c)
    std::array<uint8_t, MAX_SYMBOLS> points;
    std::array<uint8_t, MAX_SYMBOLS> erased;
    const std::size_t columns = missing + received.size;
    for (std::size_t i = 0; i < missing; ++i)
    {
        points[i] = static_cast<uint8_t>(MAX_SYMBOLS - 1 - block.parities[i].row);
        erased[i] = static_cast<uint8_t>(block.missing[i]);
    }
    for (std::size_t i = 0; i < received.size; ++i)
    {
        points[missing + i] = received[i];
    }
    const Points rows{points.data(), missing};
    const Points unknowns{erased.data(), missing};

    std::array<unsigned, MAX_SYMBOLS> columnLogarithms; // of v
    for (std::size_t column = 0; column < columns; ++column)
    {
        columnLogarithms[column] =
            LogarithmOfQuotient(LogarithmOfDifferences(points[column], unknowns),
                                LogarithmOfDifferences(points[column], rows));
    }
    m_matrix.resize(missing * columns);
    uint8_t* next = m_matrix.data();
    for (const uint8_t unknown : unknowns)
    {
        const unsigned rowLogarithm =
            LogarithmOfQuotient(LogarithmOfDifferences(unknown, rows),
                                LogarithmOfDifferences(unknown, unknowns));
        for (std::size_t column = 0; column < columns; ++column)
        {
            const auto sum = static_cast<uint8_t>(points[column] ^ unknown);
            *next++ = GaloisField::Power(rowLogarithm + columnLogarithms[column] + ORDER -
                                         GaloisField::Logarithm(sum));
        }
    }
    return m_matrix.data();
}

} // namespace qos
} // namespace ns3
