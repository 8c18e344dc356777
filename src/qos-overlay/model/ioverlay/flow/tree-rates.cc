/* SPDX-License-Identifier: GPL-2.0-only */

#include "tree-rates.h"

#include "ns3/indexed-heap.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/** The rates of a tree while they rise. */
class RisingRates
{
  public:
    /** @param tree whose */
    explicit RisingRates(const OverlayTree& tree)
        : m_tree(tree),
          m_rates(tree.Size(), RISING),
          m_nodes(tree.Size())
    {
        m_rates[tree.Root()] = 0;
        for (uint32_t node = 0; node < tree.Size(); ++node)
        {
            m_nodes[node] = {static_cast<double>(tree.Bandwidth(node).BitsPerSecond()),
                             tree.Degree(node)};
            Rekey(node);
        }
    }

    /** @return bit/s by node, see IndependentRates() */
    std::vector<double> Raise()
    {
        double level = 0;
        while (!m_full.IsEmpty())
        {
            // not less than before: two nodes that are full at the same level differ by rounding
            level = std::max(level, m_full.TopKey().level);
            Stop(m_full.Top(), level);
        }
        std::replace(m_rates.begin(),
                     m_rates.end(),
                     RISING,
                     std::numeric_limits<double>::infinity());
        return std::move(m_rates);
    }

  private:
    static constexpr double RISING = -1; //!< rate that is not known yet

    /** What a node has for the links whose rates rise. */
    struct Budget
    {
        double left = 0;    //!< bit/s
        uint32_t links = 0; //!< how many share it
    };

    /** When a node is full. */
    struct FullAt
    {
        double level;  //!< bit/s of each link
        uint32_t node; //!< which
    };

    /** Orders them. */
    struct Before
    {
        /**
         * @param a one
         * @param b another one
         * @return whether a is full earlier; in the order of numbers if at the same time
         */
        bool operator()(const FullAt& a, const FullAt& b) const
        {
            return a.level != b.level ? a.level < b.level : a.node < b.node;
        }
    };

    /** @param node whose budget or links changed */
    void Rekey(uint32_t node)
    {
        const Budget& budget = m_nodes[node];
        if (budget.links == 0)
        {
            m_full.Remove(node);
        }
        else if (!(m_tree.Bandwidth(node) == Bitrate()))
        {
            m_full.Set(node, {budget.left / budget.links, node});
        }
    }

    /**
     * A node is full: its links, and those below it, rise no longer.
     * @param full the node
     * @param level their rate
     */
    void Stop(uint32_t full, double level)
    {
        if (m_rates[full] == RISING)
        {
            const uint32_t parent = m_tree.Parent(full);
            m_rates[full] = level;
            m_nodes[parent].left -= level;
            --m_nodes[parent].links;
            Rekey(parent);
        }
        m_below.assign(1, full);
        while (!m_below.empty())
        {
            const uint32_t node = m_below.back();
            m_below.pop_back();
            m_full.Remove(node);
            for (const uint32_t child : m_tree.Children(node))
            {
                // below a link that stopped earlier everything did
                if (m_rates[child] == RISING)
                {
                    m_rates[child] = level;
                    m_below.push_back(child);
                }
            }
        }
    }

    const OverlayTree& m_tree;          //!< whose rates
    std::vector<double> m_rates;        //!< by node
    std::vector<Budget> m_nodes;        //!< by node
    IndexedHeap<FullAt, Before> m_full; //!< nodes that are limited and have rising links
    std::vector<uint32_t> m_below;      //!< of Stop(), nodes to visit
};

/**
 * @param bandwidths of nodes
 * @param rate of all links, at most what the slowest node has
 * @return whether a tree of the nodes can have it
 */
bool
CanCarry(const std::vector<Bitrate>& bandwidths, double rate)
{
    double links = 0;
    for (const Bitrate bandwidth : bandwidths)
    {
        links += std::floor(static_cast<double>(bandwidth.BitsPerSecond()) / rate);
    }
    return links >= 2 * (static_cast<double>(bandwidths.size()) - 1);
}

} // namespace

double
LosslessRate(const OverlayTree& tree)
{
    double rate = std::numeric_limits<double>::infinity();
    for (uint32_t node = 0; node < tree.Size(); ++node)
    {
        const uint32_t degree = tree.Degree(node);
        const Bitrate bandwidth = tree.Bandwidth(node);
        if (degree > 0 && !(bandwidth == Bitrate()))
        {
            rate = std::min(rate, static_cast<double>(bandwidth.BitsPerSecond()) / degree);
        }
    }
    return rate;
}

std::vector<double>
IndependentRates(const OverlayTree& tree)
{
    return RisingRates(tree).Raise();
}

double
BestLosslessRate(const std::vector<Bitrate>& bandwidths)
{
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < bandwidths.size(); ++i)
    {
        if (bandwidths[i] == Bitrate())
        {
            throw std::invalid_argument("node " + std::to_string(i) +
                                        " has no bandwidth limit; every node must have one");
        }
        least = std::min(least, static_cast<double>(bandwidths[i].BitsPerSecond()));
    }
    if (bandwidths.size() < 2)
    {
        return std::numeric_limits<double>::infinity();
    }
    double possible = least / 2; // a chain has it
    double tooLarge = std::nextafter(least, std::numeric_limits<double>::infinity());
    while (true)
    {
        const double middle = possible + (tooLarge - possible) / 2;
        if (middle <= possible || middle >= tooLarge)
        {
            return possible;
        }
        (CanCarry(bandwidths, middle) ? possible : tooLarge) = middle;
    }
}

} // namespace qos
} // namespace ns3
