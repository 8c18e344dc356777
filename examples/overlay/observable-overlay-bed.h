/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OBSERVABLE_OVERLAY_BED_H
#define QOS_OBSERVABLE_OVERLAY_BED_H

#include "ns3/overlay-bed.h"
#include "ns3/run-observer.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Overlay nodes on any transport, with somebody who looks at them: the paper's observer, which
 * reads engines directly and whose actions are those of ControlScript, without messages on the way.
 *
 * Tables that are seen: nodes, links (one direction of each, as a node sees it) and edges (of the
 * applications, as the child says).
 *
 * Seeing a node begins its averages of rates anew, as its reports to others do: a run is the same
 * whether it is seen or not, as long as nodes report to nobody else.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for what an observer sees and does.
 */
class ObservableOverlayBed : public OverlayBed, private Observable
{
  public:
    /** How a node is called, by its number. */
    using Naming = std::function<std::string(uint32_t)>;

    /**
     * @param bed where the nodes run
     * @param observer looks at them; it lives longer
     * @param naming of the nodes; no two have the same name
     */
    ObservableOverlayBed(std::unique_ptr<OverlayBed> bed, RunObserver& observer, Naming naming);

    // OverlayBed
    uint32_t AddHost(Nanoseconds delay) override;
    uint32_t AddNode(uint32_t host,
                     const OverlayEngineParams& params,
                     std::unique_ptr<Algorithm> algorithm) override;
    uint32_t Nodes() const override;
    bool IsHere(uint32_t number) const override;
    void AwaitOthers() override;
    OverlayEngine& Engine(uint32_t number) override;
    NodeId IdOf(uint32_t number) const override;
    uint32_t NumberOf(NodeId id) const override;
    Nanoseconds Now() const override;
    void Advance(Nanoseconds now) override;
    void Finish() override;
    uint64_t Events() const override;
    uint64_t LiveMessages() override;
    OverlayBedRun OutsideSimulator() const override;

  private:
    // Observable
    std::vector<SeenTable> See() override;
    void Act(const ControlRow& row) override;

    /**
     * @param name of a node that is in this process
     * @return its number; Nodes() if there is none
     */
    uint32_t NumberNamed(const std::string& name) const;

    /**
     * @param id of a node
     * @return its name
     */
    std::string NameOf(NodeId id) const;

    std::unique_ptr<OverlayBed> m_bed; //!< where the nodes run
    RunObserver& m_observer;           //!< looks at them
    Naming m_naming;                   //!< names of the nodes
    Nanoseconds m_nextLook{0};         //!< when it looks again
};

} // namespace qos
} // namespace ns3

#endif // QOS_OBSERVABLE_OVERLAY_BED_H
