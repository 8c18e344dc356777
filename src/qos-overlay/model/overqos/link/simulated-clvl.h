/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SIMULATED_CLVL_H
#define QOS_SIMULATED_CLVL_H

#include "clvl-entry.h"
#include "clvl-exit.h"

#include "ns3/loss-process.h"
#include "ns3/serial-ring.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a simulated virtual link is made of. */
struct SimulatedClvlParams
{
    ClvlParams link;         //!< of both ends
    Nanoseconds delay{0};    //!< of the path, one way; above 0
    Nanoseconds interval{0}; //!< between two packets of the bundle; above 0
};

/** What the path of a simulated virtual link did. */
struct PathCounters
{
    uint64_t sent = 0;        //!< frames
    uint64_t lost = 0;        //!< of these, lost
    uint64_t reports = 0;     //!< reports
    uint64_t lostReports = 0; //!< of these, lost
};

/**
 * @ingroup qos-overqos-link
 * A virtual link from entry to exit over a path that is nothing but a delay and a loss process.
 *
 * A loop over what happens next takes the place of a simulator, so that many packets take little
 * time. Both ends are those of the real thing.
 */
class SimulatedClvl : private FrameSink, private ExitSink
{
  public:
    /**
     * @param params what it is made of
     * @param forward decides which frames are lost; outlives the link
     * @param backward decides which reports are lost; null: none
     * @param deliver what to do with the packets that come out
     * @throws std::invalid_argument if a knob is out of range
     */
    SimulatedClvl(const SimulatedClvlParams& params,
                  LossProcess& forward,
                  LossProcess* backward,
                  ExitSink& deliver);

    /**
     * Send a packet, after the interval.
     * @param packet the packet
     */
    void Send(const BundlePacket& packet);

    /** Go on without packets until nothing is planned: everything is delivered or given up. */
    void Finish();

    /** @return the time */
    Nanoseconds Now() const
    {
        return m_now;
    }

    /** @return its entry */
    const ClvlEntry& Entry() const
    {
        return m_entry;
    }

    /** @return its exit */
    const ClvlExit& Exit() const
    {
        return m_exit;
    }

    /** @return what the path did */
    const PathCounters& Path() const
    {
        return m_path;
    }

  private:
    /** A frame on its way. */
    struct Flight
    {
        Nanoseconds arrival{0};     //!< when it arrives
        ClvlFrame frame;            //!< what it is
        std::vector<uint8_t> bytes; //!< of its symbol
    };

    /** A report on its way. */
    struct Return
    {
        Nanoseconds arrival{0}; //!< when it arrives
        ClvlReport report;      //!< what it is
    };

    void Transmit(const ClvlFrame& frame) override;
    void Deliver(const BundlePacket& packet, bool wasRepaired) override;
    void Report(const ClvlReport& report) override;

    /**
     * Do what happens until then.
     * @param end a time
     */
    void RunUntil(Nanoseconds end);

    /** @return when something happens, FOREVER if never */
    Nanoseconds NextEvent() const;

    /** Do what happens now. */
    void Step();

    SimulatedClvlParams m_params; //!< knobs
    LossProcess& m_forward;       //!< loses frames
    LossProcess* m_backward;      //!< loses reports
    ExitSink& m_deliver;          //!< what to do with packets
    ClvlEntry m_entry;            //!< one end
    ClvlExit m_exit;              //!< the other
    SerialRing<Flight> m_flights; //!< in order of their arrival
    SerialRing<Return> m_returns; //!< in order of their arrival
    PathCounters m_path;          //!< what the path did
    Nanoseconds m_now{0};         //!< the time
};

} // namespace qos
} // namespace ns3

#endif // QOS_SIMULATED_CLVL_H
