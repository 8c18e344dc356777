/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_WRAPPED_UDP_SOCKET_H
#define QOS_WRAPPED_UDP_SOCKET_H

#include "ns3/udp-socket.h"

#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-udp
 * A UDP socket that does everything with another one; subclasses do some things themselves.
 *
 * ns-3 installs no header of its UDP socket, so that one cannot be derived from. Options that
 * Socket keeps in itself (type of service, priority, what shall be told of received packets) are
 * passed on when they are needed.
 */
class WrappedUdpSocket : public UdpSocket
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    WrappedUdpSocket();
    ~WrappedUdpSocket() override;

    /** @return the socket that is wrapped, to set what Socket has no call for */
    Ptr<Socket> GetWrapped() const
    {
        return m_socket;
    }

    SocketErrno GetErrno() const override;
    SocketType GetSocketType() const override;
    Ptr<Node> GetNode() const override;
    int Bind() override;
    int Bind6() override;
    int Bind(const Address& address) override;
    int Close() override;
    int ShutdownSend() override;
    int ShutdownRecv() override;
    int Connect(const Address& address) override;
    int Listen() override;
    uint32_t GetTxAvailable() const override;
    int Send(Ptr<Packet> packet, uint32_t flags) override;
    int SendTo(Ptr<Packet> packet, uint32_t flags, const Address& to) override;
    uint32_t GetRxAvailable() const override;
    Ptr<Packet> Recv(uint32_t maxSize, uint32_t flags) override;
    Ptr<Packet> RecvFrom(uint32_t maxSize, uint32_t flags, Address& from) override;
    int GetSockName(Address& address) const override;
    int GetPeerName(Address& address) const override;
    void BindToNetDevice(Ptr<NetDevice> device) override;
    bool SetAllowBroadcast(bool isAllowed) override;
    bool GetAllowBroadcast() const override;
    void SetIpTtl(uint8_t ttl) override;
    void SetIpv6HopLimit(uint8_t hopLimit) override;
    void Ipv6JoinGroup(Ipv6Address address,
                       Ipv6MulticastFilterMode filterMode,
                       std::vector<Ipv6Address> sources) override;
    void Ipv6LeaveGroup() override;
    int MulticastJoinGroup(uint32_t interface, const Address& group) override;
    int MulticastLeaveGroup(uint32_t interface, const Address& group) override;

    using Socket::Ipv6JoinGroup;
    using Socket::Recv;
    using Socket::RecvFrom;
    using Socket::Send;
    using Socket::SendTo;

  protected:
    void DoDispose() override;

    /** @param socket the UDP socket that is wrapped from now on */
    void Wrap(Ptr<Socket> socket);

    /** Something can be read from the wrapped socket. */
    virtual void Received();

    /**
     * The wrapped socket is connected; the application is told afterwards.
     * @param peer to whom
     */
    virtual void Connected(const Address& peer);

    /** @return whether the socket has a local port */
    bool IsBound() const
    {
        return m_isBound;
    }

    /**
     * Remember why a call failed.
     * @param error the reason
     * @return -1
     */
    int Fail(SocketErrno error);

    /**
     * Remember why the wrapped socket failed, if it did.
     * @param result what it returned
     * @return the same
     */
    int Result(int result);

    /** Pass the options on that count for packets to be sent. */
    void PassSendOptions();

    /**
     * Take off what the application did not ask to be told of a packet.
     * @param packet a received packet, may be null
     * @return the packet
     */
    Ptr<Packet> WithTagsAskedFor(Ptr<Packet> packet) const;

    uint32_t GetRcvBufSize() const override;

  private:
    void SetRcvBufSize(uint32_t size) override;
    void SetIpMulticastTtl(uint8_t ttl) override;
    uint8_t GetIpMulticastTtl() const override;
    void SetIpMulticastIf(int32_t interface) override;
    int32_t GetIpMulticastIf() const override;
    void SetIpMulticastLoop(bool loop) override;
    bool GetIpMulticastLoop() const override;
    void SetMtuDiscover(bool discover) override;
    bool GetMtuDiscover() const override;

    /**
     * The wrapped socket has received something.
     * @param socket the wrapped socket
     */
    void WrappedReceived(Ptr<Socket> socket);

    /**
     * After the wrapped socket was bound.
     * @param result what it returned
     * @return the same
     */
    int FinishBind(int result);

    /** Take the type of service over that ns-3 before 3.42 finds in an address. */
    void AdoptTos();

    /**
     * Set an attribute of the wrapped socket; without effect before there is one, which begins with
     * the same defaults.
     * @param name of the attribute
     * @param value its value
     */
    void SetOption(const char* name, const AttributeValue& value);

    /**
     * @tparam Value its class
     * @param name of an attribute of the wrapped socket
     * @return its value; the default of the class before there is one
     */
    template <typename Value>
    Value Option(const char* name) const;

    Ptr<Socket> m_socket;                 //!< the wrapped one
    SocketErrno m_errno = ERROR_NOTERROR; //!< why the last call failed
    bool m_isBound = false;               //!< whether it has a local port
};

} // namespace qos
} // namespace ns3

#endif // QOS_WRAPPED_UDP_SOCKET_H
