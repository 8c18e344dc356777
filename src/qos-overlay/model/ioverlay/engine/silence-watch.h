/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SILENCE_WATCH_H
#define QOS_SILENCE_WATCH_H

#include "app-edge.h"
#include "engine-context.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * Finds upstreams that are gone although no transport says so: nothing comes from them any more.
 *
 * Only who is the upstream of an application, and has sent data, is watched. Who is silent is asked
 * for a sign of life before it is given up, so that slow sources and pauses are no failures. It
 * takes from once to one and a half times OverlayEngineParams::silence.
 *
 * Source: iOverlay (Middleware 2004), section 2.2: long silence in the measured throughput; the
 * question is ours.
 */
class SilenceWatch
{
  public:
    /** @param context of the engine; lives longer */
    explicit SilenceWatch(EngineContext& context)
        : m_context(context)
    {
    }

    /** An upstream is new: see to it that the engine is woken. */
    void Start();

    /** What to do about silent peers. */
    struct Findings
    {
        std::vector<NodeId> suspects; //!< to be asked for a sign of life
        std::vector<NodeId> gone;     //!< did not give one
    };

    /**
     * Look at all upstreams; the engine was woken for that.
     * @param edges of applications
     * @return what to do
     */
    Findings Look(const std::vector<AppEdge>& edges);

  private:
    EngineContext& m_context; //!< of the engine
    uint32_t m_looks = 0;     //!< so far
    bool m_isAwake = false;   //!< whether the engine will be woken
};

} // namespace qos
} // namespace ns3

#endif // QOS_SILENCE_WATCH_H
