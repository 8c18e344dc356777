/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FRAME_READER_H
#define QOS_FRAME_READER_H

#include "fragment-guard.h"
#include "frame-check.h"

#include "ns3/fd-reader.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * What a reader has done; written by its thread, read by any.
 */
struct FrameCounters
{
    std::atomic<uint64_t> received{0}; //!< frames that came in
    std::array<std::atomic<uint64_t>, static_cast<std::size_t>(FrameFault::COUNT)>
        refused{};                    //!< those of them that went no further, by FrameFault
    std::atomic<uint32_t> waiting{0}; //!< frames that the simulator has not taken yet
};

/**
 * @ingroup qos-emulation
 * The thread that reads frames from a descriptor, and refuses those that ns-3 cannot have.
 *
 * Frames that the simulator has no room for are dropped at once and counted; the reader of ns-3
 * loses their memory and sleeps for a tenth of a second.
 */
class FrameReader : public FdReader
{
  public:
    /**
     * @param descriptor that does not block; it stays open as long as this reader runs
     * @param mtu bytes of the largest packet
     * @param mostWaiting frames that may wait for the simulator
     * @param counters gets what happens; lives longer
     */
    FrameReader(int descriptor, uint32_t mtu, uint32_t mostWaiting, FrameCounters& counters);

  private:
    Data DoRead() override;

    /**
     * @param frame that came in
     * @return why ns-3 does not get it
     */
    FrameFault Check(ByteView frame);

    int m_descriptor;       //!< where frames come from
    uint32_t m_mtu;         //!< bytes of the largest packet
    uint32_t m_mostWaiting; //!< frames that may wait

    /** Frees what malloc() gave, as FdNetDevice does. */
    struct Free
    {
        void operator()(uint8_t* bytes) const
        {
            std::free(bytes); // NOLINT: it is from malloc()
        }
    };

    std::unique_ptr<uint8_t, Free> m_buffer; //!< for the next frame; kept while frames are refused
    FragmentGuard m_guard;                   //!< limits fragments
    FrameCounters& m_counters;               //!< gets what happens
};

} // namespace qos
} // namespace ns3

#endif // QOS_FRAME_READER_H
