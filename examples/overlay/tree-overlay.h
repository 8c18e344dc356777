/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TREE_OVERLAY_H
#define QOS_TREE_OVERLAY_H

#include "ns3/overlay-bed.h"
#include "ns3/random-variable-stream.h"
#include "ns3/tree-algorithm.h"
#include "ns3/units.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** What the nodes of a tree are like, and how they join. */
struct TreeOverlayParams
{
    std::vector<double> bandwidths; //!< of the nodes in KBps, in and out together; 0: the source
    std::vector<uint32_t> joiners;  //!< all nodes but the source, in the order in which they join
    TreeParams tree;                //!< of the algorithm
    DropPolicy policy = DropPolicy::Lossless; //!< when a buffer is full
    uint32_t buffer = 10;                     //!< messages
    uint32_t messageBytes = 5120;             //!< of payload
    Nanoseconds leastDelay{0};                //!< from a node to another
    Nanoseconds mostDelay{0};                 //!< the same; each node has its own half of it
    Nanoseconds joinInterval = std::chrono::seconds{2}; //!< from a node to the next
    uint32_t known = 8;            //!< members that a joining node hears of, at most
    bool entersAtSource = false;   //!< whether it hears of the source only
    std::vector<uint32_t> entries; //!< what a joiner hears of instead, if given: a node for each
};

/**
 * @ingroup qos-examples
 * A tree of overlay nodes on any transport, built join by join.
 */
class TreeOverlay
{
  public:
    static constexpr uint32_t APP = 1;    //!< the application
    static constexpr uint32_t SOURCE = 0; //!< number of the source

    /**
     * @param params what the nodes are like
     * @param random draws delays, entries and the nodes' own random numbers
     * @param bed where they run; nothing is there yet
     */
    TreeOverlay(const TreeOverlayParams& params,
                Ptr<UniformRandomVariable> random,
                std::unique_ptr<OverlayBed> bed);

    /** The source, if it is in this process, sends back to back from now on. */
    void StartSource();

    /**
     * Let the next node join, if it is in this process, and wait until it is time for the one after
     * it.
     */
    void JoinNext();

    /**
     * A node that has crashed comes back: a new node on the same host, which knows random nodes
     * that have not crashed, and joins. Not on TCP.
     * @param number of the node
     * @return number of the new one
     */
    uint32_t Replace(uint32_t number);

    /** @return whether all have joined */
    bool IsComplete() const
    {
        return m_joined == m_params.joiners.size();
    }

    /** @param time that passes */
    void Pass(Nanoseconds time)
    {
        m_bed->Advance(m_bed->Now() + time);
    }

    /**
     * @param number of a node
     * @return whether it is in this process; otherwise nothing below is known of it
     */
    bool IsHere(uint32_t number) const
    {
        return m_algorithms[number] != nullptr;
    }

    /**
     * @param number of a node
     * @return its parent; nothing if it has none
     */
    std::optional<uint32_t> ParentOf(uint32_t number) const;

    /**
     * @param number of a node
     * @return what it knows of the tree; nothing if it has left, or never was in it
     */
    const TreeMembership& MembershipOf(uint32_t number) const;

    /**
     * @param number of a node
     * @return its algorithm
     */
    const TreeAlgorithm& AlgorithmOf(uint32_t number) const
    {
        return *m_algorithms[number];
    }

    /** @return the nodes */
    OverlayBed& Bed()
    {
        return *m_bed;
    }

    /** @return nodes, the source and those that have crashed included */
    uint32_t Nodes() const
    {
        return static_cast<uint32_t>(m_algorithms.size());
    }

  private:
    /**
     * @param host number of its host
     * @param kBps its bandwidth, in and out together
     */
    void AddNode(uint32_t host, double kBps);

    /**
     * Let a node join.
     * @param number of the node
     * @param known nodes that it hears of
     */
    void Join(uint32_t number, const std::vector<NodeId>& known);

    TreeOverlayParams m_params;               //!< what the nodes are like
    Ptr<UniformRandomVariable> m_random;      //!< of this overlay
    std::unique_ptr<OverlayBed> m_bed;        //!< the nodes
    std::vector<TreeAlgorithm*> m_algorithms; //!< of the nodes; null: in another process
    std::vector<uint32_t> m_hosts;            //!< of the nodes
    std::size_t m_joined = 0;                 //!< how many have joined
};

} // namespace qos
} // namespace ns3

#endif // QOS_TREE_OVERLAY_H
