/* SPDX-License-Identifier: GPL-2.0-only */

#include "tree-membership.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

NodeLoad
TreeMembership::Load(uint32_t bandwidth) const
{
    NodeLoad load;
    load.degree =
        static_cast<uint32_t>(children.size() + reservations.size()) + (parent.id.IsNone() ? 0 : 1);
    load.bandwidth = bandwidth;
    load.depth = static_cast<uint16_t>(rootPath.size());
    return load;
}

TreeNeighbour*
TreeMembership::FindChild(NodeId id)
{
    const auto child = std::find_if(children.begin(), children.end(), [id](const auto& other) {
        return other.id == id;
    });
    return child == children.end() ? nullptr : &*child;
}

bool
TreeMembership::RemoveChild(NodeId id)
{
    const TreeNeighbour* child = FindChild(id);
    if (child == nullptr)
    {
        return false;
    }
    children.erase(children.begin() + (child - children.data()));
    return true;
}

bool
TreeMembership::IsAncestor(NodeId id) const
{
    return std::find(rootPath.begin(), rootPath.end(), id) != rootPath.end();
}

void
TreeMembership::ExpireReservations(Nanoseconds now)
{
    const auto isOver = [now](const Reservation& other) { return other.expires <= now; };
    reservations.erase(std::remove_if(reservations.begin(), reservations.end(), isOver),
                       reservations.end());
}

bool
TreeMembership::TakeReservation(uint32_t number, NodeId joiner)
{
    const auto isIt = [number, joiner](const Reservation& other) {
        return other.number == number && other.joiner == joiner;
    };
    const auto found = std::find_if(reservations.begin(), reservations.end(), isIt);
    if (found == reservations.end())
    {
        return false;
    }
    reservations.erase(found);
    return true;
}

const TreeNeighbour*
TreeMembership::LeastStressed(const std::vector<NodeId>& without) const
{
    const TreeNeighbour* best = nullptr;
    const auto isBefore = [this](const TreeNeighbour& first, const TreeNeighbour& second) {
        const double one = first.load.Stress();
        const double other = second.load.Stress();
        if (one != other)
        {
            return one < other;
        }
        return &first == &parent || (&second != &parent && first.id < second.id);
    };
    const auto consider = [&](const TreeNeighbour& neighbour) {
        const bool isMeant =
            neighbour.isKnown &&
            std::find(without.begin(), without.end(), neighbour.id) == without.end();
        if (isMeant && (best == nullptr || isBefore(neighbour, *best)))
        {
            best = &neighbour;
        }
    };
    if (!parent.id.IsNone())
    {
        consider(parent);
    }
    std::for_each(children.begin(), children.end(), consider);
    return best;
}

} // namespace qos
} // namespace ns3
