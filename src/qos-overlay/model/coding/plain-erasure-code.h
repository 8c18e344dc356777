/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PLAIN_ERASURE_CODE_H
#define QOS_PLAIN_ERASURE_CODE_H

#include "matrix-erasure-code.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-coding
 * The code without any library.
 */
class PlainErasureCode final : public MatrixErasureCode
{
  public:
    static constexpr const char* NAME = "plain"; //!< its name in the registry

    std::string Name() const override
    {
        return NAME;
    }

  private:
    void DoAccumulate(std::size_t source, ByteView bytes, const ParityRows& parity) override;
    void DoMultiply(const SymbolProduct& product) override;

    std::array<uint8_t, MAX_SYMBOLS> m_factors; //!< by which one source is multiplied
};

} // namespace qos
} // namespace ns3

#endif // QOS_PLAIN_ERASURE_CODE_H
