/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GOSSIP_ALGORITHM_H
#define QOS_GOSSIP_ALGORITHM_H

#include "gossip-digest.h"
#include "i-algorithm.h"
#include "seen-messages.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace ns3
{
namespace qos
{

/** All knobs of the nodes that gossip. */
struct GossipParams
{
    uint32_t fanout = 5;    //!< known hosts, drawn for each message, that may get it
    double probability = 1; //!< of each of these
    uint32_t announce = 0;  //!< known hosts that are told each round what is here; 0: no repair
    uint32_t rounds = 8;    //!< in which a message is announced, 1 or more
    Nanoseconds round = std::chrono::seconds{1}; //!< how long one is
    std::size_t mostSeen = 4096;                 //!< messages that a node remembers
    std::size_t mostKept = 256; //!< messages that a node keeps, to repair; at most as many are
                                //!< waited for
};

/** What a node that gossips counted. */
struct GossipCounters
{
    uint64_t pushed = 0;     //!< data that was sent unasked
    uint64_t announced = 0;  //!< gossipHave that were sent
    uint64_t wanted = 0;     //!< messages that were asked for
    uint64_t answered = 0;   //!< data that was sent because somebody asked for it
    uint64_t duplicates = 0; //!< data that was here already
    uint64_t refused = 0;    //!< messages that were not what they should be
};

/**
 * @ingroup qos-ioverlay-algorithm
 * Gossip: the first time that data comes, a node delivers it and sends it to some of the hosts that
 * it knows, drawn anew for every message; then it is done with it ("infect and die"). If each of
 * very many nodes sends to f others, a share x of them gets the message, with x = 1 - exp(-f x).
 *
 * With repair, nodes tell some hosts in each round what they have got lately (gossipHave); who has
 * not got it asks for it (gossipWant). What was asked for is announced, but not sent unasked.
 *
 * Data goes round in circles here: with DropPolicy::Lossless, full buffers can wait for each other.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for dissemination with a probability;
 * reconstructed otherwise. Repair is ours.
 */
class GossipAlgorithm : public IAlgorithm
{
  public:
    /** @param params its knobs */
    explicit GossipAlgorithm(const GossipParams& params = {});

    /** @return what was counted */
    const GossipCounters& GetCounters() const
    {
        return m_counters;
    }

    /** @return messages that are kept */
    std::size_t Kept() const
    {
        return m_kept.size();
    }

  protected:
    Verdict OnData(const MessagePtr& message, EngineApi& engine) override;
    void OnTimer(int32_t id, EngineApi& engine) override;
    bool OnMessage(const MessagePtr& message, EngineApi& engine) override;

  private:
    /** A message that may be asked for. */
    struct KeptMessage
    {
        MessageKey key;      //!< its name
        MessagePtr message;  //!< the message
        uint32_t rounds = 0; //!< in which it will be announced
    };

    /** A message that was asked for. */
    struct Wanted
    {
        MessageKey key;      //!< its name
        NodeId asked;        //!< who
        Nanoseconds asks{0}; //!< when somebody else may be asked
    };

    /**
     * Send a message to some hosts.
     * @param message the message
     * @param engine what sends
     */
    void Push(const MessagePtr& message, EngineApi& engine);

    /**
     * Keep a message, to announce it.
     * @param message the message
     * @param key its name
     * @param engine wakes this node
     */
    void Keep(const MessagePtr& message, const MessageKey& key, EngineApi& engine);

    /**
     * Ask for what is missing.
     * @param digest what somebody has
     * @param engine what sends
     */
    void Ask(const GossipDigest& digest, EngineApi& engine);

    /**
     * Send what is kept.
     * @param digest what somebody asks for
     * @param engine what sends
     */
    void Answer(const GossipDigest& digest, EngineApi& engine);

    /**
     * A message is not waited for any more.
     * @param key its name
     * @param from who sent it
     * @return whether that node was asked for it
     */
    bool TakeWanted(const MessageKey& key, NodeId from);

    GossipParams m_params;          //!< knobs
    SeenMessages m_seen;            //!< data that came
    std::deque<KeptMessage> m_kept; //!< by age
    std::vector<Wanted> m_wanted;   //!< by age
    std::vector<NodeId> m_drawn;    //!< hosts for a message; kept for its memory
    bool m_isAwake = false;         //!< whether a timer will tell of the next round
    GossipCounters m_counters;      //!< see GetCounters()
};

} // namespace qos
} // namespace ns3

#endif // QOS_GOSSIP_ALGORITHM_H
