/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FLOW_KEY_H
#define QOS_FLOW_KEY_H

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>

/**
 * @file
 * @ingroup qos-cm-core
 * Which packets are a flow, and which flows are a macroflow.
 */

namespace ns3
{
namespace qos
{

/** An address of either version of IP, 16 bytes; one of IPv4 is mapped as in IPv6 (RFC 4291,
 * section 2.5.5.2). */
using HostAddress = std::array<uint8_t, 16>;

/** What tells one flow from another: the 5-tuple. */
struct FlowKey
{
    HostAddress source{};         //!< of this host
    HostAddress destination{};    //!< of the peer
    uint16_t sourcePort = 0;      //!< at this host
    uint16_t destinationPort = 0; //!< at the peer
    uint8_t protocol = 0;         //!< number of the transport protocol

    /**
     * @param other another key
     * @return whether both are the same
     */
    bool operator==(const FlowKey& other) const
    {
        return sourcePort == other.sourcePort && destinationPort == other.destinationPort &&
               protocol == other.protocol && destination == other.destination &&
               source == other.source;
    }
};

/** Hash of a FlowKey; the same in every process. */
struct FlowKeyHash
{
    /**
     * @param key a key
     * @return its hash
     */
    std::size_t operator()(const FlowKey& key) const
    {
        // FNV-1a over words instead of bytes, with a last mix for the lower bits
        constexpr uint64_t PRIME = 0x100000001b3;
        uint64_t hash = 0xcbf29ce484222325;
        const auto add = [&hash](uint64_t word) { hash = (hash ^ word) * PRIME; };
        const auto addAddress = [&add](const HostAddress& address) {
            for (std::size_t half = 0; half < address.size(); half += sizeof(uint64_t))
            {
                uint64_t word = 0;
                for (std::size_t i = 0; i < sizeof(uint64_t); ++i)
                {
                    word = word << 8U | address[half + i];
                }
                add(word);
            }
        };
        addAddress(key.source);
        addAddress(key.destination);
        add(static_cast<uint64_t>(key.sourcePort) << 24U |
            static_cast<uint64_t>(key.destinationPort) << 8U | key.protocol);
        return hash ^ hash >> 32U;
    }
};

/** How a host sees a flow when it is opened. */
struct FlowDescription
{
    FlowKey key;              //!< its addresses and ports
    uint8_t dscp = 0;         //!< its differentiated services code point, 0 to 63
    uint32_t principal = 0;   //!< the user on whose behalf it is
    bool isKernelFed = false; //!< its feedback comes from the protocol stack (TCP), not from a user
    bool isOpenersOwn = false; //!< who opened it reports about it, and no process may adopt it
    uint32_t mtu = 0;          //!< payload bytes of its largest packet
};

/**
 * Which flows share their congestion state. By default those to the same destination address (OSDI
 * 2000, section 2; RFC 3124, section 2).
 */
struct AggregationRule
{
    bool bySource = false; //!< a source address of this host keeps to itself
    bool byDscp = false;   //!< a service class keeps to itself (OSDI 2000, section 5)

    /** Flows that users report about keep to their user, so that a false report hurts nobody else;
     * those that the stack reports about share across users (OSDI 2000, section 5). */
    bool byPrincipal = false;

    bool apart = false;    //!< every flow on its own until it is put together by hand
    uint8_t prefix4 = 32;  //!< bits of an IPv4 destination that count; 0 to 32
    uint8_t prefix6 = 128; //!< bits of an IPv6 destination that count; 0 to 128
};

/** What all flows of a macroflow have in common. */
struct MacroflowKey
{
    HostAddress destination{}; //!< its leading bits, the others 0
    HostAddress source{};      //!< zero if it does not count
    uint32_t principal = 0;    //!< zero if it does not count
    bool isUserFed = false;    //!< false if it does not count
    uint8_t dscp = 0;          //!< zero if it does not count

    /**
     * @param other another key
     * @return whether this one goes first
     */
    bool operator<(const MacroflowKey& other) const
    {
        return std::tie(destination, source, principal, isUserFed, dscp) <
               std::tie(other.destination,
                        other.source,
                        other.principal,
                        other.isUserFed,
                        other.dscp);
    }
};

/**
 * @param address an address
 * @return whether it is one of IPv4
 */
inline bool
IsIpv4(const HostAddress& address)
{
    constexpr std::array<uint8_t, 12> MAPPED{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(MAPPED.begin(), MAPPED.end(), address.begin());
}

/**
 * @param address an address
 * @param bits how many of its leading bits count
 * @return the address with all others 0
 */
inline HostAddress
LeadingBits(HostAddress address, uint32_t bits)
{
    constexpr uint32_t BYTE = 8;
    for (uint32_t i = 0; i < address.size(); ++i)
    {
        const uint32_t kept = std::min(bits - std::min(bits, i * BYTE), BYTE);
        address[i] &= static_cast<uint8_t>(0xff00U >> kept);
    }
    return address;
}

/**
 * @param flow a flow
 * @param rule which flows belong together
 * @return the key of its macroflow
 */
inline MacroflowKey
MacroflowKeyOf(const FlowDescription& flow, const AggregationRule& rule)
{
    constexpr uint32_t MAPPED_BITS = 96;
    MacroflowKey key;
    key.destination =
        LeadingBits(flow.key.destination,
                    IsIpv4(flow.key.destination) ? MAPPED_BITS + rule.prefix4 : rule.prefix6);
    if (rule.bySource)
    {
        key.source = flow.key.source;
    }
    if (rule.byDscp)
    {
        key.dscp = flow.dscp;
    }
    if (rule.byPrincipal && !flow.isKernelFed)
    {
        key.isUserFed = true;
        key.principal = flow.principal;
    }
    return key;
}

} // namespace qos
} // namespace ns3

#endif // QOS_FLOW_KEY_H
