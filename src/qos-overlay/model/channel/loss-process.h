/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LOSS_PROCESS_H
#define QOS_LOSS_PROCESS_H

#include "ns3/units.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-channel
 * What a path does to packets: which of them are lost.
 */
class LossProcess
{
  public:
    virtual ~LossProcess() = default;

    /**
     * The next packet comes.
     * @param now when it comes; never before the packet before it
     * @return whether it is lost
     */
    virtual bool IsLost(Nanoseconds now) = 0;

    /** Forget what happened: the next packet is the first one again. Random numbers go on. */
    virtual void Reset() = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_LOSS_PROCESS_H
