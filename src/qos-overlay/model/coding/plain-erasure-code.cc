/* SPDX-License-Identifier: GPL-2.0-only */

#include "plain-erasure-code.h"

#include "galois-field.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

void
PlainErasureCode::DoAccumulate(std::size_t source, ByteView bytes, const ParityRows& parity)
{
    for (std::size_t i = 0; i < parity.rows.size; ++i)
    {
        m_factors[i] = Coefficient(parity.first + i, source);
    }
    GaloisField::MultiplyAdd({m_factors.data(), parity.rows.size}, bytes, parity.rows);
}

void
PlainErasureCode::DoMultiply(const SymbolProduct& product)
{
    ShortestOf(product.inputs, product.size);
    for (uint8_t* output : product.outputs)
    {
        std::fill_n(output, product.size, uint8_t{0});
    }
    const std::size_t columns = product.inputs.size;
    for (std::size_t column = 0; column < columns; ++column)
    {
        for (std::size_t row = 0; row < product.outputs.size; ++row)
        {
            m_factors[row] = product.matrix[row * columns + column];
        }
        GaloisField::MultiplyAdd({m_factors.data(), product.outputs.size},
                                 product.inputs[column],
                                 product.outputs);
    }
}

} // namespace qos
} // namespace ns3
