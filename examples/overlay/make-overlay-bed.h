/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MAKE_OVERLAY_BED_H
#define QOS_MAKE_OVERLAY_BED_H

#include "observable-overlay-bed.h"

#include "ns3/experiment.h"
#include "ns3/fast-overlay-bed.h"
#include "ns3/real-overlay-bed.h"
#include "ns3/tcp-overlay-bed.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

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

/**
 * @ingroup qos-examples
 * @param experiment whose ends may be real, and which may be observed
 * @param isTcp whether messages cross TCP between hosts if they are not
 * @param naming of the nodes, for the observer
 * @return where overlay nodes run, without nodes; on real interfaces the hosts are the ends of the
 * experiment, in their order
 */
inline std::unique_ptr<OverlayBed>
MakeOverlayBed(const Experiment& experiment, bool isTcp, ObservableOverlayBed::Naming naming)
{
    if (RunObserver* observer = experiment.GetObserver())
    {
        return std::make_unique<ObservableOverlayBed>(MakeOverlayBed(isTcp),
                                                      *observer,
                                                      std::move(naming));
    }
    if (!experiment.GetRealNetwork().IsReal())
    {
        return MakeOverlayBed(isTcp);
    }
    std::vector<std::string> names;
    for (const ExperimentEnd& end : experiment.GetEnds())
    {
        names.push_back(end.name);
    }
    return std::make_unique<RealOverlayBed>(experiment.GetRealNetwork(), std::move(names));
}

} // namespace qos
} // namespace ns3

#endif // QOS_MAKE_OVERLAY_BED_H
