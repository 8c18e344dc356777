/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEEDBACK_FLOWS_H
#define QOS_FEEDBACK_FLOWS_H

#include "cm-data-header.h"
#include "feedback-collector.h"

#include "ns3/address.h"
#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <map>
#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-udp
 * All flows of stamped datagrams that arrive at one socket, one per sender, and when to report on
 * them. The socket's owner sends the reports.
 *
 * There is a limit on the number of flows. Beyond it, the one that has been silent for longest is
 * forgotten; its sender notices at most that some datagrams count as lost.
 */
class FeedbackFlows
{
  public:
    /** Sends a report to an address. */
    using ReportCallback = Callback<void, Ptr<Packet>, const Address&>;

    /** What happened so far. */
    struct Counters
    {
        uint64_t counted = 0;    //!< stamped datagrams that arrived for the first time
        uint64_t duplicates = 0; //!< copies
        uint64_t late = 0;       //!< datagrams that the sender knows the fate of
        uint64_t refused = 0;    //!< datagrams that do not fit to those before them
        uint64_t unstamped = 0;  //!< datagrams without a well-formed stamp
        uint64_t reports = 0;    //!< reports made
        uint64_t forgotten = 0;  //!< flows that gave way to others
    };

    /**
     * @param policy when to report
     * @param largestTable flows that are remembered, at least 1
     * @param send sends reports
     */
    FeedbackFlows(const FeedbackPolicy& policy, uint32_t largestTable, ReportCallback send);
    ~FeedbackFlows();
    FeedbackFlows(const FeedbackFlows&) = delete;
    FeedbackFlows& operator=(const FeedbackFlows&) = delete;

    /**
     * A datagram arrived.
     * @param packet its payload, with the tags of a socket that was told to give the TOS or the
     * traffic class; loses its stamp
     * @param from its sender
     * @return the stamp; nothing if it has no well-formed one, and stays as it is
     */
    std::optional<CmDataHeader> Arrive(const Ptr<Packet>& packet, const Address& from);

    /** Forget all flows; no more reports. */
    void Stop();

    /** @return what happened so far */
    const Counters& GetCounters() const
    {
        return m_counters;
    }

    /** @return how many flows are remembered */
    std::size_t Size() const
    {
        return m_flows.size();
    }

  private:
    /** One flow. */
    struct Flow
    {
        /** @param policy when to report */
        explicit Flow(const FeedbackPolicy& policy)
            : collector(policy)
        {
        }

        FeedbackCollector collector; //!< what arrived
        Time heardAt;                //!< when the last datagram did
        EventId timer;               //!< calls Report()
    };

    /**
     * @param from a sender
     * @return its flow, made now if there was none
     */
    Flow& FlowFrom(const Address& from);

    /** Forget the flow that has been silent for longest. */
    void ForgetOldest();

    /**
     * Report now or later, as the policy says.
     * @param from the sender
     * @param flow its flow
     */
    void Arm(const Address& from, Flow& flow);

    /**
     * Report now.
     * @param from the sender
     */
    void Report(const Address& from);

    FeedbackPolicy m_policy;         //!< when to report
    uint32_t m_largestTable;         //!< flows that are remembered
    ReportCallback m_send;           //!< sends reports
    std::map<Address, Flow> m_flows; //!< by sender
    Counters m_counters;             //!< what happened so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_FEEDBACK_FLOWS_H
