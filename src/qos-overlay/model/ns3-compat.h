/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_NS3_COMPAT_H
#define QOS_NS3_COMPAT_H

#include "ns3/deprecated.h"
#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/rng-seed-manager.h"

/**
 * @file
 * The differences between the ns-3 releases from 3.37 on that no way of writing avoids.
 */

/**
 * @def QOS_NS3_MINOR
 * The ns-3 that is compiled against: 37 for ns-3.37.
 *
 * Each release defines NS_DEPRECATED_3_<its own minor> and nothing newer. Its version-defines.h
 * would say the same, but exists in some ways of building only.
 */
#if defined(NS_DEPRECATED_3_49)
#define QOS_NS3_MINOR 49
#elif defined(NS_DEPRECATED_3_48)
#define QOS_NS3_MINOR 48
#elif defined(NS_DEPRECATED_3_47)
#define QOS_NS3_MINOR 47
#elif defined(NS_DEPRECATED_3_46)
#define QOS_NS3_MINOR 46
#elif defined(NS_DEPRECATED_3_45)
#define QOS_NS3_MINOR 45
#elif defined(NS_DEPRECATED_3_44)
#define QOS_NS3_MINOR 44
#elif defined(NS_DEPRECATED_3_43)
#define QOS_NS3_MINOR 43
#elif defined(NS_DEPRECATED_3_42)
#define QOS_NS3_MINOR 42
#elif defined(NS_DEPRECATED_3_41)
#define QOS_NS3_MINOR 41
#elif defined(NS_DEPRECATED_3_40)
#define QOS_NS3_MINOR 40
#elif defined(NS_DEPRECATED_3_39)
#define QOS_NS3_MINOR 39
#elif defined(NS_DEPRECATED_3_38)
#define QOS_NS3_MINOR 38
#elif defined(NS_DEPRECATED_3_37)
#define QOS_NS3_MINOR 37
#else
#error "qos-overlay needs ns-3.37 or newer"
#endif

namespace ns3
{
namespace qos
{
namespace compat
{

/**
 * The attribute value of an enumeration: a template from ns-3.41 on.
 * @tparam Enum a plain enumeration; ns-3.37 converts through int and refuses an enum class
 */
#if QOS_NS3_MINOR >= 41
template <typename Enum>
using EnumValue = ns3::EnumValue<Enum>;
#else
template <typename Enum>
using EnumValue = ns3::EnumValue;
#endif

/**
 * MakeEnumAccessor, which has to be told the enumeration from ns-3.41 on.
 * @tparam Enum the enumeration
 * @param members a data member, or a setter and a getter in any order
 * @return the accessor
 */
template <typename Enum, typename... Members>
Ptr<const AttributeAccessor>
EnumAccessor(Members... members)
{
#if QOS_NS3_MINOR >= 41
    return MakeEnumAccessor<Enum>(members...);
#else
    return MakeEnumAccessor(members...);
#endif
}

/** Whether the automatic numbers of random streams can begin anew. */
constexpr bool CAN_RESET_RANDOM_STREAMS = QOS_NS3_MINOR >= 43;

/** Let the automatic numbers of random streams begin anew, where ns-3 can. */
inline void
ResetRandomStreams()
{
#if QOS_NS3_MINOR >= 43
    RngSeedManager::ResetNextStreamIndex();
#endif
}

/**
 * @param address an address and port
 * @return the type of service in it, which ns-3 before 3.42 has there; otherwise 0
 */
inline uint8_t
TosIn([[maybe_unused]] const Address& address)
{
#if QOS_NS3_MINOR < 42
    if (InetSocketAddress::IsMatchingType(address))
    {
        return InetSocketAddress::ConvertFrom(address).GetTos();
    }
#endif
    return 0;
}

/**
 * @param address an address and port
 * @param tos a type of service
 * @return the address with it, as ns-3 before 3.42 looks for it there; otherwise the same address
 */
inline Address
WithTos(const Address& address, [[maybe_unused]] uint8_t tos)
{
#if QOS_NS3_MINOR < 42
    if (InetSocketAddress::IsMatchingType(address))
    {
        auto own = InetSocketAddress::ConvertFrom(address);
        own.SetTos(tos);
        return own;
    }
#endif
    return address;
}

} // namespace compat
} // namespace qos
} // namespace ns3

#endif /* QOS_NS3_COMPAT_H */
