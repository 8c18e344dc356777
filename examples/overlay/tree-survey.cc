/* SPDX-License-Identifier: GPL-2.0-only */

#include "tree-survey.h"

#include <algorithm>
#include <cstddef>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param parent what a node knows of a tree
 * @param child id of another node
 * @return whether it is a child of the first one
 */
bool
HasChild(const TreeMembership& parent, NodeId child)
{
    const auto isIt = [child](const TreeNeighbour& other) { return other.id == child; };
    return std::any_of(parent.children.begin(), parent.children.end(), isIt);
}

/**
 * @param overlay whose tree it is
 * @param survey its parents are known
 * @param number of a node that has not crashed
 * @return edges in its table that are not in the table of the other end
 */
uint32_t
CountOneSided(TreeOverlay& overlay, const TreeSurvey& survey, uint32_t number)
{
    const OverlayBed& bed = overlay.Bed();
    uint32_t count = 0;
    if (const auto parent = survey.parents[number])
    {
        const bool isMutual =
            survey.isAlive[*parent] && HasChild(overlay.MembershipOf(*parent), bed.IdOf(number));
        count += isMutual ? 0 : 1;
    }
    for (const TreeNeighbour& child : overlay.MembershipOf(number).children)
    {
        // a child that has crashed has no parent here
        count += survey.parents[bed.NumberOf(child.id)] == number ? 0 : 1;
    }
    return count;
}

} // namespace

std::vector<WayUp>
WaysUp(const std::vector<std::optional<uint32_t>>& parents, uint32_t source)
{
    // a node that has not been visited is a circle: that is what one comes back to
    std::vector<WayUp> ways(parents.size(), WayUp::Circle);
    std::vector<bool> isVisited(parents.size(), false);
    ways[source] = WayUp::Source;
    isVisited[source] = true;
    std::vector<uint32_t> passed;
    for (uint32_t i = 0; i < parents.size(); ++i)
    {
        passed.clear();
        std::optional<uint32_t> at = i;
        while (at && !isVisited[*at])
        {
            isVisited[*at] = true;
            passed.push_back(*at);
            at = parents[*at];
        }
        const WayUp end = at ? ways[*at] : WayUp::Gap;
        for (const uint32_t node : passed)
        {
            ways[node] = end;
        }
    }
    return ways;
}

TreeSurvey
TreeSurvey::Of(TreeOverlay& overlay)
{
    const uint32_t nodes = overlay.Nodes();
    TreeSurvey survey;
    survey.isAlive.reserve(nodes);
    survey.parents.reserve(nodes);
    for (uint32_t i = 0; i < nodes; ++i)
    {
        survey.isAlive.push_back(overlay.Bed().Engine(i).IsAlive());
        survey.parents.push_back(survey.isAlive[i] ? overlay.ParentOf(i) : std::nullopt);
    }
    survey.ways = WaysUp(survey.parents, TreeOverlay::SOURCE);
    for (uint32_t i = 0; i < nodes; ++i)
    {
        if (!survey.isAlive[i])
        {
            continue;
        }
        survey.oneSided += CountOneSided(overlay, survey, i);
        if (i != TreeOverlay::SOURCE)
        {
            ++survey.alive;
            survey.attached += survey.ways[i] == WayUp::Source ? 1 : 0;
            survey.circling += survey.ways[i] == WayUp::Circle ? 1 : 0;
        }
    }
    return survey;
}

} // namespace qos
} // namespace ns3
