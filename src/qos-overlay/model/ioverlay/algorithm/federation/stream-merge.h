/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STREAM_MERGE_H
#define QOS_STREAM_MERGE_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-federation
 * Where several streams of a federation meet: a message goes on once it has come by each of them.
 * What has not come by all is given up when a message comes that is very much younger.
 *
 * Reconstructed: the paper does not say what a service does with several inputs.
 */
class StreamMerge
{
  public:
    static constexpr std::size_t WINDOW = 256; //!< messages that one stream may be ahead

    /**
     * @param sequence number of a message that came
     * @param stream by which it came, from 0
     * @param streams how many there are, 1 to 32
     * @return whether it has come by all of them now
     */
    bool Add(uint32_t sequence, unsigned stream, unsigned streams)
    {
        if (streams == 1)
        {
            return true;
        }
        m_slots.resize(WINDOW);
        Slot& slot = m_slots[sequence % WINDOW];
        if (slot.sequence != sequence && slot.came != 0)
        {
            ++m_givenUp;
            if (static_cast<int32_t>(sequence - slot.sequence) < 0)
            {
                return false; // it is the older one
            }
            slot.came = 0;
        }
        slot.sequence = sequence;
        slot.came |= 1U << stream;
        constexpr unsigned BITS = 32;
        if (slot.came != UINT32_MAX >> (BITS - streams))
        {
            return false;
        }
        slot.came = 0;
        return true;
    }

    /** @return messages that did not come by all streams in time */
    uint64_t GivenUp() const
    {
        return m_givenUp;
    }

  private:
    /** A message that has not come by all streams. */
    struct Slot
    {
        uint32_t sequence = 0; //!< its number
        uint32_t came = 0;     //!< a bit for each stream; 0: nothing is known of it
    };

    std::vector<Slot> m_slots; //!< by sequence number; empty until they are needed
    uint64_t m_givenUp = 0;    //!< see GivenUp()
};

} // namespace qos
} // namespace ns3

#endif // QOS_STREAM_MERGE_H
