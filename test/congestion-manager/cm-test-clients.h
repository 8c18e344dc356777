/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_TEST_CLIENTS_H
#define QOS_CM_TEST_CLIENTS_H

#include "ns3/cm-types.h"

#include <functional>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** Notes who was granted, and does what it is told to do then. */
class ScriptedSender : public CmSender
{
  public:
    /** What to do with a grant. */
    using Script = std::function<void(CmFlowId)>;

    /** @param script what to do with a grant; nothing: keep it */
    explicit ScriptedSender(Script script = nullptr)
        : m_script(std::move(script))
    {
    }

    void CmappSend(CmFlowId flow) override
    {
        granted.push_back(flow);
        if (m_script)
        {
            m_script(flow);
        }
    }

    std::vector<CmFlowId> granted; //!< in the order of the grants

  private:
    Script m_script; //!< what to do with a grant
};

/** Notes what it was told, and does what it is told to do then. */
class ScriptedListener : public CmListener
{
  public:
    /** What to do with news. */
    using Script = std::function<void(CmFlowId, const NetworkState&)>;

    /** @param script what to do with news; nothing: note them */
    explicit ScriptedListener(Script script = nullptr)
        : m_script(std::move(script))
    {
    }

    void CmappUpdate(CmFlowId flow, const NetworkState& state) override
    {
        told.emplace_back(flow, state);
        if (m_script)
        {
            m_script(flow, state);
        }
    }

    std::vector<std::pair<CmFlowId, NetworkState>> told; //!< in the order of the calls

  private:
    Script m_script; //!< what to do with news
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_TEST_CLIENTS_H
