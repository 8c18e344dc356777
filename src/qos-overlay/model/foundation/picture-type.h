/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PICTURE_TYPE_H
#define QOS_PICTURE_TYPE_H

#include <cstdint>

namespace ns3
{
namespace qos
{

/** What a picture of MPEG video is predicted from. */
enum class PictureType : uint8_t
{
    Unknown = 0, //!< not a type that exists
    I = 1,       //!< from nothing
    P = 2,       //!< from the one before
    B = 3,       //!< from its neighbours
    D = 4        //!< from nothing, and coarse
};

} // namespace qos
} // namespace ns3

#endif // QOS_PICTURE_TYPE_H
