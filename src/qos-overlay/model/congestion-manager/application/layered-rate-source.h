/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LAYERED_RATE_SOURCE_H
#define QOS_LAYERED_RATE_SOURCE_H

#include "layer-clock.h"
#include "layered-source.h"

#include "ns3/event-id.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * A layered source on the rate-callback API: sends its layer by its own clock, asks for no grants,
 * and changes the layer only when the Congestion Manager tells it that the rate has changed by more
 * than its thresholds. It begins with the lowest layer, and goes on with it when even that does not
 * fit.
 *
 * Source: OSDI 2000, sections 2.1.2, 3.4 and 4.4, Figures 9 and 10.
 */
class LayeredRateSource : public LayeredSource, private CmListener
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @return how often it was told that the rate changed (cmapp_update) */
    uint64_t GetUpdates() const
    {
        return m_updates;
    }

  private:
    void DoStart() override;
    void DoStop() override;
    void CmappUpdate(CmFlowId flow, const NetworkState& state) override;

    /** Send a datagram; the next one comes when the clock says. */
    void Tick();

    /** See to it that Tick() comes when the next datagram is due. */
    void Arm();

    double m_rateDown = 0;             //!< attribute RateDown
    double m_rateUp = 0;               //!< attribute RateUp
    uint64_t m_updates = 0;            //!< calls of CmappUpdate()
    std::optional<LayerClock> m_clock; //!< when datagrams are due; none before the start
    EventId m_tick;                    //!< calls Tick()
};

} // namespace qos
} // namespace ns3

#endif // QOS_LAYERED_RATE_SOURCE_H
