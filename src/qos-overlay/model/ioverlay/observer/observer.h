/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OBSERVER_H
#define QOS_OBSERVER_H

#include "control-script.h"
#include "observed-nodes.h"

#include "ns3/algorithm.h"
#include "ns3/status-report.h"
#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** All knobs of an observer. */
struct ObserverParams
{
    uint8_t bootSubset = 8;                              //!< nodes that a new one is told of
    Nanoseconds requestPeriod = std::chrono::seconds{5}; //!< how often a node is asked how it is;
                                                         //!< 0: never
    uint32_t mostMissed = 3;       //!< requests in a row without an answer: the node is gone
    std::size_t mostTraces = 1000; //!< lines of the log that are kept, the latest ones
};

/** What an observer counted. */
struct ObserverCounters
{
    uint64_t boots = 0;     //!< nodes that asked whom they may know
    uint64_t requests = 0;  //!< how often nodes were asked how they are
    uint64_t statuses = 0;  //!< reports of nodes
    uint64_t removed = 0;   //!< nodes that are gone
    uint64_t silent = 0;    //!< of them, those that did not answer
    uint64_t traces = 0;    //!< lines for the log
    uint64_t commands = 0;  //!< that were sent
    uint64_t malformed = 0; //!< messages that were not what they should be
    uint64_t foreign = 0;   //!< messages that are not for an observer
};

/** A line of the observer's log. */
struct TraceRecord
{
    Nanoseconds at{0}; //!< when it came
    NodeId node;       //!< from whom
    std::string text;  //!< the line
};

/** What an observer tells as it happens; each may be left out. */
struct ObserverCallbacks
{
    std::function<void(NodeId node, Nanoseconds at)> nodeUp;   //!< a node is there
    std::function<void(NodeId node, Nanoseconds at)> nodeDown; //!< a node is gone
    std::function<void(NodeId node, const StatusReport& status, Nanoseconds at)>
        status; //!< a node said how it is
    std::function<void(uint32_t app, NodeId parent, NodeId child, bool isThere, Nanoseconds at)>
        edge; //!< an edge of an application is new, or is gone; as the child says
};

/**
 * @ingroup qos-ioverlay-observer
 * The observer: nodes ask it whom they may know, it asks them how they are, and tells them what to
 * do. It is an algorithm, which runs on an engine of its own: a node like any other, which the
 * others have in OverlayEngineParams::observer.
 *
 * A node is alive from when it asks (MessageType::Boot) until its connection ends, another node
 * reports its end, or it misses several requests in a row. Whoever reports its status is alive.
 *
 * In an overlay of many thousand nodes, the messages would be many: with a period of 0 it asks
 * nobody, and Take() gets reports that were read from engines directly.
 *
 * Source: iOverlay (Middleware 2004), section 2.2.
 */
class Observer final : public Algorithm
{
  public:
    /**
     * @param params its knobs
     * @throws std::invalid_argument if a node may miss no request
     */
    explicit Observer(const ObserverParams& params = {});

    Verdict Process(const MessagePtr& message, EngineApi& engine) override;

    /**
     * Tell a node what to do.
     * @param node who
     * @param command what
     * @param engine that of the observer; OverlayEngine::Resume() after it
     */
    void Command(NodeId node, const ControlCommand& command, EngineApi& engine);

    /**
     * Do what a script says, from now on; it takes the place of one that is not at its end.
     * @param script what to do
     * @param engine that of the observer; OverlayEngine::Resume() after it
     */
    void Play(const ControlScript& script, EngineApi& engine);

    /**
     * Take a report that came by no message: the node is alive.
     * @param node whose
     * @param status its report
     * @param engine that of the observer
     */
    void Take(NodeId node, StatusReport status, EngineApi& engine);

    /** @param callbacks are called as it happens */
    void SetCallbacks(ObserverCallbacks callbacks)
    {
        m_callbacks = std::move(callbacks);
    }

    /** @return the nodes that are alive, in their order */
    std::vector<NodeId> Alive() const;

    /**
     * @param node any
     * @return its latest report; null if there is none, or the node is not alive
     */
    const StatusReport* StatusOf(NodeId node) const;

    /** @return the log, the oldest line first */
    const std::deque<TraceRecord>& Traces() const
    {
        return m_traces;
    }

    /** @return what was counted */
    const ObserverCounters& GetCounters() const
    {
        return m_counters;
    }

  private:
    /**
     * @param node is there
     * @param engine that of the observer
     * @return its number
     */
    uint32_t SetUp(NodeId node, EngineApi& engine);

    /**
     * @param node is gone; nothing happens if it was not there
     * @param engine that of the observer
     */
    void SetDown(NodeId node, const EngineApi& engine);

    /**
     * @param message a node asks whom it may know
     * @param engine that of the observer
     */
    void OnBoot(const MessagePtr& message, EngineApi& engine);

    /**
     * @param id of a timer
     * @param engine that of the observer
     */
    void OnTimer(int32_t id, EngineApi& engine);

    /**
     * Ask a node how it is, if it is still there.
     * @param number of the node
     * @param engine that of the observer
     */
    void Poll(uint32_t number, EngineApi& engine);

    /**
     * Do what is due, and see to it that the rest is done later.
     * @param engine that of the observer
     */
    void PlayOn(EngineApi& engine);

    /**
     * @param node whose edges
     * @param before its report before
     * @param after its report now
     * @param at when
     */
    void TellEdges(NodeId node,
                   const StatusReport& before,
                   const StatusReport& after,
                   Nanoseconds at) const;

    /**
     * @param message a line for the log
     * @param engine that of the observer
     */
    void OnTrace(const MessagePtr& message, const EngineApi& engine);

    ObserverParams m_params;              //!< knobs
    ObservedNodes m_nodes;                //!< that are alive
    std::deque<TraceRecord> m_traces;     //!< see Traces()
    ObserverCallbacks m_callbacks;        //!< tell others
    ObserverCounters m_counters;          //!< what was counted
    std::vector<ControlAction> m_actions; //!< of the script
    std::size_t m_nextAction = 0;         //!< of them
    Nanoseconds m_scriptBegan{0};         //!< when
    int32_t m_scriptTimer = 0;            //!< id of its timers, below 0
    uint32_t m_nextRequest = 0;           //!< its sequence number
};

} // namespace qos
} // namespace ns3

#endif // QOS_OBSERVER_H
