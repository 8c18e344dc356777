/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PUBLISH_SUBSCRIBE_H
#define QOS_PUBLISH_SUBSCRIBE_H

#include "ns3/overlay-engine.h"
#include "ns3/tree-algorithm.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-application
 * Publish and subscribe, as an example of an application: a topic is the application of a multicast
 * tree, its publisher the root, its subscribers the members.
 *
 * It takes the place of the engine's callback for data. Nodes find the tree by the hosts that they
 * know.
 */
class PublishSubscribe
{
  public:
    /** Gets what was published. */
    using Callback = std::function<void(const MessagePtr&)>;

    /**
     * @param engine of the node; lives longer
     * @param trees its algorithm
     */
    PublishSubscribe(OverlayEngine& engine, TreeAlgorithm& trees);

    PublishSubscribe(const PublishSubscribe&) = delete;
    PublishSubscribe& operator=(const PublishSubscribe&) = delete;
    ~PublishSubscribe();

    /** @param topic is published here from now on, and nowhere else */
    void Advertise(uint32_t topic);

    /**
     * Publish a message. A subscriber for which the buffer is full does without.
     * @param topic one that is published here
     * @param payload the message
     * @return to how many subscribers it goes from here; they pass it on to the others
     */
    std::size_t Publish(uint32_t topic, Payload payload);

    /**
     * @param topic to hear of
     * @param callback gets what is published from when the node is in the tree
     */
    void Subscribe(uint32_t topic, Callback callback);

    /** @param topic not to hear of any more */
    void Unsubscribe(uint32_t topic);

  private:
    /**
     * Tell the algorithm what the observer would.
     * @param type of the command
     * @param topic which it is about
     */
    void Tell(MessageType type, uint32_t topic);

    OverlayEngine& m_engine;                           //!< of the node
    TreeAlgorithm& m_trees;                            //!< its algorithm
    std::unordered_map<uint32_t, Callback> m_topics;   //!< that are subscribed to
    std::unordered_map<uint32_t, uint32_t> m_sequence; //!< of the next message, by topic
};

} // namespace qos
} // namespace ns3

#endif // QOS_PUBLISH_SUBSCRIBE_H
