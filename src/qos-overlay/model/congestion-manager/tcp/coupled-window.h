/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_COUPLED_WINDOW_H
#define QOS_COUPLED_WINDOW_H

#include "ns3/aimd-controller.h"
#include "ns3/rtt-filter.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-tcp
 * One congestion window for several connections, split evenly among those that have data in the
 * network: what can be shared without gating transmissions. No simulator.
 *
 * This is the baseline of its kind for macroflows, after the idea of ctrlTCP (Islam et al., 2018).
 * It knows neither whom a connection leads to, so that its members are chosen by hand, nor can it
 * wake a connection whose part has grown.
 */
class CoupledWindow
{
  public:
    using Member = uint32_t; //!< a connection

    /** @param params of the shared controller */
    explicit CoupledWindow(const ControllerParams& params)
        : m_controller(params)
    {
    }

    /**
     * @param segmentBytes payload of a segment
     * @return a new member
     */
    Member Join(uint32_t segmentBytes);

    /** @param member does not belong to it any more */
    void Leave(Member member);

    /**
     * @param member a member
     * @param bytes that it had in the network when its latest acknowledgment came; 0 if it has none
     * any more
     */
    void SetInFlight(Member member, uint32_t bytes);

    /**
     * Bytes of a member were acknowledged; after SetInFlight().
     * @param bytes how many
     * @param rtt the latest round-trip time
     * @param now the time
     */
    void Acknowledged(uint64_t bytes, Nanoseconds rtt, Nanoseconds now);

    /**
     * A member sees congestion; answered once in a round trip.
     * @param signal what it sees
     * @param now the time
     */
    void Congested(CongestionSignal signal, Nanoseconds now);

    /**
     * @param member a member
     * @return the part of the window that it may use, at least one segment
     */
    uint32_t PartOf(Member member) const;

  private:
    /** A connection. */
    struct State
    {
        bool isOpen = false;   //!< belongs to it
        uint32_t inFlight = 0; //!< bytes in the network
    };

    AimdController m_controller;   //!< of the window
    RttFilter m_rtt;               //!< of all members
    Nanoseconds m_recoverUntil{0}; //!< congestion counts as answered until then
    CongestionSignal m_answered = CongestionSignal::None; //!< the last one
    uint32_t m_segmentBytes = 0;                          //!< the largest of any member
    uint64_t m_inFlight = 0;                              //!< of all members
    uint32_t m_active = 0;                                //!< members with bytes in flight
    std::vector<State> m_members;                         //!< by number
};

} // namespace qos
} // namespace ns3

#endif // QOS_COUPLED_WINDOW_H
