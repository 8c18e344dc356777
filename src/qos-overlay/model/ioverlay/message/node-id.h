/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_NODE_ID_H
#define QOS_NODE_ID_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-message
 * Who an overlay node is: its IPv4 address and its published port. Several nodes may share a host.
 *
 * Source: iOverlay (Middleware 2004), section 2.2.
 */
struct NodeId
{
    static constexpr std::size_t BYTES = 6; //!< in a payload

    uint32_t ip = 0;   //!< IPv4 address
    uint16_t port = 0; //!< published port

    /** @return whether it stands for no node */
    constexpr bool IsNone() const
    {
        return ip == 0 && port == 0;
    }

    /** @return a number that no other node has */
    constexpr uint64_t Packed() const
    {
        constexpr unsigned PORT_BITS = 16;
        return uint64_t{ip} << PORT_BITS | port;
    }

    /**
     * @param other another node
     * @return whether it is the same one
     */
    constexpr bool operator==(NodeId other) const
    {
        return Packed() == other.Packed();
    }

    /**
     * @param other another node
     * @return whether it is not the same one
     */
    constexpr bool operator!=(NodeId other) const
    {
        return !(*this == other);
    }

    /**
     * @param other another node
     * @return whether it comes after this one in the order of nodes
     */
    constexpr bool operator<(NodeId other) const
    {
        return Packed() < other.Packed();
    }
};

/**
 * @ingroup qos-ioverlay-message
 * @param id a node
 * @return as people write it, such as 10.0.0.1:7000
 */
inline std::string
ToText(NodeId id)
{
    constexpr unsigned BYTE = 8;
    constexpr unsigned HIGHEST = 24;
    constexpr uint32_t MASK = 0xFF;
    std::string text;
    for (unsigned shift = HIGHEST; shift > 0; shift -= BYTE)
    {
        text += std::to_string(id.ip >> shift & MASK) + ".";
    }
    return text + std::to_string(id.ip & MASK) + ":" + std::to_string(id.port);
}

} // namespace qos
} // namespace ns3

/** Nodes as keys of hash tables. */
template <>
struct std::hash<ns3::qos::NodeId>
{
    /**
     * @param id a node
     * @return a number that depends on all bits
     */
    std::size_t operator()(ns3::qos::NodeId id) const noexcept
    {
        constexpr uint64_t GOLDEN = 0x9E3779B97F4A7C15;
        constexpr unsigned HALF = 32;
        const uint64_t product = id.Packed() * GOLDEN;
        return static_cast<std::size_t>(product ^ product >> HALF);
    }
};

#endif // QOS_NODE_ID_H
