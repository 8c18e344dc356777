/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_SCRIPTED_ENGINE_H
#define QOS_TEST_SCRIPTED_ENGINE_H

#include "ns3/algorithm.h"
#include "ns3/node-random.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** An engine without a network: a test hands an algorithm its messages, and sees what it does. */
class ScriptedEngine final : public EngineApi
{
  public:
    /** What was sent. */
    struct Sent
    {
        MessagePtr message; //!< the message
        NodeId to;          //!< where to
    };

    /** @param seed of random numbers */
    explicit ScriptedEngine(uint64_t seed = 1)
        : m_random(seed)
    {
    }

    /**
     * Let an algorithm process a message.
     * @param algorithm who
     * @param header of the message
     * @param from where it comes from
     * @param payload its bytes
     * @return what it did
     */
    Verdict Process(Algorithm& algorithm,
                    MessageHeader header,
                    NodeId from,
                    Payload payload = nullptr)
    {
        upstream = from;
        const MessagePtr message = Make(header, std::move(payload));
        const Verdict verdict = algorithm.Process(message, *this);
        if (verdict == Verdict::Hold)
        {
            held.push_back(message);
        }
        return verdict;
    }

    NodeId Self() const override
    {
        return {0x0A000001, 7000};
    }

    NodeId Observer() const override
    {
        return observer;
    }

    Nanoseconds Now() const override
    {
        return now;
    }

    double Random() override
    {
        return m_random.Uniform();
    }

    NodeId Upstream() const override
    {
        return upstream;
    }

    MessagePtr Make(MessageHeader header, Payload payload) override
    {
        header.originator = header.originator.IsNone() ? Self() : header.originator;
        return m_pool.Make(header, std::move(payload), now);
    }

    void Send(const MessagePtr& message, NodeId to) override
    {
        sent.push_back({message, to});
    }

    void Deliver(const MessagePtr& message) override
    {
        delivered.push_back(message);
    }

    void Release(const MessagePtr& message) override
    {
        const auto isIt = [&message](const MessagePtr& other) {
            return other.Get() == message.Get();
        };
        held.erase(std::remove_if(held.begin(), held.end(), isIt), held.end());
    }

    void StartTimer(Nanoseconds after, int32_t id) override
    {
        timers.emplace_back(now + after, id);
    }

    void StartSource(uint32_t app, std::unique_ptr<MessageSource> /* source */) override
    {
        started.push_back(app);
    }

    void StopSource(uint32_t /* app */) override
    {
    }

    void AddEdge(uint32_t /* app */, NodeId /* peer */, EdgeRole /* role */) override
    {
    }

    void RemoveEdge(uint32_t /* app */, NodeId /* peer */, EdgeRole /* role */) override
    {
    }

    void Measure(NodeId peer) override
    {
        measured.push_back(peer);
    }

    Bitrate TotalBandwidth() const override
    {
        return {};
    }

  private:
    MessagePool m_pool; //!< outlives the messages
    NodeRandom m_random;

  public:
    Nanoseconds now{0};
    NodeId upstream;                                     //!< see Upstream()
    NodeId observer;                                     //!< see Observer()
    std::vector<Sent> sent;                              //!< in order
    std::vector<MessagePtr> delivered;                   //!< in order
    std::vector<MessagePtr> held;                        //!< and not released
    std::vector<std::pair<Nanoseconds, int32_t>> timers; //!< when, and which
    std::vector<uint32_t> started;                       //!< applications whose source is here
    std::vector<NodeId> measured;                        //!< peers that were to be measured
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_SCRIPTED_ENGINE_H
