/* SPDX-License-Identifier: GPL-2.0-only */

#include "isal-erasure-code.h"

#ifdef QOS_HAS_ISAL

#include "galois-field.h"
#include "matrix-erasure-code.h"

#include <isa-l/erasure_code.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace qos
{

namespace
{

/** What ISA-L multiplies by one coefficient with. */
constexpr std::size_t TABLE = 32;

/** Bytes from which on ISA-L uses the widest vectors; it is slow below. */
constexpr std::size_t WIDTH = 64;

#ifdef __x86_64__

/** @return whether vector registers have upper halves */
bool
HasUpperHalves()
{
    return __builtin_cpu_supports("avx") != 0;
}

/** Clear the upper halves of all vector registers. */
__attribute__((noinline, target("avx"))) void
ClearUpperHalves()
{
    _mm256_zeroupper();
}

#else

/** @return whether vector registers have upper halves */
bool
HasUpperHalves()
{
    return false;
}

/** Clear the upper halves of all vector registers. */
void
ClearUpperHalves()
{
}

#endif

/** The tables of all coefficients. */
class AllTables
{
  public:
    AllTables()
    {
        for (std::size_t coefficient = 0; coefficient <= GaloisField::ORDER; ++coefficient)
        {
            auto factor = static_cast<unsigned char>(coefficient);
            ec_init_tables(1, 1, &factor, m_tables.data() + coefficient * TABLE);
        }
    }

    /**
     * @param coefficient a coefficient
     * @param target gets its table
     */
    void Copy(uint8_t coefficient, uint8_t* target) const
    {
        std::memcpy(target, m_tables.data() + coefficient * TABLE, TABLE);
    }

  private:
    std::array<uint8_t, (GaloisField::ORDER + 1) * TABLE> m_tables; //!< by coefficient
};

/** Many coefficients as tables. */
class Tables
{
  public:
    /**
     * @param matrix coefficients
     * @param count how many
     */
    void Assign(const uint8_t* matrix, std::size_t count)
    {
        static const AllTables all;
        m_bytes.resize(std::max(m_bytes.size(), count * TABLE));
        for (std::size_t i = 0; i < count; ++i)
        {
            all.Copy(matrix[i], m_bytes.data() + i * TABLE);
        }
    }

    /** @return the tables, which ISA-L does not change */
    uint8_t* Get()
    {
        return m_bytes.data();
    }

  private:
    std::vector<uint8_t> m_bytes; //!< one table after another
};

/** The erasure code with ISA-L's arithmetic. */
class IsalErasureCode final : public MatrixErasureCode
{
  public:
    std::string Name() const override
    {
        return ISAL_ERASURE_CODE;
    }

  private:
    void DoAccumulate(std::size_t source, ByteView bytes, const ParityRows& parity) override;
    void DoEncode(ArrayView<const ByteView> sources, const ParityRows& parity) override;
    void DoMultiply(const SymbolProduct& product) override;

    /**
     * Compute a product whose matrix exists as tables.
     * @param tables the matrix
     * @param inputs of the product
     * @param outputs of the product
     * @param size bytes of an output
     */
    void Multiply(Tables& tables,
                  ArrayView<const ByteView> inputs,
                  ArrayView<uint8_t* const> outputs,
                  std::size_t size);

    /**
     * The same where inputs are shorter than outputs.
     * @param tables the matrix
     * @param product inputs and outputs
     */
    void MultiplyInPieces(Tables& tables, const SymbolProduct& product);

    /**
     * Compute the begin of a product.
     * @param size bytes of the outputs that are computed; all of m_inputs have as many
     * @param inputs how many inputs
     * @param tables the matrix
     * @param outputs of the product
     */
    void CallEncode(std::size_t size,
                    std::size_t inputs,
                    Tables& tables,
                    ArrayView<uint8_t* const> outputs);

    /**
     * Ends every use of ISA-L, which (2.30) leaves the upper halves of vector registers in use.
     * Until they are cleared, each instruction of the program on the lower halves waits for them:
     * floating point takes twice as long.
     */
    void LeaveVectors() const
    {
        if (m_hasUpperHalves)
        {
            ClearUpperHalves();
        }
    }

    /**
     * Add what one input contributes to the outputs of a product.
     * @param tables of a matrix
     * @param product outputs, and inputs that are all in the matrix
     * @param input index of the input
     * @param begin the first byte of it that counts
     */
    void Add(Tables& tables, const SymbolProduct& product, std::size_t input, std::size_t begin);

    /** The block that m_encoding is for. */
    struct Shape
    {
        std::size_t sources = 0; //!< how many source symbols
        std::size_t first = 0;   //!< row of the first parity symbol
        std::size_t rows = 0;    //!< how many parity symbols
    };

    const bool m_hasUpperHalves = HasUpperHalves(); //!< of this processor
    Shape m_shape;                                  //!< of the latest block that was encoded
    Tables m_encoding;                              //!< for blocks of that shape
    Tables m_tables;                                //!< for any other product
    std::array<uint8_t, MAX_SYMBOLS> m_column;      //!< coefficients of one source
    std::array<uint8_t*, MAX_SYMBOLS> m_inputs;     //!< as ISA-L wants them
    std::array<uint8_t*, MAX_SYMBOLS> m_outputs;    //!< the same
};

void
IsalErasureCode::DoAccumulate(std::size_t source, ByteView bytes, const ParityRows& parity)
{
    for (std::size_t i = 0; i < parity.rows.size; ++i)
    {
        m_column[i] = Coefficient(parity.first + i, source);
    }
    m_tables.Assign(m_column.data(), parity.rows.size);
    Add(m_tables, {m_column.data(), {&bytes, 1}, parity.rows, parity.size}, 0, 0);
}

void
IsalErasureCode::DoEncode(ArrayView<const ByteView> sources, const ParityRows& parity)
{
    const std::size_t rows = parity.rows.size;
    if (m_shape.sources != sources.size || m_shape.first != parity.first || m_shape.rows != rows)
    {
        m_shape = {sources.size, parity.first, rows};
        m_encoding.Assign(GeneratorMatrix(sources.size, parity), sources.size * rows);
    }
    Multiply(m_encoding, sources, parity.rows, parity.size);
}

void
IsalErasureCode::DoMultiply(const SymbolProduct& product)
{
    m_tables.Assign(product.matrix, product.inputs.size * product.outputs.size);
    Multiply(m_tables, product.inputs, product.outputs, product.size);
}

inline void
IsalErasureCode::Multiply(Tables& tables,
                          ArrayView<const ByteView> inputs,
                          ArrayView<uint8_t* const> outputs,
                          std::size_t size)
{
    std::size_t difference = 0;
    uint8_t** next = m_inputs.data();
    for (const ByteView& input : inputs)
    {
        difference |= input.size ^ size;
        *next++ = const_cast<uint8_t*>(input.data);
    }
    if (difference == 0)
    {
        CallEncode(size, inputs.size, tables, outputs);
    }
    else
    {
        MultiplyInPieces(tables, {nullptr, inputs, outputs, size});
    }
}

inline void
IsalErasureCode::CallEncode(std::size_t size,
                            std::size_t inputs,
                            Tables& tables,
                            ArrayView<uint8_t* const> outputs)
{
    ec_encode_data(static_cast<int>(size),
                   static_cast<int>(inputs),
                   static_cast<int>(outputs.size),
                   tables.Get(),
                   m_inputs.data(),
                   const_cast<uint8_t**>(outputs.data));
    LeaveVectors();
}

void
IsalErasureCode::MultiplyInPieces(Tables& tables, const SymbolProduct& product)
{
    // what all inputs have is one call; the rest of the longer ones is added to it
    const std::size_t shortest = ShortestOf(product.inputs, product.size);
    const std::size_t common = shortest < WIDTH ? 0 : shortest;
    if (common > 0)
    {
        CallEncode(common, product.inputs.size, tables, product.outputs);
    }
    for (uint8_t* output : product.outputs)
    {
        std::fill(output + common, output + product.size, uint8_t{0});
    }
    for (std::size_t i = 0; i < product.inputs.size; ++i)
    {
        Add(tables, product, i, common);
    }
}

void
IsalErasureCode::Add(Tables& tables,
                     const SymbolProduct& product,
                     std::size_t input,
                     std::size_t begin)
{
    const ByteView bytes = product.inputs[input];
    std::size_t size = bytes.size - begin;
    if (size == 0)
    {
        return;
    }
    const uint8_t* source = bytes.data + begin;
    std::array<uint8_t, WIDTH> padded{};
    if (size < WIDTH && product.size >= WIDTH)
    {
        // zeros change nothing: as many around the few bytes as ISA-L needs to be fast
        const std::size_t shifted = std::min(begin, product.size - WIDTH);
        std::memcpy(padded.data() + (begin - shifted), source, size);
        source = padded.data();
        begin = shifted;
        size = WIDTH;
    }
    for (std::size_t i = 0; i < product.outputs.size; ++i)
    {
        m_outputs[i] = product.outputs[i] + begin;
    }
    ec_encode_data_update(static_cast<int>(size),
                          static_cast<int>(product.inputs.size),
                          static_cast<int>(product.outputs.size),
                          static_cast<int>(input),
                          tables.Get(),
                          const_cast<uint8_t*>(source),
                          m_outputs.data());
    LeaveVectors();
}

} // namespace

std::unique_ptr<ErasureCode>
MakeIsalErasureCode()
{
    return std::make_unique<IsalErasureCode>();
}

} // namespace qos
} // namespace ns3

#else

namespace ns3
{
namespace qos
{

std::unique_ptr<ErasureCode>
MakeIsalErasureCode()
{
    return nullptr;
}

} // namespace qos
} // namespace ns3

#endif
