/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OBSERVED_NODES_H
#define QOS_OBSERVED_NODES_H

#include "ns3/node-id.h"
#include "ns3/status-report.h"
#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace qos
{

/** A node that is alive, as far as the observer knows. */
struct ObservedNode
{
    NodeId id;                          //!< who
    std::optional<StatusReport> status; //!< as it last said
    Nanoseconds statusAt{0};            //!< when it did
    uint32_t missed = 0;                //!< requests in a row that it did not answer
    bool isAwaited = false;             //!< whether it has a request to answer
    bool isAlive = false;               //!< whether this stands for a node
    std::size_t place = 0;              //!< among those that are alive
};

/**
 * @ingroup qos-ioverlay-observer
 * The nodes that are alive. Each has a number, under which nothing else is found until it is freed:
 * a timer that is on its way when the node goes does not hit another one.
 */
class ObservedNodes
{
  public:
    static constexpr uint32_t NONE = UINT32_MAX; //!< the number of no node

    /**
     * @param id a node
     * @return its number; NONE if it is not alive
     */
    uint32_t Find(NodeId id) const;

    /**
     * @param id a node that is not known to be alive
     * @return its number
     */
    uint32_t Add(NodeId id);

    /** @param number of a node that is alive no longer; it keeps the number */
    void Remove(uint32_t number);

    /** @param number of a node that was removed; the number may be given to another one */
    void Free(uint32_t number);

    /**
     * @param number of a node
     * @return the node, at this place until the next Add()
     */
    ObservedNode& operator[](uint32_t number)
    {
        return m_nodes[number];
    }

    /**
     * @param number of a node
     * @return the node
     */
    const ObservedNode& operator[](uint32_t number) const
    {
        return m_nodes[number];
    }

    /** @return above all numbers */
    uint32_t End() const
    {
        return static_cast<uint32_t>(m_nodes.size());
    }

    /** @return numbers of those that are alive, in no order that means anything */
    const std::vector<uint32_t>& Alive() const
    {
        return m_alive;
    }

    /**
     * Some of the nodes, each subset of that size with the same probability.
     *
     * Source: Floyd's method (Bentley, Floyd: A sample of brilliance, CACM 1987).
     * @param most how many; all if there are fewer
     * @param without a node that is not meant
     * @param random uniform from 0 to below 1
     * @return the nodes
     */
    std::vector<NodeId> Sample(std::size_t most,
                               NodeId without,
                               const std::function<double()>& random) const;

  private:
    std::vector<ObservedNode> m_nodes;              //!< by number
    std::vector<uint32_t> m_free;                   //!< numbers of none
    std::vector<uint32_t> m_alive;                  //!< see Alive()
    std::unordered_map<NodeId, uint32_t> m_numbers; //!< of those that are alive
};

} // namespace qos
} // namespace ns3

#endif // QOS_OBSERVED_NODES_H
