/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENGINE_STATUS_H
#define QOS_ENGINE_STATUS_H

#include "ns3/overlay-engine.h"
#include "ns3/status-report.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * How an engine is: what it reports to its observer. It can be read directly too, for overlays
 * whose reports would be too many messages.
 * @param engine an engine that is alive
 * @return its report
 */
StatusReport StatusOf(OverlayEngine& engine);

} // namespace qos
} // namespace ns3

#endif // QOS_ENGINE_STATUS_H
