/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CBQ_ALGORITHM_H
#define QOS_CBQ_ALGORITHM_H

#include "cbq-estimator.h"

#include "ns3/indexed-heap.h"
#include "ns3/slot-lists.h"

#include <functional>
#include <limits>
#include <vector>

namespace ns3
{
namespace qos
{

/** Which ancestor may lend unused bandwidth to a class that exceeds its rate. */
enum class CbqSharing : uint8_t
{
    /** One within its rate, if no class below its level is unsatisfied: exact. */
    Formal,
    /** One within its rate: priority can take what another class is entitled to. */
    AncestorOnly,
    /** One within its rate, up to a level that arrivals lower and departures raise. */
    TopLevel
};

/** Parameters of the whole algorithm. */
struct CbqParams
{
    Bitrate link; //!< rate of the link
    /** Exact, and as cheap as the others: unsatisfied classes are counted. */
    CbqSharing sharing = CbqSharing::Formal;
    uint32_t ewmaLog = 4;          //!< see CbqEstimatorParams; 1 to 8
    uint32_t averagePacket = 1000; //!< bytes; see CbqEstimatorParams
    /** Bytes: the mean quantum, so that every class sends about once a round. */
    uint32_t largestPacket = 1500;
};

/** Identifies a class; reused after the class was removed. */
using CbqClassId = uint32_t;

/** Parameters of one class. */
struct CbqClassParams
{
    Bitrate rate; //!< its share of the link
    /** Of a leaf: 0 is served before 1, and so on, to CbqAlgorithm::PRIORITIES - 1. */
    uint32_t priority = 3;
    bool bounded = false;  //!< may not borrow from its ancestors
    bool isolated = false; //!< does not lend: what it leaves unused stays unused
    uint64_t weight = 0; //!< of a leaf in the round robin of its priority; 0: as its rate in bit/s
    uint32_t maxBurst = 20; //!< packets; see CbqEstimatorParams
    uint32_t minBurst = 0;  //!< packets; see CbqEstimatorParams
    CbqClassId parent = 0;  //!< an inner class; 0 is the link itself
};

/**
 * @ingroup qos-scheduler
 * Class-based queueing (Floyd and Van Jacobson, IEEE/ACM ToN 3(4) 1995), without packets: a tree of
 * classes with an estimator each; strict priority between leaves, weighted round robin within a
 * priority; link sharing decides who may exceed its rate.
 *
 * Decisions hold for the instant at which the link is free: when a device takes packets ahead of
 * their transmission, that is later than the time of the call.
 *
 * Work per packet: the leaf and its ancestors are charged; a heap of overlimit classes with backlog
 * yields those whose time has come, so no class is asked that cannot have changed. A refused
 * bounded leaf leaves the ring of its priority until then; only unbounded overlimit leaves are
 * visited in vain.
 */
class CbqAlgorithm
{
  public:
    static constexpr CbqClassId ROOT = 0;     //!< the link
    static constexpr uint32_t PRIORITIES = 8; //!< priorities of leaves
    /** Nobody may send. */
    static constexpr CbqClassId NO_CLASS = std::numeric_limits<uint32_t>::max();

    /** What is counted for a class. */
    struct Counters
    {
        uint64_t borrowed = 0; //!< packets that it sent on bandwidth of an ancestor
        uint64_t lent = 0;     //!< packets that classes below it sent on its bandwidth
        uint64_t refused = 0;  //!< how often it was told to wait for its rate
    };

    /** @param params checked parameters */
    explicit CbqAlgorithm(const CbqParams& params);

    /**
     * Add an inner class; to be done before any leaf has backlog.
     * @param params its parameters
     * @param now the time
     * @return its identity
     */
    CbqClassId AddInner(const CbqClassParams& params, Nanoseconds now);

    /**
     * Add a leaf without backlog.
     * @param params its parameters
     * @param now the time
     * @return its identity
     */
    CbqClassId AddLeaf(const CbqClassParams& params, Nanoseconds now);

    /**
     * Give a leaf other parameters.
     * @param leaf the leaf
     * @param params its parameters
     * @param now the time
     */
    void ChangeLeaf(CbqClassId leaf, const CbqClassParams& params, Nanoseconds now);

    /**
     * Remove a leaf without backlog.
     * @param leaf the leaf
     */
    void RemoveLeaf(CbqClassId leaf);

    /**
     * Tell whether a leaf has something to send.
     * @param leaf the leaf
     * @param backlogged whether
     * @param now the time
     */
    void SetBacklogged(CbqClassId leaf, bool backlogged, Nanoseconds now);

    /**
     * A packet arrived for a leaf, be it queued or refused; top-level sharing lowers its level.
     * @param leaf the leaf
     * @param now the time
     */
    void Arrived(CbqClassId leaf, Nanoseconds now);

    /**
     * @param now the time
     * @return the leaf that sends next, NO_CLASS if nobody may
     */
    CbqClassId Choose(Nanoseconds now);

    /**
     * The chosen leaf sends a packet.
     * @param leaf what Choose() returned
     * @param bytes the size of the packet
     * @param hasMore whether the leaf has another packet
     * @param now the time
     */
    void Sent(CbqClassId leaf, uint32_t bytes, bool hasMore, Nanoseconds now);

    /** @return when Choose() may answer otherwise although nothing arrived; FOREVER if never */
    Nanoseconds NextEligibleTime() const
    {
        return m_overlimit.IsEmpty() ? FOREVER : m_overlimit.TopKey();
    }

    /**
     * @param id a class
     * @return its estimator
     */
    const CbqEstimator& EstimatorOf(CbqClassId id) const
    {
        return m_classes[id].estimator;
    }

    /**
     * @param id a class
     * @return its parameters
     */
    const CbqClassParams& ParamsOf(CbqClassId id) const
    {
        return m_classes[id].params;
    }

    /**
     * @param id a class
     * @return what was counted for it
     */
    const Counters& CountersOf(CbqClassId id) const
    {
        return m_classes[id].counters;
    }

    /**
     * @param id a leaf
     * @return bytes that it may send before its turn ends, negative if it sent more
     */
    int64_t DeficitOf(CbqClassId id) const
    {
        return m_classes[id].deficit;
    }

  private:
    /** Level of a leaf; that of an inner class is one above its highest child. */
    static constexpr uint32_t LEAF_LEVEL = 1;
    /** Top-level sharing restricts nobody. */
    static constexpr uint32_t ANY_LEVEL = std::numeric_limits<uint32_t>::max();

    /** One class. */
    struct Class
    {
        CbqClassParams params;       //!< its parameters
        CbqEstimator estimator;      //!< its rate
        Counters counters;           //!< what happened to it
        uint64_t isolatedBits = 0;   //!< bit/s of isolated classes below it, which it cannot lend
        int64_t deficit = 0;         //!< bytes left in this round
        uint32_t level = LEAF_LEVEL; //!< its level in the tree
        uint32_t backlogged = 0;     //!< children with backlog; 1 for a leaf with backlog
        bool overlimit = false;      //!< exceeds its rate; kept while it has backlog
        bool canLend = true;         //!< isolated classes leave it something to lend
    };

    /** Leaves of one priority. */
    struct Priority
    {
        uint32_t leaves = 0;  //!< how many there are
        uint64_t weights = 0; //!< sum of their weights
    };

    /** What link sharing says about a leaf. */
    struct Permission
    {
        /** The class whose bandwidth it may use: itself, or an ancestor. */
        CbqClassId lender = NO_CLASS;
        /** Refused because no class on its way to the link is within its rate. */
        bool mustWait = false;
    };

    /**
     * @param now the time
     * @return when the next packet goes on the link
     */
    Nanoseconds StartOfNext(Nanoseconds now) const
    {
        return now > m_linkFree ? now : m_linkFree;
    }

    /**
     * @param params parameters of a class
     * @param now the time
     * @return the class, in no ring and no heap
     */
    CbqClassId NewClass(const CbqClassParams& params, Nanoseconds now);

    /**
     * Derive the estimator's parameters from those of the class.
     * @param record the class
     */
    void SetUpEstimator(Class& record) const;

    /**
     * Add a leaf to its priority, and its rate to its isolating ancestors.
     * @param leaf the leaf
     */
    void Join(CbqClassId leaf);

    /**
     * Undo Join().
     * @param leaf the leaf
     */
    void Leave(CbqClassId leaf);

    /**
     * The rate of an isolated class is not its ancestors' to lend, up to the next isolated one.
     * @param id the class
     * @param add whether it comes or goes
     */
    void ReserveIsolated(CbqClassId id, bool add);

    /**
     * @param params a leaf's parameters
     * @return its weight in the round robin
     */
    static uint64_t WeightOf(const CbqClassParams& params)
    {
        return params.weight != 0 ? params.weight : params.rate.BitsPerSecond();
    }

    /**
     * @param record a leaf
     * @return bytes that it gets in every round
     */
    int64_t QuantumOf(const Class& record) const;

    /**
     * A class got backlog, or a class below it.
     * @param id the class
     * @param start when the next packet goes on the link
     */
    void BecomeLive(CbqClassId id, Nanoseconds start);

    /**
     * A class and all classes below it lost their backlog.
     * @param id the class
     */
    void BecomeIdle(CbqClassId id);

    /**
     * Find out whether a class with backlog exceeds its rate.
     * @param id the class
     * @param start when the next packet goes on the link
     */
    void UpdateLimit(CbqClassId id, Nanoseconds start);

    /**
     * Let classes go on whose time has come.
     * @param start when the next packet goes on the link
     */
    void Advance(Nanoseconds start);

    /**
     * @param sharing the rule
     * @return the leaf that sends next, NO_CLASS if nobody may
     */
    CbqClassId ChooseUnder(CbqSharing sharing);

    /**
     * One round of a priority.
     * @param priority the priority
     * @param sharing the rule
     * @return the leaf that sends next; NO_CLASS if nobody may, or those who may have used up their
     * deficits
     */
    CbqClassId ChooseInRound(uint32_t priority, CbqSharing sharing);

    /**
     * Give those who may send in a priority as many quanta as it takes until one of them has a
     * deficit in the next round.
     * @param priority the priority
     * @param sharing the rule
     * @return whether anybody may send
     */
    bool SkipEmptyRounds(uint32_t priority, CbqSharing sharing);

    /**
     * @param leaf a leaf with backlog
     * @param sharing the rule
     * @return what it allows
     */
    Permission PermissionOf(CbqClassId leaf, CbqSharing sharing) const;

    /**
     * @param lender a class within its rate
     * @param sharing the rule
     * @return whether it may lend
     */
    bool MayLend(const Class& lender, CbqSharing sharing) const;

    /**
     * Make a leaf wait for its rate.
     * @param leaf the leaf
     */
    void Refuse(CbqClassId leaf);

    CbqParams m_params;                 //!< the parameters
    std::vector<Class> m_classes;       //!< pool; the first one is the link
    std::vector<CbqClassId> m_free;     //!< unused slots in m_classes
    std::vector<Priority> m_priorities; //!< leaves by priority
    SlotLists m_rings{PRIORITIES};      //!< leaves with backlog by priority; the first has its turn
    IndexedHeap<Nanoseconds, std::less<Nanoseconds>>
        m_overlimit;                     //!< overlimit classes with backlog, by undertime
    std::vector<uint32_t> m_unsatisfied; //!< classes with backlog within their rates, by level
    Nanoseconds m_linkFree{0};           //!< end of the last transmission
    uint32_t m_topLevel = ANY_LEVEL;     //!< highest level that may lend under top-level sharing
    CbqClassId m_lender = NO_CLASS;      //!< whose bandwidth the chosen leaf uses
    bool m_heldBack = false;             //!< the rule, and not the rates alone, refused a leaf
};

} // namespace qos
} // namespace ns3

#endif // QOS_CBQ_ALGORITHM_H
