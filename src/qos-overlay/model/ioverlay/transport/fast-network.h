/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FAST_NETWORK_H
#define QOS_FAST_NETWORK_H

#include "block-row.h"
#include "compact-working-set.h"
#include "event-queue.h"

#include "ns3/bounded-ring.h"
#include "ns3/overlay-engine.h"
#include "ns3/transport.h"
#include "ns3/units.h"
#include "ns3/working-set.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** All knobs of a network of messages. */
struct FastNetworkParams
{
    /** From a node to another, by number; the same in both directions. */
    using Delay = std::function<Nanoseconds(uint32_t from, uint32_t to)>;

    Delay delay; //!< of a message; none: 10 ms everywhere
    NodeId first{0x0A000001,
                 7000}; //!< id of the first node; the others have the addresses after it
};

/** What happened in a network. */
struct FastNetworkCounters
{
    uint64_t events = 0;   //!< executed
    uint64_t messages = 0; //!< that arrived
    uint64_t lost = 0;     //!< data that was on the way when its connection ended
};

/**
 * @ingroup qos-ioverlay-transport
 * Overlay nodes with connections between them, message by message: no packets, no hosts. A
 * message takes the delay of its path; how long it is matters only to the emulation of bandwidth.
 *
 * It is for many nodes. It has its own time and its own events: Advance() lets them pass, alone or,
 * with NextEvent(), within a simulator.
 */
class FastNetwork final : public Transport
{
  public:
    /** @param params its knobs */
    explicit FastNetwork(FastNetworkParams params = {});

    FastNetwork(const FastNetwork&) = delete;
    FastNetwork& operator=(const FastNetwork&) = delete;
    ~FastNetwork();

    /**
     * Add a node.
     * @param params its knobs; its id is set
     * @param algorithm decides
     * @return its number: 0, 1, 2, ...
     */
    uint32_t AddNode(OverlayEngineParams params, std::unique_ptr<Algorithm> algorithm);

    /** @return how many nodes there are, those that are gone too */
    uint32_t Nodes() const
    {
        return static_cast<uint32_t>(m_nodes.Size());
    }

    /**
     * @param number of a node
     * @return its engine
     */
    OverlayEngine& Engine(uint32_t number)
    {
        return m_nodes[number].engine;
    }

    /**
     * @param number of a node
     * @return its id
     */
    NodeId IdOf(uint32_t number) const
    {
        return {m_params.first.ip + number, m_params.first.port};
    }

    /**
     * @param id of a node
     * @return its number; Nodes() or more if there is none
     */
    uint32_t NumberOf(NodeId id) const
    {
        return id.port == m_params.first.port ? id.ip - m_params.first.ip : NONE;
    }

    /** @return when something happens next; FOREVER if nothing will */
    Nanoseconds NextEvent() const
    {
        return m_events.IsEmpty() ? FOREVER : m_events.Next().at;
    }

    /**
     * Do what is due.
     * @param now the time
     */
    void Advance(Nanoseconds now);

    /** @return what happened */
    const FastNetworkCounters& GetCounters() const
    {
        return m_counters;
    }

    /** @return data on the way */
    uint64_t InFlight() const
    {
        return m_inFlight;
    }

    // Transport
    Nanoseconds Now() const override
    {
        return m_now;
    }

    MessagePool& Pool() override
    {
        return m_pool;
    }

    void Wake(OverlayEngine& engine, Nanoseconds at, Wakening why, uint32_t argument) override;
    Handle Connect(OverlayEngine& engine, uint32_t link, NodeId peer) override;
    void Close(Handle handle, bool isPeaceful) override;
    void Submit(Handle handle, MessagePtr message, Nanoseconds at) override;
    void GrantCredit(Handle handle, uint32_t messages) override;
    uint32_t CollectCredit(Handle handle) override;

  private:
    using Task = OverlayEngine::Task;

    static constexpr uint32_t NONE = UINT32_MAX; //!< the number of nothing
    static constexpr uint32_t SOME = 500;        //!< nodes whose memory a near cache does not hold
    static constexpr uint32_t MANY = 4000;       //!< nodes of which a near cache holds nothing

    /** What an event is about. */
    enum class Kind : uint8_t
    {
        Wake,    //!< an engine
        Arrive,  //!< a connection reaches its peer
        Up,      //!< it is up for who opened it
        Message, //!< a message arrives
        Credit,  //!< a credit arrives that is awaited
        Down     //!< the end of a connection is noticed
    };

    /** What happens. */
    struct What
    {
        union
        {
            OverlayMessage* message; //!< of Kind::Message: which arrives
            uint64_t argument;       //!< of the others: what Wake() or Close() was told
        };

        uint32_t target; //!< an engine, or an end of a connection
        Kind kind;       //!< what it is about
        Wakening why;    //!< of an engine
    };

    /** A node. */
    struct Node
    {
        /**
         * @param params see OverlayEngine
         * @param network see OverlayEngine
         * @param algorithm see OverlayEngine
         */
        Node(const OverlayEngineParams& params,
             FastNetwork& network,
             std::unique_ptr<Algorithm> algorithm)
            : engine(params, network, std::move(algorithm))
        {
        }

        OverlayEngine engine;         //!< does its work
        CompactWorkingSet workingSet; //!< of the engine, without itself
    };

    /** One end of a connection. */
    struct End
    {
        uint32_t engine = NONE;          //!< number of the node
        uint32_t link = NONE;            //!< number of the link there; NONE: it knows of none
        BoundedRing<Nanoseconds> credit; //!< when each data arrives that its peer takes
    };

    /** A connection; its ends have the handles 2 i and 2 i + 1. */
    struct alignas(CACHE_LINE) Connection
    {
        End ends[2];                              //!< who opened it, and who accepts it
        Nanoseconds delay{0};                     //!< each way
        uint32_t events : 31;                     //!< that are to happen
        bool isOver : 1;                          //!< it ends, or has ended
        bool isCreditAwaited[2] = {false, false}; //!< by end: it asked for it when there was none
        uint8_t arrived[2] = {0, 0};              //!< by end: credit that has arrived, and was put
                                                  //!< together here

        Connection()
            : events(0),
              isOver(false)
        {
        }
    };

    /**
     * @param at when
     * @param kind what happens to a connection
     * @param handle of the end where it does
     * @param argument see What
     */
    void AddToConnection(Nanoseconds at, Kind kind, Handle handle, uint64_t argument = 0);

    /** @param what happens now */
    void Execute(const What& what);

    /**
     * Let memory come that the next events need: that of their nodes, and if there are many, what
     * leads to that of later ones.
     */
    void Prefetch() const;

    /** How near an event is: what is behind a pointer has to wait until the pointer is there. */
    enum class Step : uint8_t
    {
        First,  //!< its connection, or the working set of its node
        Second, //!< the working set of the node of its connection
        Third,  //!< the memory of the node
        Last    //!< what only the engine knows
    };

    /**
     * @param what will happen soon
     * @param step how soon
     */
    void Prefetch(const What& what, Step step) const;

    /** @param what has happened; its node has done a task */
    void UpdateWorkingSet(const What& what);

    /**
     * @param what happens
     * @return number of the node; NONE if it has ended
     */
    uint32_t NodeOf(const What& what) const
    {
        return what.kind == Kind::Wake ? what.target : EndOf(what.target).engine;
    }

    /**
     * An end of a connection knows of the link no more.
     * @param handle of the end
     * @param why it ended
     */
    void NoticeEnd(Handle handle, LinkEnd why);

    /**
     * Forget a connection that another one makes superfluous.
     * @param number of the connection
     */
    void Drop(uint32_t number);

    /**
     * @param handle of an end of a connection
     * @return the credit that has arrived there, which is credit no longer
     */
    uint32_t TakeCredit(Handle handle);

    /**
     * @param number of a connection, which is free for another one if nobody refers to it any more
     */
    void FreeIfOver(uint32_t number);

    /**
     * A connection reaches the node it was opened to.
     * @param handle of the end there
     */
    void Arrive(Handle handle);

    /**
     * @param handle of an end of a connection
     * @return the end
     */
    End& EndOf(Handle handle)
    {
        return m_connections[handle / 2].ends[handle % 2];
    }

    /**
     * @param handle of an end of a connection
     * @return the end
     */
    const End& EndOf(Handle handle) const
    {
        return m_connections[handle / 2].ends[handle % 2];
    }

    /**
     * @param handle of an end of a connection
     * @return the credit that has arrived there, and was put together
     */
    uint8_t& Arrived(Handle handle)
    {
        return m_connections[handle / 2].arrived[handle % 2];
    }

    /**
     * @param handle of an end of a connection
     * @return whether it asked for credit when there was none, and there was none since
     */
    bool& IsCreditAwaited(Handle handle)
    {
        return m_connections[handle / 2].isCreditAwaited[handle % 2];
    }

    FastNetworkParams m_params;         //!< knobs
    Nanoseconds m_now{0};               //!< the time
    MessagePool m_pool;                 //!< outlives all that has messages
    BlockRow<Node> m_nodes;             //!< by number
    const void* m_origin = nullptr;     //!< near which the memory of nodes lies
    BlockRow<Connection> m_connections; //!< by number
    std::vector<uint32_t> m_free;       //!< numbers of none
    EventQueue<What> m_events;          //!< what will happen
    uint64_t m_inFlight = 0;            //!< data on the way
    uint64_t m_opened = 0;              //!< buckets of events for which memory was let come
    WorkingSet m_workingSet;            //!< of the node that is looked at
    FastNetworkCounters m_counters;     //!< what happened
};

} // namespace qos
} // namespace ns3

#endif // QOS_FAST_NETWORK_H
