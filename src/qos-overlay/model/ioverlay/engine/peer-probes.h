/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PEER_PROBES_H
#define QOS_PEER_PROBES_H

#include "engine-context.h"
#include "engine-inputs.h"

#include "ns3/node-id.h"
#include "ns3/units.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * Measurements on demand: the round trip to a node, by a message that comes back, and the bandwidth
 * to it, by how fast a train of messages arrives there.
 *
 * The train goes before data, so that what it finds is nearer to the capacity than to what is left
 * of it. A bandwidth of 0 means that nothing slowed the train down.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for available bandwidth and latency to any node
 * on request; how they are measured is ours.
 */
class PeerProbes
{
  public:
    static constexpr uint32_t TRAIN = 8;                              //!< messages
    static constexpr uint32_t BYTES = 1400;                           //!< payload of each of them
    static constexpr Nanoseconds PATIENCE = std::chrono::seconds{10}; //!< then there is no answer

    /**
     * @param context of the engine; lives longer
     * @param inputs get the results; lives longer
     */
    PeerProbes(EngineContext& context, EngineInputs& inputs);

    /**
     * Begin to measure. MessageType::MeasureReply tells the result, whose round trip is 0 if there
     * was no answer; a node that is measured already is not measured twice.
     * @param peer another node
     * @param engine what sends
     */
    void Measure(NodeId peer, EngineApi& engine);

    /**
     * Ask a peer for a sign of life.
     * @param peer another node
     * @param engine what sends
     */
    void Ping(NodeId peer, EngineApi& engine) const;

    /**
     * @param type of a message
     * @return whether it is a probe or an answer to one
     */
    static bool IsProbe(MessageType type)
    {
        return type == MessageType::Ping || type == MessageType::Pong ||
               type == MessageType::BwProbe || type == MessageType::BwReport;
    }

    /**
     * @param control a message
     * @param engine what sends
     * @return whether it was a probe or an answer to one, which is dealt with
     */
    bool Handle(const PendingControl& control, EngineApi& engine);

    /** Give up what takes too long. */
    void Expire();

    /** @param peer that is gone: what is measured of it has no result */
    void Forget(NodeId peer);

  private:
    /** A measurement. */
    struct Pending
    {
        NodeId peer;         //!< of whom
        Nanoseconds rtt;     //!< what is known so far; 0: nothing
        Nanoseconds expires; //!< until when, at most
        bool opens;          //!< the first answer tells how long it takes to connect, too
    };

    /** A train that arrives. */
    struct Train
    {
        NodeId peer;       //!< from whom
        Nanoseconds first; //!< when its first message came
        uint64_t bytes;    //!< of the others
    };

    /**
     * @param pending ends
     * @param rate what was found, bytes per second
     */
    void Finish(const Pending& pending, uint32_t rate);

    /**
     * @param control the answer to Ping()
     * @param engine what sends
     */
    void OnPong(const PendingControl& control, EngineApi& engine);

    /**
     * @param control a message of a train
     * @param engine what sends
     */
    void OnTrain(const PendingControl& control, EngineApi& engine);

    /** @param control the answer to a train */
    void OnReport(const PendingControl& control);

    EngineContext& m_context;       //!< of the engine
    EngineInputs& m_inputs;         //!< get the results
    std::vector<Pending> m_pending; //!< by age
    std::vector<Train> m_trains;    //!< at most one of each peer
};

} // namespace qos
} // namespace ns3

#endif // QOS_PEER_PROBES_H
