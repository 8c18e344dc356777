/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SEND_BUFFER_H
#define QOS_SEND_BUFFER_H

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * The send buffer of a datagram socket: bytes are charged when they are sent and released when the
 * device has transmitted them or something dropped them.
 *
 * It is what slows an application down to its share of the link on a real host, and what ns-3's UDP
 * lacks.
 */
class SendBuffer
{
  public:
    /** @param limit bytes that may be charged; 0 for no limit */
    explicit SendBuffer(uint32_t limit)
        : m_limit(limit)
    {
    }

    /**
     * @param bytes what is to be sent
     * @return whether it may be sent now; a message larger than the whole buffer may when the
     * buffer is empty
     */
    bool HasRoomFor(uint32_t bytes) const
    {
        return m_limit == 0 || m_used == 0 || static_cast<uint64_t>(m_used) + bytes <= m_limit;
    }

    /** @param bytes what is sent */
    void Charge(uint32_t bytes)
    {
        m_used += bytes;
    }

    /** @param bytes what left the host or was dropped */
    void Release(uint32_t bytes)
    {
        m_used -= std::min(m_used, bytes);
    }

    /** @return bytes charged now */
    uint32_t Used() const
    {
        return m_used;
    }

    /** @return bytes that may be charged, 0 for no limit */
    uint32_t Limit() const
    {
        return m_limit;
    }

    /** @param limit bytes that may be charged from now on; 0 for no limit */
    void SetLimit(uint32_t limit)
    {
        m_limit = limit;
    }

  private:
    uint32_t m_limit;    //!< 0 for no limit
    uint32_t m_used = 0; //!< charged bytes
};

} // namespace qos
} // namespace ns3

#endif // QOS_SEND_BUFFER_H
