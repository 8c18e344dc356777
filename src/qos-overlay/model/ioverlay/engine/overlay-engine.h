/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_ENGINE_H
#define QOS_OVERLAY_ENGINE_H

#include "algorithm.h"
#include "app-edge.h"
#include "engine-api.h"
#include "engine-context.h"
#include "engine-inputs.h"
#include "engine-transmission.h"
#include "node-random.h"
#include "output-buffers.h"
#include "peer-probes.h"
#include "silence-watch.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

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
class alignas(CACHE_LINE) OverlayEngine final : public EngineApi
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
     * @param room data that the peer takes before it has granted any credit
     * @return its number here; it is up
     */
    uint32_t Accept(NodeId peer, Transport::Handle handle, uint32_t room);

    /**
     * @param link a connection that this node opened, and that is up now
     * @param room data that the peer takes before it has granted any credit
     */
    void OnUp(uint32_t link, uint32_t room);

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
     * Let the algorithm process a message of the observer or of the engine itself; nothing happens
     * if the node has ended.
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

    /** @param callback gets what Deliver() was called with; null for nobody */
    void SetDeliverCallback(DeliverCallback callback)
    {
        m_deliver = callback ? std::make_unique<DeliverCallback>(std::move(callback)) : nullptr;
    }

    /** @param cpu is used for every message that comes from a peer; null for none */
    void SetCpu(SharedCpu* cpu)
    {
        m_inputs.SetCpu(cpu);
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
     * @throws std::invalid_argument if it is 0
     */
    void SetWeight(NodeId peer, uint32_t weight)
    {
        m_inputs.SetWeight(peer, weight);
    }

    /**
     * @param app data of which application
     * @param to for which peer
     * @param policy what happens if there is no room
     */
    void SetPolicy(uint32_t app, NodeId to, DropPolicy policy)
    {
        m_outputs.SetPolicy(app, to, policy);
    }

    /** @return the algorithm */
    Algorithm& GetAlgorithm()
    {
        return *m_algorithm;
    }

    /** @return what was counted */
    const EngineCounters& GetCounters() const
    {
        return m_context.counters;
    }

    /** @return when it began */
    Nanoseconds Born() const
    {
        return m_born;
    }

    /** @return data that it takes from a peer without being asked: the size of a buffer */
    uint32_t BufferMessages() const
    {
        return m_context.params.bufferMessages;
    }

    /** @return emulated bandwidth of the node */
    BandwidthLimits Limits() const
    {
        return m_transmission.Limits();
    }

    /**
     * @param link number of a link
     * @return data of it in the receiver's buffer, or on its way there
     */
    uint32_t InputMessages(uint32_t link) const;

    /** Measure how fast data has crossed the links since it was measured last. */
    void UpdateRates();

    /** @return its links */
    const LinkTable& Links() const
    {
        return m_context.links;
    }

    /** @return what happened on links that are gone */
    LinkCounters EndedLinks() const
    {
        return m_ended ? *m_ended : LinkCounters();
    }

    /**
     * @param peer another node
     * @return the link to it; null if there is none
     */
    const EngineLink* FindLink(NodeId peer) const;

    /**
     * @param peer a node to which there is a link that is up
     * @return data that it takes at this time
     */
    uint32_t Credit(NodeId peer);

    /** @return what peers are to applications, as the algorithm says */
    const std::vector<AppEdge>& Edges() const
    {
        return m_edges;
    }

    /** @return data in buffers, waiting or held */
    uint64_t Queued();

    /** What an engine does again and again. */
    enum class Task : uint8_t
    {
        Receive, //!< take a message from the transport
        Process  //!< let the algorithm have it, and send what it sends
    };

    /** @return whether it processes a message when it receives it: it emulates no bandwidth */
    bool ProcessesAtOnce() const
    {
        return m_transmission.FindEmulation() == nullptr;
    }

    /**
     * Tell which memory the engine touches, besides itself.
     * @param set gets it
     * @param task what it does when it touches it
     */
    void AddTo(WorkingSet& set, Task task) const;

    /**
     * Let the beginning of the engine come: what every message touches.
     * @param task what it will have to do
     */
    void Prefetch(Task task) const
    {
        qos::Prefetch(this, (task == Task::Receive ? 4 : 6) * CACHE_LINE);
    }

    /** Let the message come that is in service: it is another one each time. */
    void PrefetchInService() const
    {
        if (const BandwidthEmulation* emulation = m_transmission.FindEmulation())
        {
            qos::Prefetch(emulation->At(0).message.Get());
        }
    }

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
    void Measure(NodeId peer) override;

  private:
    static constexpr uint32_t NONE = LinkTable::NONE; //!< no link

    /** Process what there is, unless that is happening already. */
    void Run();

    /** Process all control messages. */
    void ProcessControl();

    /**
     * Process data until all inputs wait for something.
     * @return whether there are control messages to process first
     */
    bool Switch();

    /**
     * Let the algorithm process the first message of an input.
     * @param number of the input
     */
    void ProcessHead(uint32_t number);

    /** @return outputs of the message that is processed, after those of others that wait */
    std::vector<EngineOutput>& Outputs()
    {
        return m_context.transport.Workspace().outputs;
    }

    /**
     * Place the outputs of a message, or drop them. A source here waits until one peer has room.
     * @param input where it came from
     * @param first index of the first output
     */
    void PlaceOutputs(uint32_t input, std::size_t first);

    /**
     * Outputs of a source found no room at any peer: the first peer that has some gets its output.
     * @param input number of the source's input
     * @param first index of the first output
     * @return how many outputs the input has to wait for: 1, or 0 if there is no peer
     */
    uint32_t OfferOutputs(uint32_t input, std::size_t first);

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

    /** @return what measures peers */
    PeerProbes& Probes();

    /** Ask silent upstreams for a sign of life, and give those up that gave none. */
    void LookForSilence();

    /** Tell the algorithm how fast data crosses the links. */
    void ReportRates();

    /**
     * Tell the algorithm of a peer.
     * @param type what there is to tell
     * @param peer the peer
     * @param detail what else there is to say
     * @param app which application
     */
    void Notify(MessageType type, NodeId peer, uint16_t detail, uint32_t app = 0);

    /**
     * End all links, and do nothing any more.
     * @param isPeaceful whether peers are told
     */
    void End(bool isPeaceful);

    // what every message touches comes first
    bool m_isAlive = true;                      //!< see IsAlive()
    bool m_areRatesReported = false;            //!< whether it is woken to tell rates
    bool m_isRunning = false;                   //!< whether Run() is at work
    bool m_collectsResults = false;             //!< whether data is processed
    NodeId m_upstream;                          //!< see Upstream()
    std::unique_ptr<Algorithm> m_algorithm;     //!< decides
    EngineContext m_context;                    //!< what the parts have in common
    EngineTransmission m_transmission;          //!< what is sent and received
    EngineInputs m_inputs;                      //!< what waits to be processed
    std::unique_ptr<DeliverCallback> m_deliver; //!< gets data; null: nobody does
    OutputBuffers m_outputs;                    //!< what waits to be sent
    const OverlayMessage* m_foreign = nullptr;  //!< control of another node that is processed
    Nanoseconds m_born;                         //!< see Born()
    NodeRandom m_random;                        //!< its own numbers
    SilenceWatch m_silence;                     //!< finds upstreams that are gone
    std::vector<AppEdge> m_edges;               //!< of applications
    std::unique_ptr<PeerProbes> m_probes;       //!< measures peers; null: nothing was measured yet
    std::unique_ptr<LinkCounters> m_ended;      //!< see EndedLinks(); null: none is gone
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_ENGINE_H
