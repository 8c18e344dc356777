/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BANDWIDTH_EMULATION_H
#define QOS_BANDWIDTH_EMULATION_H

#include "bandwidth-server.h"
#include "link-counters.h"

#include "ns3/direction.h"
#include "ns3/overlay-message.h"
#include "ns3/units.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ns3
{
namespace qos
{

/** Emulated bandwidth of a node; 0 is unlimited. All of them hold at once. */
struct BandwidthLimits
{
    Bitrate total;           //!< of what comes in and goes out, together
    Bitrate up;              //!< of what goes out
    Bitrate down;            //!< of what comes in
    Nanoseconds interval{0}; //!< over which bytes are counted; 0: one message after the other

    /** @return whether there is a limit */
    bool Any() const
    {
        const Bitrate none;
        return !(total == none) || !(up == none) || !(down == none);
    }
};

/**
 * @ingroup qos-ioverlay-engine
 * The emulated bandwidth of a node: one server for everything if the total is limited, else one for
 * each direction.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for the four limits (node total, up, down;
 * link).
 */
class alignas(CACHE_LINE) BandwidthEmulation
{
  public:
    /** Which link waits to send or to receive, as a job of a server. */
    struct Job
    {
        uint32_t link;       //!< number of the link
        Direction direction; //!< which way

        /** @return as servers have it */
        BandwidthServer::Job Packed() const
        {
            return link << 1U | static_cast<uint32_t>(direction);
        }

        /**
         * @param packed as servers have it
         * @return the job
         */
        static Job Of(BandwidthServer::Job packed)
        {
            return {packed >> 1U, static_cast<Direction>(packed & 1U)};
        }
    };

    /** A server, and what it is at. */
    struct Station
    {
        MessagePtr message;         //!< in service here; none: the transport has it, or none is
        Job job{0, Direction::Out}; //!< whose message it is
        Nanoseconds passes{0};      //!< when the last one that began has passed
        Nanoseconds wakes{-1};      //!< when the engine will be woken for it
        bool isServing = false;     //!< whether the engine is at work with it
        BandwidthServer server;     //!< does the work

        /**
         * @param now the time
         * @return whether it could begin with something that comes now
         */
        bool IsIdle(Nanoseconds now) const
        {
            return !message && server.Waiting() == 0 && server.FreeAt() <= now;
        }
    };

    /**
     * @param limits the new ones
     * @param now the time
     */
    void SetLimits(const BandwidthLimits& limits, Nanoseconds now);

    /** @return the limits */
    const BandwidthLimits& Limits() const
    {
        return m_limits;
    }

    /**
     * @param direction of a message
     * @return number of the station that serves it
     */
    uint32_t StationFor(Direction direction) const
    {
        return m_isShared ? 0 : static_cast<uint32_t>(direction);
    }

    /**
     * @param number of a station
     * @return the station
     */
    Station& At(uint32_t number)
    {
        return m_stations[number];
    }

    /**
     * @param number of a station
     * @return the station
     */
    const Station& At(uint32_t number) const
    {
        return m_stations[number];
    }

    /**
     * @param direction which way
     * @return when the next message may begin, by the limit of the direction alone
     */
    Nanoseconds Opens(Direction direction) const
    {
        return m_opens[static_cast<std::size_t>(direction)];
    }

    /**
     * A link is gone: its jobs wait no longer, and what is in service goes nowhere.
     * @param link its number
     * @param counters are told of what is lost
     */
    void Forget(uint32_t link, LinkCounters& counters);

    /**
     * A message begins.
     * @param direction which way
     * @param bytes its size
     * @param now the time
     */
    void Begin(Direction direction, uint32_t bytes, Nanoseconds now);

  private:
    std::array<Nanoseconds, 2> m_opens{}; //!< by direction, where one station serves both
    bool m_isShared = false;              //!< whether one station serves both directions
    bool m_hasDirections = false;         //!< whether they have limits of their own then
    std::array<Station, 2> m_stations;    //!< by number
    BandwidthLimits m_limits;             //!< see Limits()
};

} // namespace qos
} // namespace ns3

#endif // QOS_BANDWIDTH_EMULATION_H
