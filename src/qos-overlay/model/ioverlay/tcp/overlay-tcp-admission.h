/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_TCP_ADMISSION_H
#define QOS_OVERLAY_TCP_ADMISSION_H

#include "overlay-tcp-ends.h"

#include "ns3/address.h"
#include "ns3/hello-message.h"
#include "ns3/ipv4-address.h"
#include "ns3/node-id.h"
#include "ns3/overlay-message.h"

#include <cstdint>
#include <functional>
#include <variant>

namespace ns3
{
namespace qos
{

/** Why an overlay node breaks a connection off. */
enum class OverlayTcpRefusal : uint8_t
{
    Fault,   //!< what comes are no messages, or those of another protocol version
    NoHello, //!< the first message is no hello, or not a whole one
    Liar,    //!< the hello names a node that is not at the peer's address, or not who was called
    Buffer,  //!< the peer's buffers are not as large as those here
    Again,   //!< a second hello
    Credit,  //!< credits for more data than was sent
    Excess,  //!< more data than there were credits for
    Backlog, //!< the peer does not read control messages
    Late,    //!< no hello in time, or the last bytes are not taken in time
    Crowd    //!< too many connections without a hello
};

/**
 * @ingroup qos-ioverlay-tcp
 * Who may connect to an overlay node: what a hello has to say, how many may come that have not said
 * it, and which of two connections to the same peer stays. It decides; OverlayTcpNode opens and
 * ends connections.
 *
 * If two nodes open one to each other at the same time, that of the lesser NodeId stays. Otherwise
 * who says hello on a new connection while there is one has lost the old one.
 *
 * Source: ours; iOverlay (Middleware 2004), section 2.2, says that connections are persistent, and
 * that a node has a published port.
 */
class OverlayTcpAdmission
{
  public:
    /** What becomes of another connection to a peer that has said hello on a new one. */
    enum class Way : uint8_t
    {
        Free,   //!< there is none
        Lost,   //!< the peer has lost it: it has to go
        Yields, //!< it has been opened here, and has to go
        Stays   //!< it has been opened here, and the new one has to wait until the peer closes it
    };

    /** Whether an address is one of the node's host. */
    using IsLocal = std::function<bool(Ipv4Address address)>;

    /**
     * @param ends of the node; they live longer
     * @param isLocal knows the node's host
     */
    OverlayTcpAdmission(OverlayTcpEnds& ends, IsLocal isLocal);

    /** @param self who the node is, and how much it takes */
    void SetSelf(const HelloMessage& self)
    {
        m_self = self;
    }

    /** @return who the node is, and how much it takes */
    const HelloMessage& Self() const
    {
        return m_self;
    }

    /** @return peers that have opened a connection, and have not been let in yet */
    uint32_t Strangers() const
    {
        return m_strangers;
    }

    /**
     * A peer has opened a connection.
     * @param from who
     * @return number of its end, at which a hello is awaited
     */
    uint32_t Meet(const Address& from);

    /**
     * The first message has come.
     * @param number of an end
     * @param message the message
     * @return who is there, or why not
     */
    std::variant<NodeId, OverlayTcpRefusal> Judge(uint32_t number,
                                                  const OverlayMessage& message) const;

    /**
     * @param peer has said hello on a connection that it has opened
     * @return what becomes of another one to it
     */
    Way WayOf(NodeId peer) const;

    /**
     * Let a peer in.
     * @param number of the end of a connection that it has opened
     * @param peer who it is
     */
    void Admit(uint32_t number, NodeId peer);

    /** @param number of an end that is removed now */
    void Leave(uint32_t number);

  private:
    /**
     * @param from socket address of a peer
     * @param id that it says it has
     * @return whether it can have it
     */
    bool CanBe(const Address& from, NodeId id) const;

    OverlayTcpEnds& m_ends;   //!< of the node
    IsLocal m_isLocal;        //!< knows the node's host
    HelloMessage m_self;      //!< see Self()
    uint32_t m_strangers = 0; //!< see Strangers()
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_TCP_ADMISSION_H
