/* SPDX-License-Identifier: GPL-2.0-only */

#include "tcp-options.h"

#include "ns3/boolean.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

void
TcpOptions::Apply(const Ptr<Socket>& socket) const
{
    socket->SetAttribute("SegmentSize", UintegerValue(segmentBytes));
    socket->SetAttribute("SndBufSize", UintegerValue(bufferBytes));
    socket->SetAttribute("RcvBufSize", UintegerValue(bufferBytes));
    socket->SetAttribute("InitialCwnd", UintegerValue(initialWindow));
    socket->SetAttribute("DelAckCount", UintegerValue(delAckCount));
    socket->SetAttribute("DelAckTimeout", TimeValue(delAckTimeout));
    socket->SetAttribute("TcpNoDelay", BooleanValue(!hasNagle));
    socket->SetAttribute("Sack", BooleanValue(hasSack));
    const auto tcp = DynamicCast<TcpSocketBase>(socket);
    tcp->SetMinRto(minRto);
    tcp->SetUseEcn(hasEcn ? TcpSocketState::On : TcpSocketState::Off);
}

} // namespace qos
} // namespace ns3
