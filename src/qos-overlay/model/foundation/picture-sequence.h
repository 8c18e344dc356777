/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PICTURE_SEQUENCE_H
#define QOS_PICTURE_SEQUENCE_H

#include "picture-type.h"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** The knobs of MPEG video. */
struct PictureParams
{
    std::string gop = "IBBPBBPBBPBB"; //!< a group of pictures, as it is shown
    double fps = 25;                  //!< pictures per second
    double intraBytes = 15000;        //!< mean size of an I picture
    double forwardBytes = 7000;       //!< of a P picture
    double bothBytes = 3000;          //!< of a B picture
    double sizeSpread = 0.25;         //!< coefficient of variation of the sizes of one type
};

/** A picture, coded. */
struct CodedPicture
{
    static constexpr std::size_t NONE = SIZE_MAX; //!< no picture

    PictureType type = PictureType::I;            //!< what it is predicted from
    std::size_t shown = 0;                        //!< its place among all that are shown
    std::size_t bytes = 0;                        //!< its size
    std::array<std::size_t, 2> needs{NONE, NONE}; //!< what it is predicted from, by order of coding
};

/**
 * @ingroup qos-foundation
 * The pictures of MPEG video, in the order in which they are coded: a B picture behind the two that
 * it is predicted from, the second of which may belong to the next group. Sizes are log-normal.
 */
class PictureSequence
{
  public:
    /**
     * @param gop a group of pictures
     * @return whether it is I, then P or B
     */
    static bool IsGroup(const std::string& gop);

    /** @param params the knobs */
    explicit PictureSequence(PictureParams params)
        : m_params(std::move(params))
    {
    }

    /**
     * @param normal a number of the standard normal distribution, for the size
     * @return the next picture
     */
    CodedPicture Next(double normal);

  private:
    /**
     * @param type of a picture
     * @return its mean size
     */
    double MeanBytes(PictureType type) const;

    /**
     * Choose the next picture in the order of coding.
     * @return its place among all that are shown
     */
    std::size_t NextShown();

    /**
     * @param shown place of a picture among all that are shown
     * @return its type
     */
    PictureType TypeOf(std::size_t shown) const;

    PictureParams m_params;          //!< knobs
    std::vector<std::size_t> m_held; //!< B pictures behind whose second reference it is now
    std::size_t m_nextShown = 0;     //!< the next one that is shown
    std::size_t m_coded = 0;         //!< so far
    std::array<std::size_t, 2> m_references{CodedPicture::NONE,
                                            CodedPicture::NONE}; //!< the last two, the last one
                                                                 //!< second
};

} // namespace qos
} // namespace ns3

#endif // QOS_PICTURE_SEQUENCE_H
