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
        GaloisField::MultiplyAdd(Coefficient(parity.first + i, source), bytes, parity.rows[i]);
    }
}

void
PlainErasureCode::DoMultiply(const SymbolProduct& product)
{
    const uint8_t* factor = product.matrix;
    for (uint8_t* output : product.outputs)
    {
        std::fill_n(output, product.size, uint8_t{0});
        for (const ByteView& input : product.inputs)
        {
            GaloisField::MultiplyAdd(*factor++, input, output);
        }
    }
}

} // namespace qos
} // namespace ns3
