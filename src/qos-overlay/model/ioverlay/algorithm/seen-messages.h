/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SEEN_MESSAGES_H
#define QOS_SEEN_MESSAGES_H

#include "ns3/node-id.h"

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

namespace ns3
{
namespace qos
{

/** What tells a message from all others. */
struct MessageKey
{
    NodeId originator;     //!< who made it
    uint32_t app = 0;      //!< application
    uint32_t sequence = 0; //!< number, among those of the originator in the application

    /**
     * @param other another one
     * @return whether it is the same
     */
    bool operator==(const MessageKey& other) const
    {
        return originator == other.originator && app == other.app && sequence == other.sequence;
    }
};

/**
 * @ingroup qos-ioverlay-algorithm
 * Which messages a node has seen: the latest ones, as many as it may remember.
 */
class SeenMessages
{
  public:
    /** @param most how many are remembered, 1 or more */
    explicit SeenMessages(std::size_t most)
        : m_most(most)
    {
    }

    /**
     * @param key of a message
     * @return whether it is new; it is not any more
     */
    bool Insert(const MessageKey& key)
    {
        if (!m_keys.insert(key).second)
        {
            return false;
        }
        if (m_order.size() < m_most)
        {
            m_order.push_back(key);
            return true;
        }
        m_keys.erase(m_order[m_oldest]);
        m_order[m_oldest] = key;
        m_oldest = (m_oldest + 1) % m_most;
        return true;
    }

    /**
     * @param key of a message
     * @return whether it is remembered
     */
    bool Has(const MessageKey& key) const
    {
        return m_keys.count(key) > 0;
    }

    /** @return how many are remembered */
    std::size_t Size() const
    {
        return m_keys.size();
    }

  private:
    /** Keys in a hash table. */
    struct Hash
    {
        /**
         * @param key a key
         * @return a number that depends on all of it
         */
        std::size_t operator()(const MessageKey& key) const noexcept
        {
            constexpr uint64_t ODD = 0xD6E8FEB86659FD93;
            constexpr unsigned HALF = 32;
            const uint64_t rest = uint64_t{key.app} << HALF | key.sequence;
            return std::hash<NodeId>()(key.originator) ^ rest * ODD;
        }
    };

    std::size_t m_most;                          //!< how many are remembered
    std::unordered_set<MessageKey, Hash> m_keys; //!< of those
    std::vector<MessageKey> m_order;             //!< as they came, in a ring
    std::size_t m_oldest = 0;                    //!< where the ring begins, once it is full
};

} // namespace qos
} // namespace ns3

#endif // QOS_SEEN_MESSAGES_H
