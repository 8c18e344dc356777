/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SFQ_HASH_BUCKETS_H
#define QOS_SFQ_HASH_BUCKETS_H

#include "ns3/slot-lists.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** Parameters of the buckets of stochastic fairness queueing; the defaults are those of Linux. */
struct SfqHashParams
{
    uint32_t divisor = 1024; //!< hash values: the more, the rarer two flows collide; 1 to 65536
    /** Buckets that may be in use at a time, which bounds the memory; 1 to 65535. */
    uint32_t flows = 128;
    /** Packets in all buckets: less than `flows`, so that no flow lacks one; 1 to 65535. */
    uint32_t limitPackets = 127;
    /** Bytes per bucket and round: one full packet, so that no turn is empty; 256 to 1048576. */
    uint32_t quantum = 1500;
};

/**
 * @ingroup qos-scheduler
 * The buckets of stochastic fairness queueing (McKenney, INFOCOM 1990), without packets: hash
 * table, ring, depths.
 *
 * Active buckets form a ring that is served by deficit round robin: a bucket whose allotment is
 * used up gets a quantum and waits for its next turn. A new bucket joins the end of the ring. Lists
 * of buckets of equal depth give the longest one. Every operation is O(1); Choose() skips a bucket
 * at most packet size / quantum times per packet.
 */
class SfqHashBuckets
{
  public:
    /** No bucket is left, or none is active. */
    static constexpr uint32_t NO_BUCKET = SlotLists::ABSENT;

    /** @param params checked parameters */
    explicit SfqHashBuckets(const SfqHashParams& params);

    /**
     * Hash flows in another way from now on; all buckets must be empty.
     * @param perturbation mixed into every hash
     */
    void Perturb(uint64_t perturbation);

    /**
     * @param flowHash what identifies a flow
     * @return the bucket that a packet of it would go to, NO_BUCKET if it needs a new one and all
     * are in use
     */
    uint32_t Find(uint32_t flowHash) const;

    /**
     * A packet went to a bucket.
     * @param bucket the bucket, as Find() named it
     * @param flowHash what identifies its flow
     */
    void Add(uint32_t bucket, uint32_t flowHash);

    /**
     * A packet left a bucket.
     * @param bucket a bucket with a packet
     */
    void Take(uint32_t bucket);

    /** @return the bucket whose turn it is, NO_BUCKET if all are empty */
    uint32_t Choose();

    /**
     * Charge a bucket for what it sends; before Take().
     * @param bucket the bucket
     * @param bytes size of the packet
     */
    void Charge(uint32_t bucket, uint32_t bytes)
    {
        m_buckets[bucket].allotment -= bytes;
    }

    /** @return the longest bucket, the last one to become so; NO_BUCKET if all are empty */
    uint32_t Longest() const;

    /**
     * @param bucket a bucket
     * @return how many packets are in it
     */
    uint32_t Depth(uint32_t bucket) const
    {
        return m_buckets[bucket].depth;
    }

    /** @return how many packets the longest bucket has */
    uint32_t LargestDepth() const
    {
        return m_largestDepth;
    }

    /** @return how many packets are in all buckets */
    uint32_t Packets() const
    {
        return m_packets;
    }

    /**
     * Visit the active buckets in the order of the ring.
     * @param visit called with each of them; must not change the ring
     */
    template <typename Visit>
    void ForEachActive(Visit visit) const
    {
        for (uint32_t bucket = m_ring.Front(0); bucket != NO_BUCKET; bucket = m_ring.Next(bucket))
        {
            visit(bucket);
        }
    }

  private:
    /** One bucket. */
    struct Bucket
    {
        int64_t allotment = 0; //!< bytes that it may send in this round, negative if it sent more
        uint32_t depth = 0;    //!< packets in it
        uint32_t index = 0;    //!< its place in m_table while it is in use
    };

    /**
     * @param flowHash what identifies a flow
     * @return its place in m_table
     */
    uint32_t IndexOf(uint32_t flowHash) const;

    /**
     * Move a bucket to the list of its depth.
     * @param bucket the bucket
     * @param depth packets in it
     */
    void SetDepth(uint32_t bucket, uint32_t depth);

    SfqHashParams m_params;        //!< the parameters
    std::vector<Bucket> m_buckets; //!< all buckets
    std::vector<uint32_t> m_free;  //!< those without packets
    std::vector<uint32_t> m_table; //!< hash value -> bucket, NO_BUCKET if it has none
    SlotLists m_ring{1};           //!< those with packets; the first is the next to be served
    SlotLists m_byDepth;           //!< the same, in one list per depth
    uint64_t m_perturbation = 0;   //!< mixed into every hash
    uint32_t m_largestDepth = 0;   //!< depth of the longest bucket
    uint32_t m_packets = 0;        //!< packets in all buckets
};

} // namespace qos
} // namespace ns3

#endif // QOS_SFQ_HASH_BUCKETS_H
