/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_COUNTING_ERASURE_CODE_H
#define QOS_COUNTING_ERASURE_CODE_H

#include "erasure-code.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-coding
 * The code without the bytes, for long simulations: it says what can be rebuilt, which is known
 * from numbers alone, and reads and writes nothing.
 */
class CountingErasureCode final : public ErasureCode
{
  public:
    static constexpr const char* NAME = "counting"; //!< its name in the registry

    std::string Name() const override
    {
        return NAME;
    }

    bool HasBytes() const override
    {
        return false;
    }

  private:
    void DoAccumulate(std::size_t /* source */,
                      ByteView /* bytes */,
                      const ParityRows& /* parity */) override
    {
    }

    void DoEncode(ArrayView<const ByteView> sources, const ParityRows& parity) override
    {
        ShortestOf(sources, parity.size);
    }

    void DoReconstruct(const ErasedBlock& /* block */,
                       ArrayView<uint8_t* const> /* rebuilt */) override
    {
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_COUNTING_ERASURE_CODE_H
