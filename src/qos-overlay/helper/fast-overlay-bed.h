/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FAST_OVERLAY_BED_H
#define QOS_FAST_OVERLAY_BED_H

#include "overlay-bed.h"

#include "ns3/fast-network.h"

#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Overlay nodes on a FastNetwork.
 */
class FastOverlayBed : public OverlayBed
{
  public:
    FastOverlayBed();

    // OverlayBed
    uint32_t AddHost(Nanoseconds delay) override;
    uint32_t AddNode(uint32_t host,
                     const OverlayEngineParams& params,
                     std::unique_ptr<Algorithm> algorithm) override;

    uint32_t Nodes() const override
    {
        return m_network.Nodes();
    }

    OverlayEngine& Engine(uint32_t number) override
    {
        return m_network.Engine(number);
    }

    NodeId IdOf(uint32_t number) const override
    {
        return m_network.IdOf(number);
    }

    uint32_t NumberOf(NodeId id) const override
    {
        return m_network.NumberOf(id);
    }

    Nanoseconds Now() const override
    {
        return m_network.Now();
    }

    void Advance(Nanoseconds now) override
    {
        m_network.Advance(now);
    }

    void Finish() override;

    uint64_t Events() const override
    {
        return m_network.GetCounters().events;
    }

    uint64_t LiveMessages() override
    {
        return m_network.Pool().Live();
    }

    OverlayBedRun OutsideSimulator() const override
    {
        return {Now(), Events()};
    }

  private:
    std::vector<Nanoseconds> m_delays; //!< of the hosts
    std::vector<uint32_t> m_hosts;     //!< of the nodes
    FastNetwork m_network;             //!< the nodes
};

} // namespace qos
} // namespace ns3

#endif // QOS_FAST_OVERLAY_BED_H
