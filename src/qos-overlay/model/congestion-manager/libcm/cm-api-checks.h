/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_API_CHECKS_H
#define QOS_CM_API_CHECKS_H

#include "cm-api-types.h"

#include "ns3/address.h"
#include "ns3/cm-flow.h"
#include "ns3/node.h"

#include <sstream>
#include <string>

/**
 * @file
 * @ingroup qos-congestion-manager
 * What CmApi says of arguments that make no sense.
 */

namespace ns3
{
namespace qos
{

/**
 * @param parts of a sentence
 * @return the sentence
 */
template <typename... Parts>
std::string
Sentence(const Parts&... parts)
{
    std::ostringstream text;
    (text << ... << parts);
    return text.str();
}

/**
 * @param address an address with a port, or anything else
 * @return it as people write it
 */
std::string TextOf(const Address& address);

/**
 * @param dst an address with a port, or anything else
 * @return the unspecified address of the same version without a port
 */
Address AnySourceFor(const Address& dst);

/**
 * @param src source of a flow
 * @param dst its destination
 * @param protocol number of its transport protocol
 * @return EAFNOSUPPORT unless both are of the same version of IP, with a port; EPROTONOSUPPORT
 */
CmApiError CheckTuple(const Address& src, const Address& dst, int protocol);

/**
 * @param node the host
 * @param src source of a flow, checked by CheckTuple()
 * @param dst its destination, checked by CheckTuple()
 * @return EINVAL unless the destination is a host, EADDRNOTAVAIL unless the source is this one
 */
CmApiError CheckEnds(const Ptr<Node>& node, const Address& src, const Address& dst);

/**
 * @param dscp code point of a flow
 * @param mtu payload of its largest packet
 * @return EINVAL
 */
CmApiError CheckOptions(int dscp, int mtu);

/**
 * @param k how many grants are requested
 * @return EINVAL
 */
CmApiError CheckGrants(int k);

/**
 * @param notice what was sent
 * @return EINVAL
 */
CmApiError CheckNotice(const CmNotice& notice);

/**
 * @param report what became of packets
 * @return EINVAL
 */
CmApiError CheckReport(const CmReport& report);

/**
 * @param status how the opening of a flow ended, not Ok
 * @param src source of the flow
 * @param dst its destination
 * @param protocol number of its transport protocol
 * @return EEXIST, ENFILE or EMSGSIZE
 */
CmApiError OpenError(CmStatus status, const Address& src, const Address& dst, int protocol);

/**
 * @param flow a flow that a process wants to adopt
 * @param state its state, null for an unknown flow
 * @param principal the user of the process
 * @return ENOENT, or EACCES if it is another user's, if the stack reports about it, or if a process
 * has opened it and no socket
 */
CmApiError CheckAdoption(CmFlowId flow, const CmFlow* state, uint32_t principal);

/**
 * @param macroflow which a flow of a process was to join
 * @param principal the user of the process
 * @return EACCES
 */
CmApiError MacroflowError(MacroflowId macroflow, uint32_t principal);

/**
 * @param thresholds which the Congestion Manager has refused
 * @return EINVAL
 */
CmApiError ThresholdError(const CmThresholds& thresholds);

} // namespace qos
} // namespace ns3

#endif // QOS_CM_API_CHECKS_H
