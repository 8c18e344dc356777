/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LINK_TABLE_H
#define QOS_LINK_TABLE_H

#include "engine-link.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * The links of a node, by number and by peer. A number is used again when its link is gone.
 */
class LinkTable
{
  public:
    static constexpr uint32_t NONE = UINT32_MAX; //!< the number of no link
    static constexpr uint32_t FEW = 8; //!< that many are looked through faster than looked up

    /**
     * @param peer another node
     * @return number of the link to it; NONE if there is none
     */
    uint32_t Find(NodeId peer) const;

    /**
     * @param peer another node, to which there is no link
     * @return number of a new link to it
     */
    uint32_t Add(NodeId peer);

    /** @param number of a link that is gone */
    void Remove(uint32_t number);

    /**
     * @param number of a link
     * @return the link, at this place as long as it is there
     */
    EngineLink& operator[](uint32_t number)
    {
        return *m_links[number].link;
    }

    /**
     * @param number of a link
     * @return the link
     */
    const EngineLink& operator[](uint32_t number) const
    {
        return *m_links[number].link;
    }

    /**
     * @param number any number
     * @return whether a link has it
     */
    bool Has(uint32_t number) const
    {
        return number < m_links.size() && m_links[number].link;
    }

    /** @return above all numbers */
    uint32_t End() const
    {
        return static_cast<uint32_t>(m_links.size());
    }

    /** @return how many links there are */
    uint32_t Count() const;

    /**
     * @param number of a link
     * @return who is at the other end
     */
    NodeId PeerOf(uint32_t number) const
    {
        return m_links[number].peer;
    }

    /**
     * @tparam Use `void(const EngineLink&)`
     * @param use gets the links one after the other, unless they are many: then only some
     */
    template <typename Use>
    void ForFew(Use use) const
    {
        for (uint32_t number = 0; number < std::min(End(), FEW); ++number)
        {
            if (Has(number))
            {
                use((*this)[number]);
            }
        }
    }

    /** @param set gets the memory of the table, without the links */
    void AddTo(WorkingSet& set) const
    {
        set.Add(m_links.data(), std::min(End(), FEW) * sizeof(Place));
    }

  private:
    /** A link, or a place for one. */
    struct Place
    {
        std::unique_ptr<EngineLink> link; //!< null: free
        NodeId peer;                      //!< its peer; none: free
    };

    /** What there is once there were many links, so that nothing is looked through. */
    struct Index
    {
        std::unordered_map<NodeId, uint32_t> byPeer; //!< numbers of links
        std::vector<uint32_t> free;                  //!< numbers of none
    };

    /** @return number of a free place; End() if there is none */
    uint32_t FindFree() const;

    std::unique_ptr<Index> m_index; //!< null: there were only few
    std::vector<Place> m_links;     //!< by number
};

} // namespace qos
} // namespace ns3

#endif // QOS_LINK_TABLE_H
