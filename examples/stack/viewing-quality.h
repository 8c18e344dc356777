/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_VIEWING_QUALITY_H
#define QOS_VIEWING_QUALITY_H

#include "picture-relay.h"
#include "picture-server.h"

#include "ns3/nstime.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * What viewers see of the pictures of a server: which are whole before their playout, which of
 * those can be decoded, and how long whole ones took.
 */
class ViewingQuality
{
  public:
    /** Pictures that count, and what one viewer, or all together, see of them. */
    struct Counts
    {
        std::array<uint64_t, 3> made{};   //!< I, P, B pictures
        std::array<uint64_t, 3> inTime{}; //!< of these, whole before their playout
        uint64_t decodable = 0;           //!< of these, with all that they are predicted from
        uint64_t late = 0;                //!< whole, but after their playout
    };

    /**
     * @param server who made the pictures
     * @param begin pictures that were made before do not count
     * @param end nor do those made from then on
     * @param playout when a picture is shown, after it was made
     */
    ViewingQuality(const PictureServer& server, Time begin, Time end, Time playout);

    /** @param viewer one more viewer */
    void Add(const PictureRelay& viewer);

    /** @return what each of them sees */
    const std::vector<Counts>& Viewers() const
    {
        return m_viewers;
    }

    /** @return sums over all of them */
    const Counts& All() const
    {
        return m_all;
    }

    /**
     * @param viewer a viewer's counts
     * @return pictures in time per second
     */
    double FrameRate(const Counts& viewer) const;

    /**
     * @param viewer a viewer's counts
     * @return decodable pictures per second
     */
    double DecodableRate(const Counts& viewer) const;

    /**
     * @param kind 0 for I, 1 for P, 2 for B pictures
     * @return share that was not whole in time, of all viewers
     */
    double Lost(std::size_t kind) const;

    /** @return how long whole pictures took, in ms, in rising order */
    std::vector<double> DelaysMs() const;

  private:
    const PictureServer& m_server;  //!< who made the pictures
    Time m_begin;                   //!< of what counts
    Time m_end;                     //!< of what counts
    Time m_playout;                 //!< after a picture is made
    std::vector<Counts> m_viewers;  //!< by viewer
    Counts m_all;                   //!< sums
    std::vector<double> m_delaysMs; //!< of whole pictures
};

} // namespace qos
} // namespace ns3

#endif // QOS_VIEWING_QUALITY_H
