/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_IP_FIELDS_H
#define QOS_IP_FIELDS_H

#include "ns3/byte-view.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

constexpr uint8_t IP_PROTOCOL_TCP = 6;        //!< as in the protocol field
constexpr uint8_t IP_PROTOCOL_UDP = 17;       //!< as in the protocol field
constexpr uint8_t IP_PROTOCOL_DCCP = 33;      //!< as in the protocol field
constexpr uint8_t IP_PROTOCOL_SCTP = 132;     //!< as in the protocol field
constexpr uint8_t IP_PROTOCOL_UDP_LITE = 136; //!< as in the protocol field

/**
 * @ingroup qos-overqos-service
 * What a classifier may want to know of an IP packet. The views are into the packet.
 */
struct IpFields
{
    uint8_t version = 0;          //!< 4, 6, or 0: not an IP packet, and nothing else is known
    uint8_t trafficClass = 0;     //!< DSCP and ECN
    uint8_t protocol = 0;         //!< behind all extension headers that could be read
    ByteView source;              //!< address: 4 or 16 bytes
    ByteView destination;         //!< address: 4 or 16 bytes
    bool isFragment = false;      //!< whether the packet is a part of one
    uint8_t fragmentProtocol = 0; //!< what all fragments of the packet say they are
    uint32_t fragmentId = 0;      //!< identification of the packet that it is a part of
    bool hasPorts = false;        //!< whether there are ports to be seen
    uint16_t sourcePort = 0;      //!< if it has ports
    uint16_t destinationPort = 0; //!< if it has ports
    ByteView payload;             //!< of UDP, as far as it is there; empty for all else
};

/**
 * Read the headers of an IP packet, as far as they are there. Nothing outside the view is read, and
 * the work is bounded, whatever the bytes are.
 * @param packet the packet, perhaps cut short
 * @return what is known of it
 *
 * Sources: RFC 791, RFC 8200 (sections 4.1 to 4.6), RFC 4302 (section 2.2), RFC 768.
 */
IpFields ParseIp(ByteView packet);

/**
 * @param fields of a packet
 * @return a number that all packets of its flow have: a hash of addresses, protocol and ports; of a
 * fragment, of addresses, protocol and identification, so that the fragments of one packet stay
 * together; 0 for what is no IP packet. It is the same on every machine and in every run.
 */
uint32_t FlowId(const IpFields& fields);

} // namespace qos
} // namespace ns3

#endif // QOS_IP_FIELDS_H
