/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SOCKET_KEYS_H
#define QOS_SOCKET_KEYS_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * Identifies a socket of one host, as an inode does: never the same for two sockets that a host
 * opens one after another, up to 4096 of them in the same slot. 0 is no socket.
 */
using SocketKey = uint32_t;

/**
 * @ingroup qos-qsocket
 * Hands out SocketKeys and takes them back.
 */
class SocketKeys
{
  public:
    /** @return a key that no open socket has */
    SocketKey Take()
    {
        if (m_free.empty())
        {
            return ++m_slots;
        }
        const SocketKey key = m_free.back();
        m_free.pop_back();
        return key;
    }

    /** @param key a key that is not used any more */
    void Release(SocketKey key)
    {
        m_free.push_back(key + GENERATION);
    }

    /**
     * @param key a key
     * @return its slot: small, and unique among the keys in use
     */
    static uint32_t SlotOf(SocketKey key)
    {
        return key & SLOT_MASK;
    }

  private:
    static constexpr uint32_t SLOT_BITS = 20; //!< about a million sockets at a time
    static constexpr uint32_t SLOT_MASK = (1U << SLOT_BITS) - 1; //!< lower part of a key
    static constexpr uint32_t GENERATION = 1U << SLOT_BITS; //!< added whenever a slot is used again

    std::vector<SocketKey>
        m_free;           //!< keys for slots that are free, their generation already counted up
    uint32_t m_slots = 0; //!< slots ever used; slot 0 is used by no socket
};

} // namespace qos
} // namespace ns3

#endif // QOS_SOCKET_KEYS_H
