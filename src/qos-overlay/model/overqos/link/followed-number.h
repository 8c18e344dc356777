/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FOLLOWED_NUMBER_H
#define QOS_FOLLOWED_NUMBER_H

#include "number-doubt.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-link
 * A number in frames that moves on by at most one from frame to frame, such as that of data or of a
 * block: so it can have moved on no further than the link number has.
 *
 * A forged frame may put a low number under a high link number, and so make all that follow too
 * high, or be the first of all. Two of these in a row, which fit together, are believed.
 */
class FollowedNumber
{
  public:
    /** How far behind the highest number another one is believed; the entry remembers no more. */
    static constexpr int32_t MOST_BEHIND = 1 << 16;

    /**
     * @param link of the frame, or of a later one
     * @param number that it has
     * @return whether it can have moved on so far; an earlier number can, within MOST_BEHIND
     */
    bool IsPossible(uint32_t link, uint32_t number) const
    {
        return !m_hasStarted || Fits(m_latest, link, number);
    }

    /**
     * The same, and two frames whose numbers have jumped together are believed.
     * @param link of the frame
     * @param number that it has
     * @return whether it is believed
     */
    bool Judge(uint32_t link, uint32_t number)
    {
        if (IsPossible(link, number) ||
            (m_doubt.IsProof(link) && !SerialIsBefore(number, m_doubted.number) &&
             Fits(m_doubted, link, number)))
        {
            return true;
        }
        m_doubt.Doubt(link);
        m_doubted = {link, number};
        return false;
    }

    /**
     * A frame that is believed was used.
     * @param link of the frame
     * @param number that it has
     * @return whether the number has moved on with it
     */
    bool Take(uint32_t link, uint32_t number)
    {
        m_doubt.Clear();
        const bool hasMovedOn = m_hasStarted && SerialIsBefore(m_latest.number, number);
        if (hasMovedOn || !IsPossible(link, number) || !m_hasStarted)
        {
            m_latest = {link, number};
        }
        m_hasStarted = true;
        return hasMovedOn;
    }

    /** Numbers begin anew. */
    void Restart()
    {
        m_hasStarted = false;
        m_doubt.Clear();
    }

  private:
    /** A frame. */
    struct Frame
    {
        uint32_t link = 0;   //!< its link number
        uint32_t number = 0; //!< the one that is followed
    };

    /**
     * @param before a frame
     * @param link of another one
     * @param number of that
     * @return whether both can be true
     */
    static bool Fits(const Frame& before, uint32_t link, uint32_t number)
    {
        const int32_t ahead = SerialDistance(before.number, number);
        return ahead <= 0 ? ahead > -MOST_BEHIND : ahead <= SerialDistance(before.link, link);
    }

    Frame m_latest;            //!< the highest number that was used
    Frame m_doubted;           //!< the last one that was not believed
    NumberDoubt m_doubt;       //!< about its link number
    bool m_hasStarted = false; //!< whether there was a number
};

} // namespace qos
} // namespace ns3

#endif // QOS_FOLLOWED_NUMBER_H
