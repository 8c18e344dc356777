/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TCP_THROUGHPUT_H
#define QOS_TCP_THROUGHPUT_H

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * The throughput equation of TCP.
 * @param mtu bytes of a packet
 * @param rtt round-trip time in seconds, above 0
 * @param lossRate share of packets that begin a loss event, above 0 and at most 1
 * @return bytes per second
 *
 * Source: RFC 5348, section 3.1, with b = 1 and t_RTO = 4 R.
 */
double TcpThroughput(double mtu, double rtt, double lossRate);

} // namespace qos
} // namespace ns3

#endif // QOS_TCP_THROUGHPUT_H
