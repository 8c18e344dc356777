/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_TCP_ENDS_H
#define QOS_OVERLAY_TCP_ENDS_H

#include "overlay-tcp-connection.h"

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/node-id.h"
#include "ns3/overlay-message.h"
#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace qos
{

/** Where a connection is in its life. */
enum class OverlayTcpState : uint8_t
{
    Planned,  //!< it will be opened
    Opening,  //!< by this node
    Greeting, //!< a hello is awaited
    Yielding, //!< this node keeps the one that it opens itself; the peer will close this one
    Up,       //!< messages cross it
    Finishing //!< what waits is written, nothing else is of interest
};

/** A message that leaves later. */
struct OverlayTcpLeaving
{
    Nanoseconds at;     //!< when
    MessagePtr message; //!< the message
};

/** A node's end of a connection. */
struct OverlayTcpNodeEnd
{
    static constexpr uint32_t NO_LINK = UINT32_MAX; //!< nothing to the engine

    std::unique_ptr<OverlayTcpConnection> connection; //!< null: planned
    NodeId peer;                                      //!< who is there, as far as it is known
    Address from;                                     //!< of the peer, if it opened the connection
    bool isStranger = false;                          //!< it did, and has not been let in yet
    OverlayTcpState state = OverlayTcpState::Planned; //!< of this end
    uint32_t link = NO_LINK;                          //!< what it is to the engine
    std::deque<OverlayTcpLeaving> leaving;            //!< what is sent later, in order of time
    EventId departure;                                //!< of the first one of them
    uint32_t unanswered = 0;      //!< data that was sent and that no credit has come for
    uint32_t credit = 0;          //!< that has come, and the engine has not asked for
    bool isCreditAwaited = false; //!< it has asked in vain
    uint32_t allowed = 0;         //!< data that the peer may still send
    uint32_t grants = 0;          //!< credits for the peer, not sent yet
    EventId deadline;             //!< when there has to be a hello, or an end

    /** @return whether this node opened the connection */
    bool IsOwn() const
    {
        return from.IsInvalid();
    }
};

/**
 * @ingroup qos-ioverlay-tcp
 * The connections of a node by number, and those that its engine knows by peer.
 */
class OverlayTcpEnds
{
  public:
    static constexpr uint32_t NONE = UINT32_MAX; //!< no end

    /** @return number of a new end; others stay where they are */
    uint32_t Add();

    /**
     * Forget an end, and that its events are due.
     * @param number of the end
     * @return its connection
     */
    std::unique_ptr<OverlayTcpConnection> Remove(uint32_t number);

    /** Forget all of them. */
    void Clear();

    /**
     * @param number of an end
     * @return it
     */
    OverlayTcpNodeEnd& operator[](uint32_t number)
    {
        return m_ends[number];
    }

    /**
     * @param number of an end
     * @return it
     */
    const OverlayTcpNodeEnd& operator[](uint32_t number) const
    {
        return m_ends[number];
    }

    /** @return one more than the last number, of which some are of no end */
    uint32_t Last() const
    {
        return static_cast<uint32_t>(m_ends.size());
    }

    /** @return how many there are */
    std::size_t Count() const
    {
        return m_ends.size() - m_free.size();
    }

    /**
     * @param peer any
     * @return the end that the engine knows; NONE if there is none
     */
    uint32_t Find(NodeId peer) const;

    /**
     * The engine knows an end.
     * @param number of the end, in place of another one to that peer
     * @param peer who is there
     */
    void Introduce(uint32_t number, NodeId peer);

    /** @param number of an end that the engine does not know any more */
    void Estrange(uint32_t number);

  private:
    std::deque<OverlayTcpNodeEnd> m_ends;          //!< by number
    std::vector<uint32_t> m_free;                  //!< numbers of none
    std::unordered_map<NodeId, uint32_t> m_byPeer; //!< see Find()
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_TCP_ENDS_H
