/* SPDX-License-Identifier: GPL-2.0-only */

#include "sfq-hash-buckets.h"

namespace ns3
{
namespace qos
{

SfqHashBuckets::SfqHashBuckets(const SfqHashParams& params)
    : m_params(params),
      m_buckets(params.flows),
      m_table(params.divisor, NO_BUCKET),
      m_byDepth(static_cast<std::size_t>(params.limitPackets) + 1)
{
    m_free.reserve(params.flows);
    for (uint32_t bucket = params.flows; bucket > 0; --bucket)
    {
        m_free.push_back(bucket - 1);
    }
}

void
SfqHashBuckets::Perturb(uint64_t perturbation)
{
    m_perturbation = perturbation;
}

uint32_t
SfqHashBuckets::Find(uint32_t flowHash) const
{
    const uint32_t bucket = m_table[IndexOf(flowHash)];
    if (bucket != NO_BUCKET || m_free.empty())
    {
        return bucket;
    }
    return m_free.back();
}

void
SfqHashBuckets::Add(uint32_t bucket, uint32_t flowHash)
{
    Bucket& record = m_buckets[bucket];
    if (record.depth == 0)
    {
        m_free.pop_back();
        record.index = IndexOf(flowHash);
        record.allotment = m_params.quantum;
        m_table[record.index] = bucket;
        m_ring.PushBack(0, bucket);
    }
    ++m_packets;
    SetDepth(bucket, record.depth + 1);
}

void
SfqHashBuckets::Take(uint32_t bucket)
{
    Bucket& record = m_buckets[bucket];
    --m_packets;
    SetDepth(bucket, record.depth - 1);
    if (record.depth == 0)
    {
        m_ring.Remove(bucket);
        m_table[record.index] = NO_BUCKET;
        m_free.push_back(bucket);
    }
}

uint32_t
SfqHashBuckets::Choose()
{
    uint32_t bucket = m_ring.Front(0);
    while (bucket != NO_BUCKET && m_buckets[bucket].allotment <= 0)
    {
        m_buckets[bucket].allotment += m_params.quantum;
        m_ring.Rotate(0);
        bucket = m_ring.Front(0);
    }
    return bucket;
}

uint32_t
SfqHashBuckets::Longest() const
{
    return m_largestDepth == 0 ? NO_BUCKET : m_byDepth.Front(m_largestDepth);
}

uint32_t
SfqHashBuckets::IndexOf(uint32_t flowHash) const
{
    // the finalizer of SplitMix64: every bit of the perturbation reaches every bit of the index
    uint64_t mixed = m_perturbation + flowHash * uint64_t{0x9e3779b97f4a7c15};
    mixed = (mixed ^ (mixed >> 30)) * uint64_t{0xbf58476d1ce4e5b9};
    mixed = (mixed ^ (mixed >> 27)) * uint64_t{0x94d049bb133111eb};
    return static_cast<uint32_t>((mixed ^ (mixed >> 31)) % m_params.divisor);
}

void
SfqHashBuckets::SetDepth(uint32_t bucket, uint32_t depth)
{
    m_byDepth.Remove(bucket);
    m_buckets[bucket].depth = depth;
    if (depth > 0)
    {
        m_byDepth.PushFront(depth, bucket);
    }
    if (depth > m_largestDepth)
    {
        m_largestDepth = depth;
    }
    else if (m_largestDepth > 0 && m_byDepth.Size(m_largestDepth) == 0)
    {
        // depths change by one: the bucket that left the deepest list is now one below it, or none
        // is left
        --m_largestDepth;
    }
}

} // namespace qos
} // namespace ns3
