/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CHURN_MODEL_H
#define QOS_CHURN_MODEL_H

#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** A node goes, or comes back. */
struct ChurnEvent
{
    Nanoseconds at{0}; //!< since the beginning; FOREVER: nothing happens any more
    uint32_t node = 0; //!< number
    bool isUp = false; //!< whether it comes back
};

/**
 * @ingroup qos-ioverlay-churn
 * When nodes go and come back. In the beginning all are there; each goes and comes back in turn.
 */
class ChurnModel
{
  public:
    virtual ~ChurnModel() = default;

    /** @return what happens next; does not change before Pop() */
    virtual ChurnEvent Next() const = 0;

    /** That has happened; nothing changes if nothing happens any more. */
    virtual void Pop() = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_CHURN_MODEL_H
