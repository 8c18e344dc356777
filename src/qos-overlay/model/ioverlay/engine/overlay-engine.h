/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_ENGINE_H
#define QOS_OVERLAY_ENGINE_H

#include "algorithm.h"
#include "bandwidth-emulation.h"
#include "engine-api.h"
#include "engine-link.h"
#include "input-round.h"
#include "link-table.h"
#include "node-random.h"
#include "shared-cpu.h"
#include "transport.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** All knobs of an engine. */
struct OverlayEngineParams
{
    NodeId self;                                    //!< its id
    NodeId observer;                                //!< none if there is none
    uint32_t bufferMessages = 10;                   //!< of a receiver, and of a sender
    DropPolicy policy = DropPolicy::Lossless;       //!< when a buffer is full
    uint32_t mostControl = 10000;                   //!< control messages that wait for a peer
    Nanoseconds mostHold = std::chrono::seconds{5}; //!< how long messages are held
    BandwidthLimits limits;                         //!< emulated bandwidth of the node
    uint64_t seed = 1;                              //!< of its random numbers
};

/** What an engine counted, beside its links. */
struct EngineCounters
{
    uint64_t processed = 0;      //!< calls of the algorithm
    uint64_t delivered = 0;      //!< data for the application
    uint64_t deliveredBytes = 0; //!< their payload
    uint64_t produced = 0;       //!< data of local sources
    uint64_t consumed = 0;       //!< data that the algorithm sent to nobody
    uint64_t refused = 0;        //!< commands that did not come from the observer
    uint64_t unsent = 0;         //!< messages that could not be sent at all
    uint64_t holdsExpired = 0;   //!< messages that were held too long
};

/** What a peer is to an application. */
struct AppEdge
{
    uint32_t app;  //!< the application
    NodeId peer;   //!< the peer
    EdgeRole role; //!< what it is
};

/**
 * @ingroup qos-ioverlay-engine
 * The engine of an overlay node: it switches messages from its inputs to its peers, as the
 * algorithm says.
 *
 * Control messages are processed first. Data is taken from the inputs by weighted round robin. A
 * message that goes to several peers waits at the head of its input until each of them had room for
 * it; inputs that wait let others pass. The data that a peer may send is bounded by credits: a
 * credit returns when a message has left the buffer.
 *
 * Nothing polls: without messages and timers there are no events.
 *
 * Source: iOverlay (Middleware 2004), sections 2.2 and 2.3; credits take the place of TCP's
 * back-pressure.
 */
class OverlayEngine final : public EngineApi
{
  public:
    /** Gets data that reached an application here. */
    using DeliverCallback = std::function<void(const MessagePtr&)>;

    /**
     * @param params its knobs
     * @param transport carries its messages; lives longer
     * @param algorithm decides
     */
    OverlayEngine(const OverlayEngineParams& params,
                  Transport& transport,
                  std::unique_ptr<Algorithm> algorithm);

    OverlayEngine(const OverlayEngine&) = delete;
    OverlayEngine& operator=(const OverlayEngine&) = delete;
    ~OverlayEngine();

    // what the transport calls

    /**
     * A peer opened a connection.
     * @param peer who
     * @param handle what it is to the transport
     * @return its number here; it is up
     */
    uint32_t Accept(NodeId peer, Transport::Handle handle);

    /** @param link a connection that this node opened, and that is up now */
    void OnUp(uint32_t link);

    /**
     * @param link a connection that is up
     * @param message came by it
     */
    void OnMessage(uint32_t link, MessagePtr message);

    /**
     * @param link a connection that is up
     * @param messages how many more data the peer takes
     */
    void OnCredit(uint32_t link, uint32_t messages);

    /**
     * @param link a connection that is gone; its number means nothing any more
     * @param why it is gone
     */
    void OnDown(uint32_t link, LinkEnd why);

    /**
     * @param why the engine wanted to be woken
     * @param argument what it said then
     */
    void OnWake(Wakening why, uint32_t argument);

    // what the host calls

    /**
     * Let the algorithm process a message of the observer or of the engine itself.
     * @param message a control message
     */
    void Tell(MessagePtr message);

    /** Go on after the host has used the EngineApi. */
    void Resume()
    {
        Run();
    }

    /** Close all links in peace, and do nothing any more. */
    void Terminate();

    /** Be gone: peers see a reset. */
    void Crash();

    /** @return whether it was neither terminated nor did it crash */
    bool IsAlive() const
    {
        return m_isAlive;
    }

    /** @param callback gets what Deliver() was called with */
    void SetDeliverCallback(DeliverCallback callback)
    {
        m_deliver = std::move(callback);
    }

    /** @param cpu is used for every message that comes from a peer; null for none */
    void SetCpu(SharedCpu* cpu)
    {
        m_cpu = cpu;
    }

    /**
     * Change the emulated bandwidth of the node.
     * @param limits the new ones
     */
    void SetLimits(const BandwidthLimits& limits);

    /**
     * Change the emulated bandwidth of a link at this end.
     * @param peer the other end, which need not be connected yet
     * @param out of what goes to it; 0 for unlimited
     * @param in of what comes from it
     */
    void SetLinkLimits(NodeId peer, Bitrate out, Bitrate in);

    /**
     * @param peer whose messages
     * @param weight are taken so often in a round, 1 or more
     */
    void SetWeight(NodeId peer, uint32_t weight);

    /**
     * @param app data of which application
     * @param to for which peer
     * @param policy what happens if there is no room
     */
    void SetPolicy(uint32_t app, NodeId to, DropPolicy policy);

    /** @return the algorithm */
    Algorithm& GetAlgorithm()
    {
        return *m_algorithm;
    }

    /** @return what was counted */
    const EngineCounters& GetCounters() const
    {
        return m_counters;
    }

    /** @return its links */
    const LinkTable& Links() const
    {
        return m_links;
    }

    /** @return what happened on links that are gone */
    const LinkCounters& EndedLinks() const
    {
        return m_ended;
    }

    /**
     * @param peer another node
     * @return the link to it; null if there is none
     */
    const EngineLink* FindLink(NodeId peer) const;

    /** @return what peers are to applications, as the algorithm says */
    const std::vector<AppEdge>& Edges() const
    {
        return m_edges;
    }

    /** @return data in buffers, waiting or held */
    uint64_t Queued();

    // EngineApi
    NodeId Self() const override;
    NodeId Observer() const override;
    Nanoseconds Now() const override;
    double Random() override;
    NodeId Upstream() const override;
    MessagePtr Make(MessageHeader header, Payload payload) override;
    void Send(const MessagePtr& message, NodeId to) override;
    void Deliver(const MessagePtr& message) override;
    void Release(const MessagePtr& message) override;
    void StartTimer(Nanoseconds after, int32_t id) override;
    void StartSource(uint32_t app, std::unique_ptr<MessageSource> source) override;
    void StopSource(uint32_t app) override;
    void AddEdge(uint32_t app, NodeId peer, EdgeRole role) override;
    void RemoveEdge(uint32_t app, NodeId peer, EdgeRole role) override;
    Bitrate TotalBandwidth() const override;

  private:
    static constexpr uint32_t NONE = LinkTable::NONE; //!< no link

    /** A control message that waits to be processed. */
    struct Control
    {
        MessagePtr message; //!< the message
        NodeId from;        //!< the peer that sent it; none if this node did
        bool isOwn = false; //!< whether this node, or who simulates the observer, made it
    };

    /** A message that the algorithm keeps. */
    struct Held
    {
        MessagePtr message;  //!< the message
        uint32_t input;      //!< whose buffer it occupies
        Nanoseconds expires; //!< until when, at most
    };

    /** An output of the message that is processed. */
    struct Output
    {
        MessagePtr message; //!< what is sent
        uint32_t link;      //!< where to
    };

    /** A policy that is not the engine's. */
    struct PolicyOf
    {
        uint32_t app;      //!< the application
        NodeId to;         //!< the peer
        DropPolicy policy; //!< for these
    };

    /** Limits of a link, which need not be there. */
    struct LinkLimits
    {
        NodeId peer; //!< the other end
        Bitrate out; //!< of what goes to it
        Bitrate in;  //!< of what comes from it
    };

    /** Process what there is, unless that is happening already. */
    void Run();

    /** Process all control messages. */
    void ProcessControl();

    /**
     * The engine's own part in a control message.
     * @param control the message
     * @return whether the algorithm has to see it
     */
    bool HandleControl(const Control& control);

    /**
     * Process data until all inputs wait for something.
     * @return whether there are control messages to process first
     */
    bool Switch();

    /**
     * Let the algorithm process the first message of the input whose turn it is.
     * @param number of the input
     */
    void ProcessHead(uint32_t number);

    /**
     * @param number of an input
     * @return whether it has a message that may be processed now
     */
    bool HasHead(uint32_t number);

    /**
     * A message of an input went to nobody. A source that always has one would go on for ever: it
     * rests until the algorithm has heard of something.
     * @param number of the input
     * @return whether it is a source
     */
    bool RestIfSource(uint32_t number);

    /** Let sources go on that rest. */
    void WakeSources();

    /**
     * @param number of an input
     * @return whether the processor is not free for its first message yet
     */
    bool NeedsCpu(uint32_t number);

    /**
     * The algorithm keeps the first message of an input.
     * @param message the message
     * @param number of the input
     */
    void Hold(const MessagePtr& message, uint32_t number);

    /**
     * An output of the first message of an input has found its place, or never will.
     * @param number of the input
     */
    void Placed(uint32_t number);

    /**
     * A message has left the buffer of an input.
     * @param number of the input
     */
    void MakeRoom(uint32_t number);

    /**
     * @param number of an input whose link is gone; it is freed if nothing of it is left
     */
    void FreeIfOver(uint32_t number);

    /** What became of an output. */
    enum class Placement : uint8_t
    {
        Queued, //!< it has found its place
        Waits,  //!< its input has to wait
        NoRoom  //!< it may be dropped
    };

    /**
     * Queue an output, or do as the policy says.
     * @param output what, and where to
     * @param input where it came from
     * @return what became of it
     */
    Placement Place(const Output& output, uint32_t input);

    /**
     * Place the outputs of a message, or drop them. A source here waits until one peer has room.
     * @param input where it came from
     */
    void PlaceOutputs(uint32_t input);

    /**
     * @param link whose buffer is full
     * @param output what takes the place of a message of the input that has most of them there
     * @return whether it does
     */
    static bool TakePlace(EngineLink& link, const QueuedOutput& output);

    /**
     * There may be room for what waits.
     * @param number of a link
     */
    void ServeWaiters(uint32_t number);

    /**
     * The message that several peers could have had has found one.
     * @param input where it came from
     */
    void ForgetWaiters(uint32_t input);

    /**
     * @param input number of an input
     * @return whether an output of it waits for room
     */
    bool IsAwaited(uint32_t input);

    /**
     * Send what may be sent.
     * @param number of a link
     */
    void Transmit(uint32_t number);

    /**
     * @param link a link
     * @return whether it has something that may be sent
     */
    static bool CanTransmit(const EngineLink& link);

    /**
     * @param link a link that can transmit
     * @return what goes next, which does not wait any more
     */
    static MessagePtr TakeOutput(EngineLink& link);

    /**
     * @param number of a link
     * @param message goes to the transport
     */
    void Submit(uint32_t number, MessagePtr message);

    /**
     * A message has passed the emulation of bandwidth, or need not.
     * @param number of the link where it came from
     * @param message what came
     */
    void LetIn(uint32_t number, MessagePtr message);

    /**
     * Let a link wait for its turn at the emulation of bandwidth.
     * @param number of the link
     * @param direction which way
     */
    void Queue(uint32_t number, Direction direction);

    /**
     * Let a station of the emulation work.
     * @param index of the station
     */
    void Serve(uint32_t index);

    /**
     * Let a station begin with the next message.
     * @param station an idle one
     * @return when there is one for it to begin with: now if it has begun
     */
    Nanoseconds Begin(BandwidthEmulation::Station& station);

    /**
     * A message has passed a station.
     * @param station where it is
     */
    void Finish(BandwidthEmulation::Station& station);

    /** @return the emulation of bandwidth, which there is from now on */
    BandwidthEmulation& Emulation();

    /**
     * @param app an application
     * @param to a peer
     * @return what happens if there is no room
     */
    DropPolicy PolicyFor(uint32_t app, NodeId to) const;

    /**
     * @param peer another node
     * @return number of its link, which is opened if there is none
     */
    uint32_t LinkTo(NodeId peer);

    /**
     * @param peer another node, to which there is no link
     * @return number of a new one
     */
    uint32_t AddLink(NodeId peer);

    /**
     * Forget a link and what belongs to it.
     * @param number of the link
     */
    void Forget(uint32_t number);

    /**
     * Tell the algorithm of a peer.
     * @param type what there is to tell
     * @param peer the peer
     * @param detail what else there is to say
     * @param app which application
     */
    void Notify(MessageType type, NodeId peer, uint16_t detail, uint32_t app = 0);

    /** See to it that the engine is woken when the oldest message is held too long. */
    void AwaitExpiry();

    /** Take messages back that are held too long. */
    void ExpireHolds();

    /**
     * End all links, and do nothing any more.
     * @param isPeaceful whether peers are told
     */
    void End(bool isPeaceful);

    OverlayEngineParams m_params;                    //!< knobs
    Transport& m_transport;                          //!< carries messages
    std::unique_ptr<Algorithm> m_algorithm;          //!< decides
    std::unique_ptr<BandwidthEmulation> m_emulation; //!< null: unlimited
    SharedCpu* m_cpu = nullptr;                      //!< null: processing takes no time
    NodeRandom m_random;                             //!< its own numbers
    LinkTable m_links;                               //!< connections
    InputRound m_inputs;                             //!< where data comes from
    BoundedRing<Control> m_control;                  //!< to process first
    std::vector<Output> m_outputs;                   //!< of the message that is processed
    std::vector<Held> m_held;                        //!< by age
    std::vector<AppEdge> m_edges;                    //!< of applications
    std::vector<PolicyOf> m_policies;                //!< exceptions
    std::vector<LinkLimits> m_linkLimits;            //!< exceptions
    EngineCounters m_counters;                       //!< what was counted
    LinkCounters m_ended;                            //!< see EndedLinks()
    DeliverCallback m_deliver;                       //!< gets data
    NodeId m_upstream;                               //!< see Upstream()
    const OverlayMessage* m_foreign = nullptr;       //!< control of another node that is processed
    bool m_isAlive = true;                           //!< see IsAlive()
    bool m_isRunning = false;                        //!< whether Run() is at work
    bool m_collectsOutputs = false;                  //!< whether data is processed
    bool m_sourcesRest = false;                      //!< whether a source may rest
    bool m_isExpiryAwaited = false;                  //!< whether it is woken for held messages
    bool m_isCpuBooked = false;                      //!< whether it waits for the processor
    bool m_mayUseCpu = false;                        //!< for one message
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_ENGINE_H
