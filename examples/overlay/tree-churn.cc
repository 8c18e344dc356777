/* SPDX-License-Identifier: GPL-2.0-only */

#include "tree-churn.h"

#include <numeric>
#include <utility>

namespace ns3
{
namespace qos
{

TreeChurn::TreeChurn(TreeOverlay& overlay, std::unique_ptr<ChurnModel> model)
    : m_overlay(overlay),
      m_model(std::move(model)),
      m_began(overlay.Bed().Now()),
      m_latest(overlay.Nodes())
{
    std::iota(m_latest.begin(), m_latest.end(), 0U);
}

void
TreeChurn::Pass(Nanoseconds time)
{
    const Nanoseconds end = m_overlay.Bed().Now() + time;
    while (m_model && m_model->Next().at <= end - m_began)
    {
        const ChurnEvent event = m_model->Next();
        m_model->Pop();
        m_overlay.Pass(m_began + event.at - m_overlay.Bed().Now());
        Happen(event);
    }
    m_overlay.Pass(end - m_overlay.Bed().Now());
}

void
TreeChurn::Happen(const ChurnEvent& event)
{
    uint32_t& number = m_latest[event.node];
    OverlayEngine& engine = m_overlay.Bed().Engine(number);
    if (event.isUp && !engine.IsAlive())
    {
        number = m_overlay.Replace(number);
        ++m_returns;
    }
    else if (!event.isUp && engine.IsAlive())
    {
        engine.Crash();
        ++m_crashes;
    }
}

} // namespace qos
} // namespace ns3
