/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HIERARCHICAL_FLOW_SCHEDULER_H
#define QOS_HIERARCHICAL_FLOW_SCHEDULER_H

#include "flow-scheduler.h"

#include "ns3/slot-lists.h"

#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-core
 * Weighted round robin over a tree: classes have weights, and flows have weights within their
 * class.
 *
 * Every class and flow has a credit. Its turn adds the MTU times its weight over that of the
 * heaviest of its siblings that wait, so that nobody sends two full packets in a row while others
 * wait; who has credit for a packet is granted one, and pays for what was sent in the end and not
 * for a whole MTU, so that small packets cost little. Credit is not saved: who does not ask any
 * more loses it. What a class has no use for goes to its siblings. Without classes this is a
 * weighted round robin among the flows.
 *
 * The Congestion Manager of SIGCOMM 1999 had a hierarchical round robin with weights; this
 * formulation, deficit round robin (Shreedhar and Varghese, SIGCOMM 1995) at every node, is this
 * project's.
 */
class HierarchicalFlowScheduler final : public FlowScheduler
{
  public:
    static constexpr const char* NAME = "hierarchical"; //!< its name in the registry

    using ClassId = uint32_t;          //!< a class of the tree
    static constexpr ClassId ROOT = 0; //!< where flows are that were not put anywhere

    HierarchicalFlowScheduler();

    /**
     * Add a class.
     * @param parent the class that it belongs to
     * @param weight its weight among the children of its parent, above 0
     * @return the class
     * @throws std::invalid_argument if there is no such parent, or the weight is not above 0
     */
    ClassId AddClass(ClassId parent, double weight);

    /**
     * Put a flow into a class.
     * @param member the flow; if it waits it goes to the end of the line there
     * @param target the class
     */
    void Assign(MemberId member, ClassId target);

    void Join(MemberId member) override;
    void Leave(MemberId member) override;
    void SetWeight(MemberId member, double weight) override;
    void Request(MemberId member) override;
    MemberId Next(uint32_t mtu) override;
    void Used(MemberId member, uint32_t granted, uint32_t used) override;
    void SetActive(MemberId member, bool isActive) override;
    double Share(MemberId member) const override;

  private:
    /** A class, or a flow as a leaf. */
    struct Node
    {
        uint32_t parent = ROOT;   //!< node of the class that it is in
        double weight = 1;        //!< among its siblings
        double credit = 0;        //!< bytes
        bool hasTurn = false;     //!< got the credit of this turn
        uint32_t waiting = 0;     //!< flows below (or itself) that wait
        uint32_t active = 0;      //!< flows below (or itself) that share
        double activeWeight = 0;  //!< sum over the children that share
        double heaviest = 0;      //!< weight of no child that may wait is above it
        std::size_t children = 0; //!< classes only: list of the children that may wait
        MemberId member = 0;      //!< leaves only: the flow
    };

    static constexpr uint32_t ABSENT = SlotLists::ABSENT; //!< no node

    /** @param leaf of a flow that waits and does not any more */
    void Withdraw(uint32_t leaf);

    /** @return a node that is not in use */
    uint32_t TakeNode();

    /**
     * @param node a class with a flow that waits
     * @param mtu bytes of a grant
     * @return the child whose turn it is
     */
    uint32_t NextChild(uint32_t node, double mtu);

    /**
     * After a round in which no child of a class had credit for a packet, and those that do not
     * wait were forgotten: give all as many turns as the first of them needs.
     * @param node the class
     * @param mtu bytes of a grant
     */
    void GiveTurns(uint32_t node, double mtu);

    /**
     * @param node a node that has nothing to send
     */
    void Forget(uint32_t node);

    std::vector<Node> m_nodes;      //!< the tree; the root is the first
    std::vector<uint32_t> m_leaves; //!< node by member
    std::vector<uint32_t> m_free;   //!< nodes of flows that left
    SlotLists m_lists;              //!< the children that may wait, by Node::children
};

} // namespace qos
} // namespace ns3

#endif // QOS_HIERARCHICAL_FLOW_SCHEDULER_H
