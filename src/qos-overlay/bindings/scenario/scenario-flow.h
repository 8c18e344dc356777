/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCENARIO_FLOW_H
#define QOS_SCENARIO_FLOW_H

#include "scenario-host.h"
#include "simulated-world.h"
#include "trace-table.h"

#include "ns3/data-rate.h"
#include "ns3/file-sink.h"
#include "ns3/file-source.h"
#include "ns3/nstime.h"
#include "ns3/onoff-application.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/tcp-options.h"

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ns3
{
namespace qos
{

/** A file that is sent over a connection of its own, as Python has it. */
class ScenarioTransfer : public SimulatedPart, public std::enable_shared_from_this<ScenarioTransfer>
{
  public:
    /** What it is made from. */
    struct Params
    {
        std::string transport = "tcp"; //!< of the connection
        uint64_t bytes = 0;            //!< of the file; 0: without end
        Time start;                    //!< from now
        TcpOptions tcp;                //!< of the connection
    };

    /**
     * @param sender of the file
     * @param receiver of the file
     * @param params what to make it from
     * @return the transfer
     */
    static std::shared_ptr<ScenarioTransfer> Start(ScenarioHost& sender,
                                                   ScenarioHost& receiver,
                                                   const Params& params);

    /** @return bytes that arrived so far */
    uint64_t ReceivedBytes() const
    {
        return m_receivedBytes;
    }

    /** @return time from the begin of the connection to the last byte; nothing if it is not done */
    std::optional<Nanoseconds> Duration() const
    {
        return m_duration;
    }

    /** @return what arrived: time_s, bytes */
    const TraceTable& Received() const
    {
        return m_received;
    }

    /** @return the sender's window: time_s, bytes */
    const TraceTable& Window() const
    {
        return m_window;
    }

  private:
    /**
     * @param world of the transfer
     * @param bytes of the file
     */
    ScenarioTransfer(SimulatedWorld& world, uint64_t bytes)
        : SimulatedPart(world),
          m_bytes(bytes)
    {
    }

    /** @param bytes that arrived */
    void Arrived(uint32_t bytes);

    /** Follow the window of the connection, which is there now. */
    void WatchWindow();

    void DoLeave() override;

    Ptr<FileSource> m_source;              //!< null after the end
    uint64_t m_bytes;                      //!< of the file; 0: without end
    Nanoseconds m_start{0};                //!< when the connection began
    uint64_t m_receivedBytes = 0;          //!< see ReceivedBytes()
    std::optional<Nanoseconds> m_duration; //!< see Duration()
    TraceTable m_received{{"time_s", TraceTable::Kind::Real}, {"bytes", TraceTable::Kind::Whole}};
    TraceTable m_window{{"time_s", TraceTable::Kind::Real}, {"bytes", TraceTable::Kind::Whole}};
};

/** Datagrams at a constant rate, as Python has them. */
class ScenarioDatagrams : public SimulatedPart,
                          public std::enable_shared_from_this<ScenarioDatagrams>
{
  public:
    /** What they are made from. */
    struct Params
    {
        std::string transport = "udp"; //!< udp or cm_udp
        DataRate rate;                 //!< of payload
        uint32_t packetBytes = 1000;   //!< payload of one
        Time start;                    //!< from now, and up to the time of one later
        std::optional<Time> stop;      //!< from now; nothing: without end
    };

    /** Payload that one has at least: number, time and size of it. */
    static constexpr uint32_t LEAST_BYTES = 20;

    /**
     * @param sender of the datagrams
     * @param receiver of the datagrams
     * @param params what to make them from
     * @return the datagrams
     */
    static std::shared_ptr<ScenarioDatagrams> Start(ScenarioHost& sender,
                                                    ScenarioHost& receiver,
                                                    const Params& params);

    /** @return how many were given to the sender's socket so far */
    uint64_t SentPackets() const
    {
        return m_sent;
    }

    /** @return what arrived: time_s, sequence, delay_s */
    const TraceTable& Received() const
    {
        return m_received;
    }

  private:
    /**
     * @param world of the datagrams
     * @param packetBytes payload of one
     */
    ScenarioDatagrams(SimulatedWorld& world, uint32_t packetBytes)
        : SimulatedPart(world),
          m_packetBytes(packetBytes)
    {
    }

    /**
     * Install the receiver.
     * @param receiver gets it
     * @param transport of the datagrams
     * @param port where
     */
    void InstallReceiver(const ScenarioHost& receiver, const std::string& transport, uint16_t port);

    /** @param packet that arrived, from its number on */
    void Arrived(const Ptr<const Packet>& packet);

    void DoLeave() override
    {
    }

    uint32_t m_packetBytes; //!< payload of one
    uint64_t m_sent = 0;    //!< see SentPackets()
    TraceTable m_received{{"time_s", TraceTable::Kind::Real},
                          {"sequence", TraceTable::Kind::Whole},
                          {"delay_s", TraceTable::Kind::Real}};
};

/**
 * @param module gets flows
 * @param host gets the methods that start them
 */
void BindFlows(pybind11::module_& module, HostClass& host);

} // namespace qos
} // namespace ns3

#endif // QOS_SCENARIO_FLOW_H
