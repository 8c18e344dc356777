/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RANDOM_BITS_H
#define QOS_RANDOM_BITS_H

#include <cstdint>
#include <functional>
#include <utility>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-core
 * Fair coin tosses from a stream of random words, 32 of them per word.
 */
class RandomBits
{
  public:
    /** Draws 32 independent fair bits. */
    using Source = std::function<uint32_t()>;

    /** @param source where words come from */
    explicit RandomBits(Source source)
        : m_source(std::move(source))
    {
    }

    /** @return a fair bit */
    bool Next()
    {
        constexpr uint32_t WORD = 32;
        if (m_left == 0)
        {
            m_word = m_source();
            m_left = WORD;
        }
        const bool bit = (m_word & 1U) != 0;
        m_word >>= 1U;
        --m_left;
        return bit;
    }

  private:
    Source m_source;     //!< where words come from
    uint32_t m_word = 0; //!< bits not tossed yet
    uint32_t m_left = 0; //!< how many they are
};

} // namespace qos
} // namespace ns3

#endif // QOS_RANDOM_BITS_H
