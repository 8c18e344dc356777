/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FRAME_SINK_H
#define QOS_FRAME_SINK_H

#include "clvl-frame.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-link
 * Where the entry of a virtual link puts its frames: a socket, or a channel of a test.
 */
class FrameSink
{
  public:
    virtual ~FrameSink() = default;

    /** @param frame to be sent now; its bytes live until the call returns */
    virtual void Transmit(const ClvlFrame& frame) = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_FRAME_SINK_H
