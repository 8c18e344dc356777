/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MAKE_OVERLAY_BED_H
#define QOS_MAKE_OVERLAY_BED_H

#include "ns3/fast-overlay-bed.h"
#include "ns3/tcp-overlay-bed.h"

#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * @param isTcp whether messages cross TCP between hosts, or are carried as such
 * @return where overlay nodes run, without nodes
 */
inline std::unique_ptr<OverlayBed>
MakeOverlayBed(bool isTcp)
{
    if (isTcp)
    {
        return std::make_unique<TcpOverlayBed>();
    }
    return std::make_unique<FastOverlayBed>();
}

} // namespace qos
} // namespace ns3

#endif // QOS_MAKE_OVERLAY_BED_H
