/* SPDX-License-Identifier: GPL-2.0-only */

#include "socket-packet-filter.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(SocketPacketFilter);

TypeId
SocketPacketFilter::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::SocketPacketFilter")
                            .SetParent<PacketFilter>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<SocketPacketFilter>();
    return tid;
}

void
SocketPacketFilter::SetClassifier(std::shared_ptr<SocketClassifier> classifier)
{
    m_classifier = std::move(classifier);
}

bool
SocketPacketFilter::CheckProtocol(Ptr<QueueDiscItem> /* item */) const
{
    return m_classifier != nullptr;
}

int32_t
SocketPacketFilter::DoClassify(Ptr<QueueDiscItem> item) const
{
    const StreamId stream = m_classifier->Classify(item).stream;
    return stream == BEST_EFFORT ? PF_NO_MATCH : static_cast<int32_t>(stream) - 1;
}

} // namespace qos
} // namespace ns3
