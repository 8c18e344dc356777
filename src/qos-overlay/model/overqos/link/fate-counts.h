/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FATE_COUNTS_H
#define QOS_FATE_COUNTS_H

#include "sent-frames.h"

#include <array>
#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-link
 * How many frames of a block met which fate. A frame may change its fate.
 */
class FateCounts
{
  public:
    /** @param change of the fate of a frame of the block */
    void Count(const FateChange& change)
    {
        if (change.before != FrameFate::InFlight)
        {
            --m_counts[static_cast<std::size_t>(change.before)];
        }
        ++m_counts[static_cast<std::size_t>(change.frame.fate)];
    }

    /** @return frames that have arrived */
    uint32_t Received() const
    {
        return Of(FrameFate::Received);
    }

    /** @return frames that the network lost */
    uint32_t Lost() const
    {
        return Of(FrameFate::Lost);
    }

    /** @return frames of which nothing is known */
    uint32_t Unknown() const
    {
        return Of(FrameFate::Unknown);
    }

    /** @return frames whose fate is not open */
    uint32_t Settled() const
    {
        uint32_t settled = 0;
        for (const uint32_t count : m_counts)
        {
            settled += count;
        }
        return settled;
    }

  private:
    /**
     * @param fate a fate
     * @return frames that met it
     */
    uint32_t Of(FrameFate fate) const
    {
        return m_counts[static_cast<std::size_t>(fate)];
    }

    std::array<uint32_t, FRAME_FATES> m_counts{}; //!< by fate; none is in flight
};

} // namespace qos
} // namespace ns3

#endif // QOS_FATE_COUNTS_H
