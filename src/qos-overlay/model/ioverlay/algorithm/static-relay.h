/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STATIC_RELAY_H
#define QOS_STATIC_RELAY_H

#include "ns3/algorithm.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-algorithm
 * Sends data where it was told to, by application; all of it is delivered here too, if so told.
 */
class StaticRelay : public Algorithm
{
  public:
    /**
     * @param app data of which application
     * @param to goes to this node too
     */
    void AddRoute(uint32_t app, NodeId to)
    {
        m_routes.emplace_back(app, to);
    }

    /** @param to a node to which no data goes any more */
    void RemoveRoutes(NodeId to)
    {
        const auto isOver = [to](const auto& route) { return route.second == to; };
        m_routes.erase(std::remove_if(m_routes.begin(), m_routes.end(), isOver), m_routes.end());
    }

    /** @param delivers whether data is for the application of this node too */
    void SetDelivers(bool delivers)
    {
        m_delivers = delivers;
    }

    void AddTo(WorkingSet& set) const override
    {
        set.Add(this, sizeof(*this));
        set.Add(m_routes.data());
    }

    Verdict Process(const MessagePtr& message, EngineApi& engine) override
    {
        if (message->header.type != MessageType::Data)
        {
            return Verdict::Done;
        }
        if (m_delivers)
        {
            engine.Deliver(message);
        }
        for (const auto& [app, to] : m_routes)
        {
            if (app == message->header.app)
            {
                engine.Send(message, to);
            }
        }
        return Verdict::Done;
    }

  private:
    std::vector<std::pair<uint32_t, NodeId>> m_routes; //!< where data of applications goes
    bool m_delivers = false;                           //!< see SetDelivers()
};

} // namespace qos
} // namespace ns3

#endif // QOS_STATIC_RELAY_H
