/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCENARIO_SOCKET_H
#define QOS_SCENARIO_SOCKET_H

#include "callback-argument.h"
#include "scenario-host.h"
#include "simulated-world.h"
#include "trace-table.h"

#include "ns3/ptr.h"
#include "ns3/socket.h"

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** A socket of a host, as Python has it. What arrives is read at once and recorded. */
class ScenarioSocket : public SimulatedPart, public std::enable_shared_from_this<ScenarioSocket>
{
  public:
    /**
     * @param host of the socket
     * @param transport name of it
     * @param port of the socket; 0: any that is free
     * @return a socket that is bound
     * @throws ParameterError if there is no such transport, or the port is taken
     */
    static std::shared_ptr<ScenarioSocket> Open(ScenarioHost& host,
                                                const std::string& transport,
                                                uint16_t port);

    /**
     * @param host of the socket
     * @param socket of ns-3, that is bound or connected
     * @param isByteStream whether it is TCP's
     * @return the same for Python
     */
    static std::shared_ptr<ScenarioSocket> Adopt(ScenarioHost& host,
                                                 const Ptr<Socket>& socket,
                                                 bool isByteStream);

    /**
     * Give a socket its port, and a connection the usual options.
     * @param host of the socket
     * @param socket of ns-3
     * @param isByteStream whether it is TCP's
     * @param port of it; 0: any that is free
     * @throws ParameterError if the port is taken
     */
    static void BindSocket(const ScenarioHost& host,
                           const Ptr<Socket>& socket,
                           bool isByteStream,
                           uint16_t port);

    /**
     * Connect, which takes a round trip with TCP.
     * @param to the other host
     * @param port of it
     */
    void Connect(const ScenarioHost& to, uint16_t port);

    /**
     * @param payload what to send
     * @return bytes that were taken; 0 if there is no room
     * @throws ParameterError if it cannot be sent ever
     */
    uint32_t Send(const Ptr<Packet>& payload);

    /** End the connection when all that was sent has arrived. */
    void Close();

    /** @param callback gets bytes, and address and port of who sent them */
    void OnReceive(const pybind11::object& callback)
    {
        World();
        m_onReceive = ReadCallback(callback);
    }

    /** @param callback is called when there is room again */
    void OnWritable(const pybind11::object& callback)
    {
        World();
        m_onWritable = ReadCallback(callback);
    }

    /** @param callback is called when the connection stands */
    void OnConnected(const pybind11::object& callback)
    {
        World();
        m_onConnected = ReadCallback(callback);
    }

    /** @param callback is called when the peer has closed, or the connection has failed */
    void OnClosed(const pybind11::object& callback)
    {
        World();
        m_onClosed = ReadCallback(callback);
    }

    /** @return the port of this end */
    uint16_t Port() const;

    /** @return what arrived: time_s, bytes */
    const TraceTable& Received() const
    {
        return m_received;
    }

    /** @return bytes that arrived so far */
    uint64_t ReceivedBytes() const
    {
        return m_receivedBytes;
    }

    /** @return bytes that Send() has taken so far */
    uint64_t SentBytes() const
    {
        return m_sentBytes;
    }

    /** @return the socket of ns-3 */
    const Ptr<Socket>& GetSocket() const
    {
        World();
        return m_socket;
    }

  protected:
    /**
     * @param host of the socket
     * @param socket of ns-3
     * @param isByteStream whether it is TCP's
     */
    ScenarioSocket(ScenarioHost& host, const Ptr<Socket>& socket, bool isByteStream);

    /**
     * Hear of the socket, and be told of the end; after the constructor.
     * @param hearsOfRoom whether that means room in a byte stream too; false if somebody else does
     */
    void Attach(bool hearsOfRoom = true);

    /**
     * @param bytes that were taken, or -1
     * @return bytes that were taken; 0 if there is no room
     * @throws ParameterError with why
     */
    uint32_t Count(int bytes);

    /** @return whose callbacks they are, for sentences */
    const std::string& Whose() const
    {
        return m_whose;
    }

    /** There is room again. */
    void Writable();

    void DoLeave() override;

  private:
    /** @param socket has something to read */
    void Read(const Ptr<Socket>& socket);

    /**
     * Call Python from a callback of the socket, which may outlive this.
     * @param weak this
     * @param member which callback
     */
    static void Tell(const std::weak_ptr<ScenarioSocket>& weak,
                     pybind11::object ScenarioSocket::*member);

    Ptr<Socket> m_socket;           //!< null after the end
    std::string m_whose;            //!< see Whose()
    bool m_isByteStream;            //!< TCP
    pybind11::object m_onReceive;   //!< see OnReceive()
    pybind11::object m_onWritable;  //!< see OnWritable()
    pybind11::object m_onConnected; //!< see OnConnected()
    pybind11::object m_onClosed;    //!< see OnClosed()
    uint64_t m_receivedBytes = 0;   //!< see ReceivedBytes()
    uint64_t m_sentBytes = 0;       //!< see SentBytes()
    uint16_t m_port = 0;            //!< see Port(), after the end
    TraceTable m_received{{"time_s", TraceTable::Kind::Real}, {"bytes", TraceTable::Kind::Whole}};
};

/** Takes connections, as Python has it. */
class ScenarioListener : public SimulatedPart, public std::enable_shared_from_this<ScenarioListener>
{
  public:
    /**
     * @param host that listens
     * @param port where
     * @param transport of the connections
     * @param onAccept gets the socket of each; None for nobody
     * @return what listens
     * @throws ParameterError if that is no transport with connections, or the port is taken
     */
    static std::shared_ptr<ScenarioListener> Open(const std::shared_ptr<ScenarioHost>& host,
                                                  uint16_t port,
                                                  const std::string& transport,
                                                  const pybind11::object& onAccept);

    /** @return the connections in the order in which they came */
    const std::vector<std::shared_ptr<ScenarioSocket>>& Accepted() const
    {
        return m_accepted;
    }

  private:
    /**
     * @param host that listens
     * @param socket listens
     * @param onAccept gets the socket of each connection
     */
    ScenarioListener(const std::shared_ptr<ScenarioHost>& host,
                     const Ptr<Socket>& socket,
                     pybind11::object onAccept);

    /** @param socket of a new connection */
    void Accept(const Ptr<Socket>& socket);

    void DoLeave() override;

    std::shared_ptr<ScenarioHost> m_host;                    //!< that listens
    Ptr<Socket> m_socket;                                    //!< null after the end
    pybind11::object m_onAccept;                             //!< gets connections
    std::vector<std::shared_ptr<ScenarioSocket>> m_accepted; //!< see Accepted()
};

/**
 * @param module gets sockets
 * @param host gets the methods that open them
 */
void BindSockets(pybind11::module_& module, HostClass& host);

} // namespace qos
} // namespace ns3

#endif // QOS_SCENARIO_SOCKET_H
