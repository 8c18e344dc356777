/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MATRIX_ERASURE_CODE_H
#define QOS_MATRIX_ERASURE_CODE_H

#include "erasure-code.h"

#include <array>
#include <vector>

namespace ns3
{
namespace qos
{

/** Symbols as multiples of other symbols, added. */
struct SymbolProduct
{
    const uint8_t* matrix = nullptr;   //!< coefficients: a row per output, a column per input
    ArrayView<const ByteView> inputs;  //!< each is to be at most as long as an output
    ArrayView<uint8_t* const> outputs; //!< are overwritten
    std::size_t size = 0;              //!< bytes of an output
};

/**
 * @ingroup qos-coding
 * What the codes that do touch bytes have in common: the matrices.
 *
 * Let e source symbols be missing, E the e x e matrix of their coefficients in e received parity
 * rows, C the coefficients of the received sources. The missing ones are E^-1 (parity + C sources),
 * which is one product with the e x k matrix (E^-1, E^-1 C). As E is a Cauchy matrix and, by
 * Cramer's rule, entries of E^-1 C are quotients of Cauchy determinants, every entry has a closed
 * form; with sums of logarithms all of them take O(e k) steps. Nothing of size k x k is inverted.
 *
 * Source: the inverse of a Cauchy matrix is in Knuth, "The Art of Computer Programming", volume 1,
 * section 1.2.3, exercise 41; the form of E^-1 C is derived here.
 */
class MatrixErasureCode : public ErasureCode
{
  public:
    bool HasBytes() const final
    {
        return true;
    }

  protected:
    /**
     * @param sources how many source symbols
     * @param parity rows
     * @return the coefficients of the rows, row by row; valid until the next call
     */
    const uint8_t* GeneratorMatrix(std::size_t sources, const ParityRows& parity);

  private:
    /**
     * Compute a product.
     * @param product matrix, inputs and outputs
     * @throws std::invalid_argument as ShortestOf()
     */
    virtual void DoMultiply(const SymbolProduct& product) = 0;

    void DoEncode(ArrayView<const ByteView> sources, const ParityRows& parity) override;
    void DoReconstruct(const ErasedBlock& block, ArrayView<uint8_t* const> rebuilt) final;

    /**
     * @param block with as many parity symbols as missing source symbols
     * @param received indices of the received source symbols
     * @return the matrix (E^-1, E^-1 C), row by row; valid until the next call
     */
    const uint8_t* RebuildMatrix(const ErasedBlock& block, ArrayView<const uint8_t> received);

    std::vector<uint8_t> m_matrix;                //!< the latest one
    std::array<ByteView, MAX_SYMBOLS> m_inputs{}; //!< of a product that rebuilds
};

} // namespace qos
} // namespace ns3

#endif // QOS_MATRIX_ERASURE_CODE_H
