/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONTROL_EVENTS_H
#define QOS_CONTROL_EVENTS_H

#include "ns3/cm-types.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <vector>

namespace ns3
{
namespace qos
{

/** Knows which grants flows hold. */
class GrantLedger
{
  public:
    virtual ~GrantLedger() = default;

    /**
     * @param flow a flow
     * @return how many grants it holds now, neither used nor given back nor lapsed; 0 for a flow
     * that is not open
     */
    virtual uint32_t GrantsOf(CmFlowId flow) const = 0;
};

/** Flows, each once, in an order; a flow is found, added and removed in logarithmic time. */
class FlowQueue
{
  public:
    /**
     * Put a flow at the end.
     * @param flow the flow; nothing happens if it is in
     */
    void Add(CmFlowId flow);

    /**
     * @param flow the flow; nothing happens if it is not in
     */
    void Remove(CmFlowId flow);

    /**
     * Put a flow behind all others.
     * @param flow a flow that is in
     */
    void MoveToEnd(CmFlowId flow);

    /** @return whether no flow is in */
    bool IsEmpty() const
    {
        return m_order.empty();
    }

    /** @return the flows in order */
    const std::list<CmFlowId>& Flows() const
    {
        return m_order;
    }

  private:
    std::list<CmFlowId> m_order;                            //!< the flows
    std::map<CmFlowId, std::list<CmFlowId>::iterator> m_at; //!< where they are
};

/**
 * @ingroup qos-congestion-manager
 * What a control socket has to tell the process behind it: which of its flows may send, and the
 * state of which ones changed.
 *
 * Keeps no history. Who may send is looked up when it is asked, so that a grant is told as long as
 * it is held; a flow whose state changed is told once, however often it changed.
 *
 * Source: OSDI 2000, sections 2.2 and 2.2.2.
 */
class ControlEvents
{
  public:
    /** As many ids as there are. */
    static constexpr std::size_t ALL = std::numeric_limits<std::size_t>::max();

    /** @param ledger knows which grants flows hold; must live longer */
    explicit ControlEvents(const GrantLedger& ledger);

    /**
     * A flow got a grant.
     * @param flow the flow
     */
    void Granted(CmFlowId flow);

    /**
     * The state of a flow changed.
     * @param flow the flow
     */
    void Changed(CmFlowId flow);

    /**
     * The process knows the state of a flow.
     * @param flow the flow
     */
    void Seen(CmFlowId flow);

    /**
     * A flow does not send on grants any more.
     * @param flow the flow
     */
    void ForgetGrants(CmFlowId flow);

    /** @return whether some flow holds a grant */
    bool IsWritable();

    /** @return whether the state of some flow changed */
    bool HasException() const
    {
        return !m_changed.IsEmpty();
    }

    /**
     * Which flows may send? Each one as often as it holds grants, one of each before the second of
     * any. If not all fit, those that are left out come first next time.
     * @param most how many ids at most
     * @return the ids
     */
    std::vector<CmFlowId> Sendable(std::size_t most = ALL);

    /** @return the flows whose state changed, in the order of their first change */
    std::vector<CmFlowId> ChangedFlows() const;

  private:
    const GrantLedger& m_ledger; //!< knows grants
    FlowQueue m_granted;         //!< got a grant, and may still hold it
    FlowQueue m_changed;         //!< the state changed
};

} // namespace qos
} // namespace ns3

#endif // QOS_CONTROL_EVENTS_H
