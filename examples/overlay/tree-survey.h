/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TREE_SURVEY_H
#define QOS_TREE_SURVEY_H

#include "tree-overlay.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** Where one comes to from parent to parent. */
enum class WayUp : uint8_t
{
    Source, //!< to the source
    Gap,    //!< to a node without a parent
    Circle  //!< nowhere, round and round
};

/**
 * @ingroup qos-examples
 * @param parents for each node its parent; nothing if it has none
 * @param source number of the source, which has none
 * @return for each node, where one comes to from there
 */
std::vector<WayUp> WaysUp(const std::vector<std::optional<uint32_t>>& parents, uint32_t source);

/**
 * @ingroup qos-examples
 * A tree at a moment, as its nodes have it in their tables.
 */
struct TreeSurvey
{
    std::vector<bool> isAlive;                    //!< by node; the others have crashed
    std::vector<std::optional<uint32_t>> parents; //!< by node; nothing for those that have crashed
    std::vector<WayUp> ways;                      //!< by node; a node that has crashed is a gap
    uint32_t alive = 0;    //!< nodes that have not crashed, without the source
    uint32_t attached = 0; //!< of these, with a way to the source
    uint32_t circling = 0; //!< of these, with a way that does not end
    uint32_t oneSided = 0; //!< edges that are in the table of one end alone, or lead to a node that
                           //!< has crashed

    /**
     * @param overlay whose tree it is
     * @return what its tables say now
     */
    static TreeSurvey Of(TreeOverlay& overlay);

    /** @return share of the nodes that have not crashed which has a way to the source; 1 of none */
    double AttachedShare() const
    {
        return alive == 0 ? 1 : static_cast<double>(attached) / alive;
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_TREE_SURVEY_H
