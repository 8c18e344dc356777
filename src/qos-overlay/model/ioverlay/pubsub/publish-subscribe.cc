/* SPDX-License-Identifier: GPL-2.0-only */

#include "publish-subscribe.h"

#include <utility>

namespace ns3
{
namespace qos
{

PublishSubscribe::PublishSubscribe(OverlayEngine& engine, TreeAlgorithm& trees)
    : m_engine(engine),
      m_trees(trees)
{
    engine.SetDeliverCallback([this](const MessagePtr& message) {
        const auto topic = m_topics.find(message->header.app);
        if (topic != m_topics.end())
        {
            const Callback callback = topic->second; // it may unsubscribe
            callback(message);
        }
    });
}

PublishSubscribe::~PublishSubscribe()
{
    m_engine.SetDeliverCallback(nullptr);
}

void
PublishSubscribe::Advertise(uint32_t topic)
{
    m_trees.BecomeRoot(topic);
}

std::size_t
PublishSubscribe::Publish(uint32_t topic, Payload payload)
{
    const TreeMembership* tree = m_trees.Membership(topic);
    if (tree == nullptr || !tree->isRoot)
    {
        return 0;
    }
    MessageHeader header;
    header.app = topic;
    header.sequence = m_sequence[topic]++;
    const MessagePtr message = m_engine.Make(header, std::move(payload));
    for (const TreeNeighbour& child : tree->children)
    {
        m_engine.Send(message, child.id);
    }
    m_engine.Resume();
    return tree->children.size();
}

void
PublishSubscribe::Subscribe(uint32_t topic, Callback callback)
{
    m_topics[topic] = std::move(callback);
    Tell(MessageType::SJoin, topic);
}

void
PublishSubscribe::Unsubscribe(uint32_t topic)
{
    m_topics.erase(topic);
    Tell(MessageType::SLeave, topic);
}

void
PublishSubscribe::Tell(MessageType type, uint32_t topic)
{
    MessageHeader header;
    header.type = type;
    header.app = topic;
    m_engine.Tell(m_engine.Make(header, nullptr));
}

} // namespace qos
} // namespace ns3
