/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_NODE_RANDOM_H
#define QOS_NODE_RANDOM_H

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * The random numbers of one of very many nodes: a stream for each seed, in eight bytes.
 *
 * Source: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA
 * 2014).
 */
class NodeRandom
{
  public:
    /** @param seed which stream */
    explicit NodeRandom(uint64_t seed)
        : m_state(Mix(seed + GOLDEN))
    {
    }

    /** @return the next 64 bits */
    uint64_t Bits()
    {
        m_state += GOLDEN;
        return Mix(m_state);
    }

    /** @return the next number, uniform from 0 to below 1 */
    double Uniform()
    {
        constexpr unsigned SURPLUS = 11; // a double has 53 bits
        constexpr double UNIT = 0x1p-53;
        return static_cast<double>(Bits() >> SURPLUS) * UNIT;
    }

  private:
    static constexpr uint64_t GOLDEN = 0x9E3779B97F4A7C15; //!< the step of the state

    /**
     * @param state any number
     * @return one whose bits depend on all of it
     */
    static constexpr uint64_t Mix(uint64_t state)
    {
        state = (state ^ state >> 30U) * 0xBF58476D1CE4E5B9;
        state = (state ^ state >> 27U) * 0x94D049BB133111EB;
        return state ^ state >> 31U;
    }

    uint64_t m_state; //!< where the stream is
};

} // namespace qos
} // namespace ns3

#endif // QOS_NODE_RANDOM_H
