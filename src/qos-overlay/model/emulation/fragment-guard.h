/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FRAGMENT_GUARD_H
#define QOS_FRAGMENT_GUARD_H

#include "ns3/byte-view.h"
#include "ns3/units.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * Lets so many IP fragments through that what ns-3 keeps of them stays bounded: ns-3 itself keeps
 * all until they are complete or too old.
 *
 * At most MOST_PACKETS packets may be in pieces at a time, each in at most MOST_PIECES, for
 * LIFETIME. Pieces of other packets are refused; so are those of TCP and of ICMP errors, whose
 * headers could only be checked if they were put together.
 */
class FragmentGuard
{
  public:
    static constexpr std::size_t MOST_PACKETS = 256;                 //!< in pieces at a time
    static constexpr uint32_t MOST_PIECES = 64;                      //!< of a packet
    static constexpr Nanoseconds LIFETIME = std::chrono::seconds{1}; //!< of a packet in pieces

    /**
     * @param packet of IP, that CheckFrame() has found sound
     * @return whether it is a fragment
     */
    static bool IsFragment(ByteView packet);

    /**
     * @param packet a fragment
     * @param now the time, which does not go back
     * @return whether ns-3 may get it
     */
    bool Admit(ByteView packet, Nanoseconds now);

  private:
    /** A packet in pieces. */
    struct Pieces
    {
        std::array<uint8_t, 11> key{}; //!< source, destination, identification and protocol
        uint32_t count = 0;            //!< pieces that were let through
        Nanoseconds end{0};            //!< when it is forgotten
    };

    std::array<Pieces, MOST_PACKETS> m_packets; //!< those in pieces
};

} // namespace qos
} // namespace ns3

#endif // QOS_FRAGMENT_GUARD_H
