/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TREE_CHURN_H
#define QOS_TREE_CHURN_H

#include "tree-overlay.h"

#include "ns3/churn-model.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Nodes of a tree that crash and come back as a model says, from now on.
 */
class TreeChurn
{
  public:
    /**
     * @param overlay whose nodes they are; all have joined, and it is not on TCP
     * @param model says when; its nodes have the numbers of those of the overlay; null for never
     */
    TreeChurn(TreeOverlay& overlay, std::unique_ptr<ChurnModel> model);

    /** @param time that passes */
    void Pass(Nanoseconds time);

    /** @return how often a node crashed */
    uint32_t Crashes() const
    {
        return m_crashes;
    }

    /** @return how often one came back */
    uint32_t Returns() const
    {
        return m_returns;
    }

  private:
    /**
     * Let a node crash or come back, unless it has crashed or is there already.
     * @param event what happens
     */
    void Happen(const ChurnEvent& event);

    TreeOverlay& m_overlay;              //!< whose nodes they are
    std::unique_ptr<ChurnModel> m_model; //!< says when
    Nanoseconds m_began;                 //!< since when
    std::vector<uint32_t> m_latest; //!< by the model's number of a node: the latest in its place
    uint32_t m_crashes = 0;         //!< see Crashes()
    uint32_t m_returns = 0;         //!< see Returns()
};

} // namespace qos
} // namespace ns3

#endif // QOS_TREE_CHURN_H
