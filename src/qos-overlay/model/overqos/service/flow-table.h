/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FLOW_TABLE_H
#define QOS_FLOW_TABLE_H

#include "ns3/bundle-packet.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-service
 * What a node remembers of the flows of a bundle. It is bounded: for a flow too many, the one that
 * was not asked for the longest time is forgotten. O(1), and no allocation for flows that are
 * there.
 *
 * @tparam State what is remembered of a flow
 */
template <typename State>
class FlowTable
{
  public:
    /**
     * @param mostFlows how many are remembered, 1 at least
     * @param initial state of a new flow
     * @throws std::invalid_argument if there are to be no flows
     */
    FlowTable(std::size_t mostFlows, State initial)
        : m_mostFlows(mostFlows),
          m_initial(std::move(initial))
    {
        if (mostFlows == 0)
        {
            throw std::invalid_argument("the state of 0 flows is remembered; it must be 1 flow at "
                                        "least");
        }
    }

    FlowTable(const FlowTable&) = delete;
    FlowTable& operator=(const FlowTable&) = delete;

    /**
     * @param packet of a flow
     * @return the state of its flow, until the next call
     */
    State& Of(const BundlePacket& packet)
    {
        const uint64_t key = uint64_t{packet.ingress} << 32U | packet.flow;
        const auto found = m_byKey.find(key);
        if (found != m_byKey.end())
        {
            m_flows.splice(m_flows.begin(), m_flows, found->second);
            return found->second->second;
        }
        if (m_flows.size() == m_mostFlows)
        {
            m_byKey.erase(m_flows.back().first);
            m_flows.pop_back();
        }
        m_flows.emplace_front(key, m_initial);
        m_byKey[key] = m_flows.begin();
        return m_flows.front().second;
    }

    /** @return flows that are remembered */
    std::size_t Size() const
    {
        return m_flows.size();
    }

  private:
    using Flows = std::list<std::pair<uint64_t, State>>;

    std::size_t m_mostFlows;                                        //!< bound
    State m_initial;                                                //!< of a new flow
    Flows m_flows;                                                  //!< the last one asked first
    std::unordered_map<uint64_t, typename Flows::iterator> m_byKey; //!< never iterated
};

} // namespace qos
} // namespace ns3

#endif // QOS_FLOW_TABLE_H
