/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TREE_ALGORITHM_H
#define QOS_TREE_ALGORITHM_H

#include "tree-membership.h"

#include "ns3/i-algorithm.h"
#include "ns3/prefetch.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace ns3
{
namespace qos
{

/** Which member becomes the parent of a node that joins. */
enum class TreeRule : uint8_t
{
    StressAware, //!< the least stressed one that the query finds
    Random,      //!< the first one that the query meets
    Unicast      //!< the source
};

/** What a node does when its parent is gone. */
enum class TreeRepair : uint8_t
{
    Local, //!< it keeps its children, and looks for another parent
    Domino //!< it gives its children up, who do the same, and all join again
};

/** All knobs of the nodes of a tree. */
struct TreeParams
{
    TreeRule rule = TreeRule::StressAware;          //!< who becomes the parent
    TreeRepair repair = TreeRepair::Local;          //!< when a parent is gone
    Nanoseconds exchange = std::chrono::seconds{5}; //!< how often neighbours are told of the load;
                                                    //!< 0: only when it changes
    Nanoseconds retry = std::chrono::seconds{3};    //!< how long a node waits for an offer
    Nanoseconds mostRetry = std::chrono::seconds{60};  //!< the same, after many in vain
    Nanoseconds promise = std::chrono::seconds{2};     //!< how long an offer holds
    Nanoseconds mostBackOff = std::chrono::seconds{1}; //!< before a node joins again after a domino
    uint8_t ttl = 16;                                  //!< how often a query is passed on
};

/**
 * @ingroup qos-ioverlay-tree
 * Multicast trees: a node joins below a member that it finds by a query, and forwards data from its
 * parent to its children. With TreeRule::StressAware, a member that gets a query compares its
 * stress (degree by bandwidth) with that of its parent and its children, and passes the query on to
 * the least of them; the one that is less stressed than its neighbours becomes the parent.
 *
 * Source: iOverlay (Middleware 2004), section 3.2, for stress, the query and the three rules. Ours:
 * that a tie goes to the parent, the visited nodes, promises and confirmation, leaving, and repair.
 */
class TreeAlgorithm : public IAlgorithm
{
  public:
    /** @param params its knobs */
    explicit TreeAlgorithm(const TreeParams& params = {});

    /**
     * Be the root of a tree.
     * @param app its application
     */
    void BecomeRoot(uint32_t app);

    /**
     * @param app an application
     * @return its tree as this node knows it; null if it does not know it
     */
    const TreeMembership* Membership(uint32_t app) const;

    /** @return how often queries were passed on here */
    uint64_t QueriesPassedOn() const
    {
        return m_passedOn;
    }

    /** @return data that did not come from the parent, and was dropped */
    uint64_t Strays() const
    {
        return m_strays;
    }

    /** @return messages that were not what they should be */
    uint64_t Refused() const
    {
        return m_refused;
    }

    void AddTo(WorkingSet& set) const override
    {
        set.Add(this, 2 * CACHE_LINE);
        set.Add(m_trees.data(), CACHE_LINE);
        if (!m_trees.empty())
        {
            set.Add(m_trees.front().children.data());
        }
    }

  protected:
    Verdict OnData(const MessagePtr& message, EngineApi& engine) override;
    void OnDeploy(uint32_t app, EngineApi& engine) override;
    void OnAnnounce(uint32_t app, NodeId source, EngineApi& engine) override;
    void OnJoin(uint32_t app, EngineApi& engine) override;
    void OnLeave(uint32_t app, EngineApi& engine) override;
    void OnBrokenLink(NodeId peer, EngineApi& engine) override;
    void OnBrokenSource(uint32_t app, EngineApi& engine) override;
    void OnTimer(int32_t id, EngineApi& engine) override;
    bool OnMessage(const MessagePtr& message, EngineApi& engine) override;

  private:
    /**
     * @param app an application
     * @return its tree, which is known from now on
     */
    TreeMembership& MembershipOf(uint32_t app);

    /**
     * Ask the next candidate, or some known host.
     * @param tree where to join
     * @param engine what sends
     */
    void Ask(TreeMembership& tree, EngineApi& engine);

    /**
     * @param tree the tree that is asked for
     * @param message the query
     * @param query what it says
     * @param engine what sends
     */
    void OnQuery(TreeMembership& tree,
                 const MessagePtr& message,
                 const TreeQuery& query,
                 EngineApi& engine);

    /**
     * @param tree of which this is a member
     * @param query somebody's query
     * @param isLast whether it may not be passed on
     * @param engine what sends
     * @return the member to which it is passed on; none if this one offers itself
     */
    NodeId NextHop(const TreeMembership& tree,
                   const TreeQuery& query,
                   bool isLast,
                   EngineApi& engine) const;

    /**
     * @param tree which a node joins
     * @param offer somebody's offer
     * @param from who that is
     * @param engine what sends
     */
    void OnOffer(TreeMembership& tree, const TreeOffer& offer, NodeId from, EngineApi& engine);

    /**
     * @param tree of which this is a member
     * @param reservation what was promised
     * @param engine what sends
     */
    void OnAttach(TreeMembership& tree, uint32_t reservation, EngineApi& engine);

    /**
     * @param tree in which the sender is or becomes the parent
     * @param path its way from the root, its own place included
     * @param engine what sends
     */
    void OnPath(TreeMembership& tree, TreePath path, EngineApi& engine);

    /**
     * A neighbour says how it is.
     * @param tree where it is one
     * @param load what it says
     * @param from who
     */
    static void OnStress(TreeMembership& tree, const NodeLoad& load, NodeId from);

    /**
     * The parent is gone.
     * @param tree where it was
     * @param engine what sends
     */
    void Repair(TreeMembership& tree, EngineApi& engine);

    /**
     * Tell the neighbours how this node is.
     * @param tree in which they are neighbours
     * @param engine what sends
     */
    void TellStress(const TreeMembership& tree, EngineApi& engine) const;

    /**
     * Send a control message.
     * @param tree what it is about
     * @param type what it is
     * @param payload what it says
     * @param to whom
     * @param engine what sends
     */
    void Say(const TreeMembership& tree,
             MessageType type,
             Payload payload,
             NodeId to,
             EngineApi& engine) const;

    /**
     * @param tree a tree
     * @param isExchange whether it is for the exchange of stress; otherwise for another attempt
     * @return number of its timer
     */
    int32_t TimerOf(const TreeMembership& tree, bool isExchange) const;

    std::vector<TreeMembership> m_trees;             //!< that are known
    TreeParams m_params;                             //!< knobs
    std::vector<std::pair<NodeId, uint32_t>> m_seen; //!< queries that were relayed, by age
    uint32_t m_nextReservation = 1;                  //!< its number
    uint64_t m_passedOn = 0;                         //!< see QueriesPassedOn()
    uint64_t m_strays = 0;                           //!< see Strays()
    uint64_t m_refused = 0;                          //!< see Refused()
};

} // namespace qos
} // namespace ns3

#endif // QOS_TREE_ALGORITHM_H
