/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-api-checks.h"

#include "ns3/flow-key-conversion.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/udp-local-address.h"

#include <cerrno>

namespace ns3
{
namespace qos
{

namespace
{

constexpr int LARGEST_PROTOCOL = 255;         // one byte
constexpr int LARGEST_DSCP = 63;              // six bits
constexpr int LARGEST_PACKET = 65535;         // bytes, of IP
constexpr int LARGEST_REQUEST = 65535;        // grants that a flow may wait for
constexpr int64_t LARGEST_RTT = 0xffffffffLL; // microseconds, RFC 3124's type
constexpr int LOSS_MODES =
    CM_NO_CONGESTION | CM_LOSS_FEEDBACK | CM_NO_FEEDBACK | CM_EXPLICIT_CONGESTION;

/**
 * @param node a host
 * @param dst an address with a port
 * @return whether it is one of a single host
 */
bool
IsUnicast(const Ptr<Node>& node, const Address& dst)
{
    if (InetSocketAddress::IsMatchingType(dst))
    {
        const Ipv4Address to = InetSocketAddress::ConvertFrom(dst).GetIpv4();
        return !to.IsMulticast() && !to.IsBroadcast() && to != Ipv4Address::GetAny() &&
               !IsNetworkBroadcast(node, dst);
    }
    const Ipv6Address to = Inet6SocketAddress::ConvertFrom(dst).GetIpv6();
    return !to.IsMulticast() && !to.IsAny();
}

/**
 * @param node a host
 * @param src an address with a port
 * @return whether the address is one of the host, or stands for any
 */
bool
IsLocal(const Ptr<Node>& node, const Address& src)
{
    if (InetSocketAddress::IsMatchingType(src))
    {
        const Ipv4Address from = InetSocketAddress::ConvertFrom(src).GetIpv4();
        const auto ipv4 = node->GetObject<Ipv4>();
        return from == Ipv4Address::GetAny() || (ipv4 && ipv4->GetInterfaceForAddress(from) >= 0);
    }
    const Ipv6Address from = Inet6SocketAddress::ConvertFrom(src).GetIpv6();
    const auto ipv6 = node->GetObject<Ipv6>();
    return from.IsAny() || (ipv6 && ipv6->GetInterfaceForAddress(from) >= 0);
}

} // namespace

std::string
TextOf(const Address& address)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        const auto own = InetSocketAddress::ConvertFrom(address);
        return Sentence(own.GetIpv4(), ':', own.GetPort());
    }
    if (Inet6SocketAddress::IsMatchingType(address))
    {
        const auto own = Inet6SocketAddress::ConvertFrom(address);
        return Sentence('[', own.GetIpv6(), "]:", own.GetPort());
    }
    return Sentence("'", address, "'");
}

Address
AnySourceFor(const Address& dst)
{
    return Inet6SocketAddress::IsMatchingType(dst)
               ? Address(Inet6SocketAddress(Ipv6Address::GetAny(), 0))
               : Address(InetSocketAddress(Ipv4Address::GetAny(), 0));
}

CmApiError
CheckTuple(const Address& src, const Address& dst, int protocol)
{
    if (protocol < 1 || protocol > LARGEST_PROTOCOL)
    {
        return {EPROTONOSUPPORT, Sentence("the protocol is ", protocol, "; it must be 1 to 255")};
    }
    if (!MakeFlowKey(src, dst, static_cast<uint8_t>(protocol)))
    {
        return {EAFNOSUPPORT,
                Sentence("a flow from ",
                         TextOf(src),
                         " to ",
                         TextOf(dst),
                         " is not possible; both must be IPv4 or both IPv6, with a port")};
    }
    return {};
}

CmApiError
CheckEnds(const Ptr<Node>& node, const Address& src, const Address& dst)
{
    if (!IsUnicast(node, dst))
    {
        return {EINVAL,
                Sentence("the destination is ", TextOf(dst), "; it must be the address of a host")};
    }
    if (!IsLocal(node, src))
    {
        return {EADDRNOTAVAIL,
                Sentence("the source is ",
                         TextOf(src),
                         "; it must be an address of this host, or the unspecified one")};
    }
    return {};
}

CmApiError
CheckOptions(int dscp, int mtu)
{
    if (dscp < 0 || dscp > LARGEST_DSCP)
    {
        return {EINVAL, Sentence("the code point is ", dscp, "; it must be 0 to 63")};
    }
    if (mtu < 0 || mtu > LARGEST_PACKET)
    {
        return {EINVAL,
                Sentence("the largest packet has ",
                         mtu,
                         " bytes; it must be 1 to ",
                         LARGEST_PACKET,
                         ", or 0 for what fits into the device")};
    }
    return {};
}

CmApiError
CheckGrants(int k)
{
    if (k < 1 || k > LARGEST_REQUEST)
    {
        return {EINVAL, Sentence(k, " grants are requested; it must be 1 to ", LARGEST_REQUEST)};
    }
    return {};
}

CmApiError
CheckNotice(const CmNotice& notice)
{
    if (notice.nsent < 0 || notice.nsent > LARGEST_PACKET)
    {
        return {EINVAL,
                Sentence(notice.nsent, " bytes are notified; it must be 0 to ", LARGEST_PACKET)};
    }
    return {};
}

CmApiError
CheckReport(const CmReport& report)
{
    if (report.nsent < 0 || report.nrecd < 0)
    {
        return {EINVAL,
                Sentence(report.nsent,
                         " bytes sent and ",
                         report.nrecd,
                         " received are reported; neither may be negative")};
    }
    if (report.rtt < -1 || report.rtt > LARGEST_RTT)
    {
        return {EINVAL,
                Sentence("the round-trip time is ",
                         report.rtt,
                         " us; it must be 0 to ",
                         LARGEST_RTT,
                         ", or -1 for none")};
    }
    if (report.lossmode < 0 || (report.lossmode & ~LOSS_MODES) != 0)
    {
        return {EINVAL,
                Sentence("the loss mode is ",
                         report.lossmode,
                         "; it must be a sum of CM_NO_CONGESTION, CM_LOSS_FEEDBACK, "
                         "CM_NO_FEEDBACK and CM_EXPLICIT_CONGESTION")};
    }
    return {};
}

CmApiError
OpenError(CmStatus status, const Address& src, const Address& dst, int protocol)
{
    switch (status)
    {
    case CmStatus::DuplicateFlow:
        return {EEXIST,
                Sentence("a flow from ",
                         TextOf(src),
                         " to ",
                         TextOf(dst),
                         " with protocol ",
                         protocol,
                         " is open already; a 5-tuple may have one")};
    case CmStatus::TableFull:
        return {ENFILE,
                "the host has as many flows open as it may; the attribute LargestTable of its "
                "CongestionManager says how many"};
    default:
        return {EMSGSIZE,
                Sentence("packets to ",
                         TextOf(dst),
                         " could carry nothing; the device must take more than headers")};
    }
}

CmApiError
CheckAdoption(CmFlowId flow, const CmFlow* state, uint32_t principal)
{
    if (!state)
    {
        return {ENOENT,
                Sentence("there is no flow ", flow, "; it must be one that a socket has opened")};
    }
    if (state->description.principal != principal)
    {
        return {EACCES,
                Sentence("flow ",
                         flow,
                         " is of user ",
                         state->description.principal,
                         ", this process of user ",
                         principal,
                         "; both must be the same")};
    }
    if (state->description.isKernelFed)
    {
        return {EACCES,
                Sentence("the stack itself reports about flow ",
                         flow,
                         "; it must be one of a buffered socket that gets no acknowledgments")};
    }
    if (state->description.isOpenersOwn)
    {
        return {EACCES,
                Sentence("a process has opened flow ",
                         flow,
                         " and reports about it; it must be one that a socket has opened")};
    }
    return {};
}

CmApiError
MacroflowError(MacroflowId macroflow, uint32_t principal)
{
    return {EACCES,
            Sentence("macroflow ",
                     macroflow,
                     " is not open to flows of user ",
                     principal,
                     "; on a host that keeps users apart it must be one that was made for a flow "
                     "of the same user, or -1 for a new one")};
}

CmApiError
ThresholdError(const CmThresholds& thresholds)
{
    return {EINVAL,
            Sentence("the thresholds are ",
                     thresholds.rateDown,
                     " and ",
                     thresholds.rateUp,
                     " for the rate, ",
                     thresholds.rttDown,
                     " and ",
                     thresholds.rttUp,
                     " for the round-trip time; the lower one must be 0 to 1, the upper one at "
                     "least 1, or both 0 for the round-trip time")};
}

} // namespace qos
} // namespace ns3
