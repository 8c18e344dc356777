/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENGINE_API_H
#define QOS_ENGINE_API_H

#include "message-source.h"

#include "ns3/overlay-message.h"
#include "ns3/units.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace qos
{

/** What happens to a message for a downstream whose buffer is full. */
enum class DropPolicy : uint8_t
{
    Lossless, //!< it waits, and what comes after it on its input waits too
    DropTail, //!< it is dropped for this downstream
    DropFair  //!< the input that has most messages in that buffer loses one
};

/** What a peer is to an application at a node. */
enum class EdgeRole : uint8_t
{
    Upstream,  //!< messages come from it
    Downstream //!< messages go to it
};

/**
 * @ingroup qos-ioverlay-engine
 * What an algorithm may ask of the engine. Valid only while the engine calls the algorithm.
 *
 * Source: iOverlay (Middleware 2004), section 2.3, for send(); the rest is what the case studies
 * need.
 */
class EngineApi
{
  public:
    /** @return the node's own id */
    virtual NodeId Self() const = 0;

    /** @return the observer's id; none if there is no observer */
    virtual NodeId Observer() const = 0;

    /** @return the time */
    virtual Nanoseconds Now() const = 0;

    /** @return a random number of the node's own stream, from 0 to below 1 */
    virtual double Random() = 0;

    /** @return the last hop of the message that is processed; none if it came from this node */
    virtual NodeId Upstream() const = 0;

    /**
     * @param header what the message is; the originator is filled in
     * @param payload its bytes, or the first ones, as MessagePool::Make() takes them
     * @return a message of this node
     */
    virtual MessagePtr Make(MessageHeader header, Payload payload = nullptr) = 0;

    /**
     * Send a message. What is sent while data is processed waits for room, if the policy says so;
     * all other data is dropped if there is none (MessageType::SendFailed), and
     * MessageType::Writable tells once when there is room again. A connection is opened
     * if there is none. A node that has ended sends nothing.
     * @param message data as it came, or a message of Make()
     * @param to another node
     * @throws std::logic_error if it is a control message that came from elsewhere: it has to be
     * made anew, because it may be read by others at this moment
     */
    virtual void Send(const MessagePtr& message, NodeId to) = 0;

    /**
     * Hand data to the application of this node.
     * @param message the data
     */
    virtual void Deliver(const MessagePtr& message) = 0;

    /**
     * A message that was held is not needed any more.
     * @param message the message; nothing happens if it is not held
     */
    virtual void Release(const MessagePtr& message) = 0;

    /**
     * Ask for MessageType::Timer.
     * @param after how long
     * @param id parameter 0 of that message
     */
    virtual void StartTimer(Nanoseconds after, int32_t id) = 0;

    /**
     * Be the source of an application: its messages are processed like those of other nodes.
     * @param app the application
     * @param source makes the messages
     */
    virtual void StartSource(uint32_t app, std::unique_ptr<MessageSource> source) = 0;

    /** @param app application whose source ends; nothing happens if there is none */
    virtual void StopSource(uint32_t app) = 0;

    /**
     * Say what a peer is to an application. The engine needs it to tell of failures and of silence.
     * @param app the application
     * @param peer another node
     * @param role what it is
     */
    virtual void AddEdge(uint32_t app, NodeId peer, EdgeRole role) = 0;

    /**
     * @param app an application
     * @param peer what is no longer anything to it
     * @param role what it was
     */
    virtual void RemoveEdge(uint32_t app, NodeId peer, EdgeRole role) = 0;

    /**
     * Measure the round trip and the bandwidth to a node: MessageType::MeasureReply
     * (PeerMeasurement) will tell, with a round trip of 0 if there is no answer.
     * @param peer another node; a connection is opened if there is none
     */
    virtual void Measure(NodeId peer) = 0;

    /** @return emulated bandwidth of the node, in and out together; 0 if it is not limited */
    virtual Bitrate TotalBandwidth() const = 0;

  protected:
    ~EngineApi() = default;
};

} // namespace qos
} // namespace ns3

#endif // QOS_ENGINE_API_H
