/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TRANSPORT_H
#define QOS_TRANSPORT_H

#include "engine-workspace.h"

#include "ns3/overlay-message.h"
#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

class OverlayEngine;

/** Why an engine wants to be woken. */
enum class Wakening : uint8_t
{
    Bandwidth, //!< a server of the emulation is free
    Cpu,       //!< the host's processor is
    Source,    //!< a source has a message
    Timer,     //!< of the algorithm
    Hold,      //!< messages are held too long
    Silence,   //!< an upstream may be gone
    Report,    //!< rates are to be told
    Probe      //!< a measurement takes too long
};

/** Why a connection is gone. */
enum class LinkEnd : uint8_t
{
    Bye,     //!< the peer ended it in peace
    Reset,   //!< the peer is gone, and somebody said so
    Refused, //!< it never was: nobody is there
    Silence, //!< nothing came although something was expected
    Closed   //!< this end closed it
};

/**
 * @ingroup qos-ioverlay-engine
 * What carries messages between engines, and tells them the time.
 *
 * It calls OverlayEngine::Accept(), OnUp(), OnMessage(), OnCredit(), OnDown() and OnWake(), never
 * from within one of its own methods.
 */
class Transport
{
  public:
    /** What a connection is to the transport; the engine keeps it. */
    using Handle = uint32_t;

    /** @return the time */
    virtual Nanoseconds Now() const = 0;

    /** @return what its engines need while they are at work, one at a time */
    EngineWorkspace& Workspace()
    {
        return m_workspace;
    }

    /** @return what makes messages */
    virtual MessagePool& Pool() = 0;

    /**
     * Call OverlayEngine::OnWake() later.
     * @param engine who is woken
     * @param at when, not before now
     * @param why handed on
     * @param argument handed on
     */
    virtual void Wake(OverlayEngine& engine, Nanoseconds at, Wakening why, uint32_t argument) = 0;

    /**
     * Open a connection; OnUp() or OnDown() will tell.
     * @param engine who opens
     * @param link its number for the connection
     * @param peer another node
     * @return what the connection is to the transport
     */
    virtual Handle Connect(OverlayEngine& engine, uint32_t link, NodeId peer) = 0;

    /**
     * Close a connection; nothing comes of it any more.
     * @param handle the connection
     * @param isPeaceful whether the peer is told so; otherwise it sees a reset
     */
    virtual void Close(Handle handle, bool isPeaceful) = 0;

    /**
     * Send a message. Messages come in the order in which they leave.
     * @param handle a connection that is up
     * @param message what to send
     * @param at when it leaves the node: now or later
     */
    virtual void Submit(Handle handle, MessagePtr message, Nanoseconds at) = 0;

    /**
     * Let the peer send more data.
     * @param handle a connection that is up
     * @param messages how many more
     */
    virtual void GrantCredit(Handle handle, uint32_t messages) = 0;

    /**
     * Ask for the credit that the peer has granted. Who is not interested is not told of it: credit
     * that comes later causes OverlayEngine::OnCredit() only if this found none.
     * @param handle a connection that is up
     * @return how many more data the peer takes
     */
    virtual uint32_t CollectCredit(Handle handle) = 0;

  protected:
    ~Transport() = default;

  private:
    EngineWorkspace m_workspace; //!< see Workspace()
};

} // namespace qos
} // namespace ns3

#endif // QOS_TRANSPORT_H
