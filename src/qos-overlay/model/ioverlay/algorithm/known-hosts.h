/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_KNOWN_HOSTS_H
#define QOS_KNOWN_HOSTS_H

#include "ns3/node-id.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-algorithm
 * The nodes that a node knows: in order, each once, never itself, and not more than it may. A new
 * one takes the place of a random one if there are too many.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for KnownHosts; the bound is ours.
 */
class KnownHosts
{
  public:
    /** @param most how many it holds, 1 or more */
    explicit KnownHosts(std::size_t most = 64)
        : m_most(most)
    {
    }

    /**
     * @param id a node
     * @param random uniform from 0 to below 1: whose place it takes, if there is no room
     */
    void Add(NodeId id, double random)
    {
        const auto place = std::lower_bound(m_ids.begin(), m_ids.end(), id);
        if (id.IsNone() || (place != m_ids.end() && *place == id))
        {
            return;
        }
        m_ids.insert(place, id);
        if (m_ids.size() > m_most)
        {
            auto victim = static_cast<std::size_t>(random * static_cast<double>(m_most));
            victim += m_ids[victim] == id ? 1 : 0; // not the new one
            m_ids.erase(m_ids.begin() + static_cast<std::ptrdiff_t>(victim));
        }
    }

    /** @param id a node that is not known any more; nothing happens if it was not */
    void Remove(NodeId id)
    {
        const auto place = std::lower_bound(m_ids.begin(), m_ids.end(), id);
        if (place != m_ids.end() && *place == id)
        {
            m_ids.erase(place);
        }
    }

    /** @return all of them, in order */
    const std::vector<NodeId>& Ids() const
    {
        return m_ids;
    }

    /**
     * @param random uniform from 0 to below 1
     * @return one of them; none if there are none
     */
    NodeId Any(double random) const
    {
        if (m_ids.empty())
        {
            return {};
        }
        return m_ids[static_cast<std::size_t>(random * static_cast<double>(m_ids.size()))];
    }

  private:
    std::size_t m_most;        //!< how many it holds
    std::vector<NodeId> m_ids; //!< in order
};

} // namespace qos
} // namespace ns3

#endif // QOS_KNOWN_HOSTS_H
