/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OBSERVED_OVERLAY_H
#define QOS_OBSERVED_OVERLAY_H

#include "ns3/fast-network.h"
#include "ns3/observer.h"
#include "ns3/units.h"

#include <cstdint>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

/** What the nodes of an observed overlay are like. */
struct ObservedOverlayParams
{
    uint32_t nodes = 12;    //!< beside the observer
    double bandwidth = 200; //!< of each in KBps, in and out together
    Nanoseconds delay{0};   //!< from a node to another, and to the observer
    uint32_t buffer = 10;   //!< messages
    uint64_t seed = 1;      //!< of random numbers
};

/**
 * @ingroup qos-examples
 * An observer, which is node 0 of a network of messages, and nodes of multicast trees, which have
 * asked it whom they may know.
 */
class ObservedOverlay
{
  public:
    /** @param params what the nodes are like */
    explicit ObservedOverlay(const ObservedOverlayParams& params);

    /**
     * @param nodes how many there are
     * @param name of a node: its number from 1 on
     * @return its id; none if there is no such node
     */
    static NodeId IdOf(uint32_t nodes, const std::string& name);

    /** @param script is played from now on */
    void Play(const ControlScript& script);

    /** @param time that passes */
    void Pass(Nanoseconds time)
    {
        m_network.Advance(m_network.Now() + time);
    }

    /** The observer reads the reports of all nodes that are alive. */
    void Look();

    /** @param callbacks of the observer */
    void SetCallbacks(ObserverCallbacks callbacks)
    {
        m_observer->SetCallbacks(std::move(callbacks));
    }

    /** @return the observer */
    const Observer& GetObserver() const
    {
        return *m_observer;
    }

    /** @return the nodes */
    FastNetwork& Network()
    {
        return m_network;
    }

  private:
    FastNetwork m_network; //!< the nodes
    Observer* m_observer;  //!< the algorithm of node 0
};

} // namespace qos
} // namespace ns3

#endif // QOS_OBSERVED_OVERLAY_H
