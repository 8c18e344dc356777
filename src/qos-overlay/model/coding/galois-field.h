/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GALOIS_FIELD_H
#define QOS_GALOIS_FIELD_H

#include "ns3/byte-view.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-coding
 * The field GF(2^8): bytes as polynomials over GF(2), modulo x^8 + x^4 + x^3 + x^2 + 1 (0x11D). Its
 * sum and its difference are the exclusive or.
 *
 * Source: the field of RFC 5510, section 8.1, for m = 8, and of ISA-L.
 */
class GaloisField
{
  public:
    static constexpr unsigned POLYNOMIAL = 0x11D; //!< what products are reduced by
    static constexpr unsigned ORDER = 255;        //!< of the multiplicative group; x generates it

    /**
     * @param a an element
     * @param b an element
     * @return their product
     */
    static constexpr uint8_t Multiply(uint8_t a, uint8_t b)
    {
        return a == 0 || b == 0 ? 0 : Power(Logarithm(a) + Logarithm(b));
    }

    /**
     * @param a an element, not 0
     * @return the element whose product with it is 1
     */
    static constexpr uint8_t Inverse(uint8_t a)
    {
        return Power(ORDER - Logarithm(a));
    }

    /**
     * @param a an element, not 0
     * @return the exponent below ORDER with which x yields it
     */
    static constexpr unsigned Logarithm(uint8_t a)
    {
        return TABLES.logarithms[a];
    }

    /**
     * @param exponent below 3 ORDER, so that a sum of three logarithms needs no reduction
     * @return x to that power
     */
    static constexpr uint8_t Power(unsigned exponent)
    {
        return TABLES.powers[exponent];
    }

    /**
     * Add multiples of some bytes to others.
     * @param factors the multiples
     * @param source the bytes
     * @param targets where each multiple is added: as many bytes, none of which are the source's or
     * another target's
     */
    static void MultiplyAdd(ArrayView<const uint8_t> factors,
                            ByteView source,
                            ArrayView<uint8_t* const> targets);

  private:
    /** Powers and logarithms of the generator. */
    struct Tables
    {
        std::array<uint8_t, 3 * std::size_t{ORDER}> powers{};     //!< by exponent
        std::array<uint8_t, std::size_t{ORDER} + 1> logarithms{}; //!< by element; of 0: unused

        constexpr Tables()
        {
            unsigned element = 1;
            for (unsigned exponent = 0; exponent < ORDER; ++exponent)
            {
                powers[exponent] = static_cast<uint8_t>(element);
                powers[exponent + ORDER] = static_cast<uint8_t>(element);
                powers[exponent + 2 * std::size_t{ORDER}] = static_cast<uint8_t>(element);
                logarithms[element] = static_cast<uint8_t>(exponent);
                element <<= 1;
                element = element > ORDER ? element ^ POLYNOMIAL : element;
            }
        }
    };

    static const Tables TABLES; //!< filled by the compiler
};

inline constexpr GaloisField::Tables GaloisField::TABLES{};

} // namespace qos
} // namespace ns3

#endif // QOS_GALOIS_FIELD_H
