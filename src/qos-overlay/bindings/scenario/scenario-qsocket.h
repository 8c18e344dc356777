/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCENARIO_QSOCKET_H
#define QOS_SCENARIO_QSOCKET_H

#include "scenario-socket.h"

#include "ns3/qsocket-manager.h"
#include "ns3/qsocket.h"
#include "ns3/stream-demand.h"

#include <pybind11/pybind11.h>

#include <memory>
#include <string>

namespace ns3
{
namespace qos
{

/** A socket with QoS, as Python has it. */
class ScenarioQSocket : public ScenarioSocket
{
  public:
    /**
     * qsockinit.
     * @param host of the device
     * @param device its name: eth0, eth1, ...
     * @param deviceQueue text of the queue inside the device, see DeviceQueue
     * @param scheduler the discipline
     * @param settings of it
     * @throws ParameterError with the sentence of QSocketManager::Init()
     */
    static void InitDevice(const ScenarioHost& host,
                           const std::string& device,
                           const std::string& deviceQueue,
                           const std::string& scheduler,
                           const QSockInitSettings& settings);

    /**
     * @param host of the socket
     * @param transport tcp or udp
     * @param port of the socket; 0: any
     * @param device whose scheduler it uses
     * @return a socket that is bound, and has no stream yet
     */
    static std::shared_ptr<ScenarioQSocket> Open(ScenarioHost& host,
                                                 const std::string& transport,
                                                 uint16_t port,
                                                 const std::string& device);

    /**
     * qattach, or qchange for a socket that has a stream.
     * @param demand what the stream wants
     */
    void Demand(const StreamDemand& demand);

    /** qdetach. */
    void Detach();

    /**
     * qsend.
     * @param payload what to send
     * @param flags what the scheduler shall know of it
     * @return bytes that were taken; 0 if there is no room
     */
    uint32_t Send(const Ptr<Packet>& payload, const MessageFlags& flags);

    /** qclose. */
    void Close();

    /** @return qinfo by names */
    pybind11::dict Info() const;

    /** @return number of the message that was taken last */
    uint64_t LastMessage() const
    {
        return m_qsocket ? m_qsocket->GetLastMessage() : m_lastMessage;
    }

    /** @param callback gets each MessageReport */
    void OnReport(const pybind11::object& callback)
    {
        World();
        m_onReport = ReadCallback(callback);
    }

    /** @param bytes as QSocket::SetSendBuffer() */
    void SetSendBuffer(uint32_t bytes)
    {
        m_qsocket->SetSendBuffer(bytes);
    }

    /** @param isBlocking as QSocket::SetBlocking() */
    void SetBlocking(bool isBlocking)
    {
        m_qsocket->SetBlocking(isBlocking);
    }

    /** @return what became of messages: time_s, message, kind, end, reason, lateness_s */
    const TraceTable& Reports() const
    {
        return m_reports;
    }

  private:
    /**
     * @param host of the socket
     * @param manager of the host
     * @param qsocket the socket
     * @param device whose scheduler it uses
     */
    ScenarioQSocket(ScenarioHost& host,
                    const Ptr<QSocketManager>& manager,
                    const Ptr<QSocket>& qsocket,
                    std::string device);

    /** Hear of the socket. */
    void AttachQ();

    /** @param report what became of a message */
    void Reported(const MessageReport& report);

    /**
     * @param status how a call ended
     * @throws ParameterError with its sentence if it failed
     */
    static void Require(const QStatus& status);

    void DoLeave() override;

    Ptr<QSocketManager> m_manager; //!< of the host
    Ptr<QSocket> m_qsocket;        //!< null after the end
    std::string m_device;          //!< whose scheduler it uses
    uint64_t m_lastMessage = 0;    //!< at the end, see LastMessage()
    pybind11::object m_onReport;   //!< see OnReport()
    TraceTable m_reports{{"time_s", TraceTable::Kind::Real},
                         {"message", TraceTable::Kind::Whole},
                         {"kind", TraceTable::Kind::Whole},
                         {"end", TraceTable::Kind::Whole},
                         {"reason", TraceTable::Kind::Whole},
                         {"lateness_s", TraceTable::Kind::Real}};
};

/**
 * @param module gets sockets with QoS
 * @param host gets the methods for them
 */
void BindQSockets(pybind11::module_& module, HostClass& host);

} // namespace qos
} // namespace ns3

#endif // QOS_SCENARIO_QSOCKET_H
