/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"

#include "ns3/dwcs-algorithm.h"
#include "ns3/edf-algorithm.h"
#include "ns3/sfq-algorithm.h"

#include <random>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup qos-bench
 * The scheduler cores without a simulator: one decision and its update, against the least that any
 * priority queue must do, replace-top of a binary heap with the same key and the same sequence of
 * keys; and deadline misses of DWCS.
 */

namespace
{

using namespace ns3::qos;

constexpr uint32_t SMALL = 64;      //!< streams where growth is measured from
constexpr uint32_t LARGE = 4096;    //!< streams where growth is measured to
constexpr uint32_t LARGEST = 16384; //!< streams of the largest benchmarks

/** Random numbers at the cost of a nanosecond; a short list drawn beforehand would be learnt by the
 * branch predictor. */
class Sequence
{
  public:
    /**
     * @param least the least number
     * @param largest the largest number
     */
    Sequence(uint32_t least, uint32_t largest)
        : m_least(least),
          m_range(largest - least + 1)
    {
    }

    /** @return the next number (xorshift64, Marsaglia 2003) */
    uint32_t Next()
    {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 7;
        m_state ^= m_state << 17;
        return m_least + static_cast<uint32_t>(((m_state >> 32) * m_range) >> 32);
    }

  private:
    uint32_t m_least;                               //!< the least number
    uint64_t m_range;                               //!< how many numbers there are
    uint64_t m_state = uint64_t{88172645463325252}; //!< of the generator
};

/**
 * A plain binary heap with the key inline, no positions: what a program would write that never
 * changes or removes an entry in the middle.
 */
template <typename Key>
class PlainHeap
{
  public:
    /**
     * Insert an entry that is not smaller than those before it.
     * @param key its key
     * @param slot its stream
     */
    void Append(const Key& key, uint32_t slot)
    {
        m_entries.emplace_back(key, slot);
    }

    /** @return the least entry */
    const std::pair<Key, uint32_t>& Top() const
    {
        return m_entries.front();
    }

    /**
     * Give the least entry another key.
     * @param key the key
     */
    void ReplaceTop(const Key& key)
    {
        const std::pair<Key, uint32_t> entry(key, m_entries.front().second);
        std::size_t hole = 0;
        for (std::size_t child = 1; child < m_entries.size(); child = 2 * hole + 1)
        {
            if (child + 1 < m_entries.size() && m_entries[child + 1].first < m_entries[child].first)
            {
                ++child;
            }
            if (!(m_entries[child].first < entry.first))
            {
                break;
            }
            m_entries[hole] = m_entries[child];
            hole = child;
        }
        m_entries[hole] = entry;
    }

  private:
    std::vector<std::pair<Key, uint32_t>> m_entries; //!< the least entry first
};

/** The full key of DWCS with the comparison of its table of 2004. */
struct DwcsKey
{
    int64_t deadline;   //!< earliest first
    uint32_t losses;    //!< x'
    uint32_t deadlines; //!< y'
    uint64_t turn;      //!< first come, first served

    /**
     * @param other another key
     * @return whether this one goes first
     */
    bool operator<(const DwcsKey& other) const
    {
        if (deadline != other.deadline)
        {
            return deadline < other.deadline;
        }
        const uint64_t here = static_cast<uint64_t>(losses) * other.deadlines;
        const uint64_t there = static_cast<uint64_t>(other.losses) * deadlines;
        if (here != there)
        {
            return here < there;
        }
        if (losses == 0 && other.losses == 0 && deadlines != other.deadlines)
        {
            return deadlines > other.deadlines;
        }
        return losses != other.losses ? losses < other.losses : turn < other.turn;
    }
};

/** A number and the order of arrival: the key of EDF (deadline) and of start-time fair queueing
 * (start tag). */
struct PlainKey
{
    int64_t value;  //!< least first
    uint64_t order; //!< first come, first served

    /**
     * @param other another key
     * @return whether this one goes first
     */
    bool operator<(const PlainKey& other) const
    {
        return value != other.value ? value < other.value : order < other.order;
    }
};

constexpr uint32_t LEAST_PERIOD = 1000; //!< shortest period of a stream; ns, but any unit will do
constexpr uint32_t LARGEST_PERIOD = 50000; //!< longest period of a stream

/**
 * DWCS: the best stream is served, its window updated, its next message competes.
 * @param state the benchmark
 * @param streams how many compete
 */
void
DecideDwcs(benchmark::State& state, uint32_t streams)
{
    Sequence periods(LEAST_PERIOD, LARGEST_PERIOD);
    DwcsAlgorithm algorithm((DwcsAlgorithm::Params()));
    for (uint32_t stream = 0; stream < streams; ++stream)
    {
        algorithm.Open(stream, {stream % 3, stream % 3 + 1 + stream % 4});
        algorithm.Activate(stream, Nanoseconds{stream});
    }
    for ([[maybe_unused]] auto _ : state)
    {
        const StreamId stream = algorithm.Best();
        const Nanoseconds deadline = algorithm.DeadlineOf(stream);
        algorithm.Served(stream);
        algorithm.Activate(stream, deadline + Nanoseconds{periods.Next()});
    }
}

/**
 * The same with a plain heap; windows stay as they are.
 * @param state the benchmark
 * @param streams how many compete
 */
void
ReplaceDwcs(benchmark::State& state, uint32_t streams)
{
    Sequence periods(LEAST_PERIOD, LARGEST_PERIOD);
    PlainHeap<DwcsKey> heap;
    uint64_t turn = 0;
    for (uint32_t stream = 0; stream < streams; ++stream)
    {
        heap.Append({stream, stream % 3, stream % 3 + 1 + stream % 4, ++turn}, stream);
    }
    for ([[maybe_unused]] auto _ : state)
    {
        DwcsKey key = heap.Top().first;
        key.deadline += periods.Next();
        key.turn = ++turn;
        heap.ReplaceTop(key);
    }
}

/**
 * EDF: the most urgent message leaves, the next one of its stream comes.
 * @param state the benchmark
 * @param streams how many compete
 */
void
DecideEdf(benchmark::State& state, uint32_t streams)
{
    Sequence periods(LEAST_PERIOD, LARGEST_PERIOD);
    EdfAlgorithm algorithm;
    std::vector<Nanoseconds> deadlines;
    uint64_t arrivals = 0;
    for (uint32_t stream = 0; stream < streams; ++stream)
    {
        deadlines.emplace_back(stream);
        algorithm.Activate(stream, deadlines.back(), arrivals++);
    }
    for ([[maybe_unused]] auto _ : state)
    {
        const MessageId message = algorithm.Best();
        deadlines[message] += Nanoseconds{periods.Next()};
        algorithm.Deactivate(message);
        algorithm.Activate(message, deadlines[message], arrivals++);
    }
}

/**
 * Start-time fair queueing: the flow with the least start tag is served, its next packet comes to
 * the head.
 * @param state the benchmark
 * @param streams how many compete
 */
void
DecideSfq(benchmark::State& state, uint32_t streams)
{
    Sequence sizes(64, 1500);
    SfqAlgorithm algorithm;
    uint64_t order = 0;
    for (uint32_t flow = 0; flow < streams; ++flow)
    {
        algorithm.AddFlow(flow, flow % 10 + 1);
        algorithm.SetHead(flow, sizes.Next(), ++order);
    }
    for ([[maybe_unused]] auto _ : state)
    {
        const uint32_t flow = algorithm.Choose();
        algorithm.Serve(flow);
        algorithm.SetHead(flow, sizes.Next(), ++order);
    }
}

/**
 * The same as EDF and start-time fair queueing with a plain heap: a number and the order of
 * arrival.
 * @param state the benchmark
 * @param streams how many compete
 * @param steps by how much the least key grows
 */
void
ReplacePlain(benchmark::State& state, uint32_t streams, Sequence steps)
{
    PlainHeap<PlainKey> heap;
    uint64_t order = 0;
    for (uint32_t stream = 0; stream < streams; ++stream)
    {
        heap.Append({stream, ++order}, stream);
    }
    for ([[maybe_unused]] auto _ : state)
    {
        PlainKey key = heap.Top().first;
        key.value += steps.Next();
        key.order = ++order;
        heap.ReplaceTop(key);
    }
}

/**
 * DWCS: deadlines pass. Of all streams some miss a deadline per period, evenly spread over it or
 * all at one instant; the others wait for a deadline that never comes.
 * @param state the benchmark; one iteration is the decision at one instant
 * @param streams how many compete
 * @param missing how many of them miss a deadline per period
 * @param instants at how many instants of the period
 */
void
MissDeadlines(benchmark::State& state, uint32_t streams, uint32_t missing, uint32_t instants)
{
    constexpr Nanoseconds PERIOD{1000000};
    DwcsAlgorithm algorithm((DwcsAlgorithm::Params()));
    const Nanoseconds step = PERIOD / instants;
    std::mt19937 random(1);
    std::vector<uint32_t> order(streams);
    for (uint32_t stream = 0; stream < streams; ++stream)
    {
        order[stream] = stream;
        algorithm.Open(stream, {1 + stream % 3, 4 + stream % 3});
    }
    std::shuffle(order.begin(), order.end(), random);
    for (uint32_t index = 0; index < streams; ++index)
    {
        const Nanoseconds late = step * static_cast<int64_t>(index % instants);
        algorithm.Activate(order[index], index < missing ? late : FOREVER - PERIOD);
    }
    Nanoseconds now = -step;
    for ([[maybe_unused]] auto _ : state)
    {
        now += step;
        while (algorithm.DeadlineOf(algorithm.Earliest()) <= now)
        {
            const StreamId stream = algorithm.Earliest();
            const Nanoseconds deadline = algorithm.DeadlineOf(stream);
            algorithm.Missed(stream);
            algorithm.Activate(stream, deadline + PERIOD);
        }
        benchmark::DoNotOptimize(algorithm.Best());
    }
    state.counters[BenchProgram::ITEMS] = static_cast<double>(missing) / instants;
}

/** A core, and the plain heap that it is compared with. */
struct Core
{
    std::string name;                                         //!< of the discipline
    std::function<void(benchmark::State&, uint32_t)> decide;  //!< one decision and its update
    std::function<void(benchmark::State&, uint32_t)> replace; //!< replace-top with the same key
};

/**
 * Compare the decisions of a core with a plain heap of the same size, and with itself.
 * @param program the program
 * @param core the core
 */
void
AddDecisions(BenchProgram& program, const Core& core)
{
    const std::string name = core.name + "-decision-";
    for (const uint32_t streams : {SMALL, 512U, LARGE, LARGEST})
    {
        const std::string size = std::to_string(streams);
        BenchProgram::Add(name + size, [decide = core.decide, streams](benchmark::State& state) {
            decide(state, streams);
        });
        BenchProgram::Add(name + size + "-heap",
                          [replace = core.replace, streams](benchmark::State& state) {
                              replace(state, streams);
                          });
        program.Claim({name + size,
                       name + size,
                       name + size + "-heap",
                       "replace-top of a plain binary heap",
                       2.0});
    }
    program.Claim({core.name + "-growth",
                   name + std::to_string(LARGE),
                   name + std::to_string(SMALL),
                   "the same with 64 streams instead of 4096",
                   2.5});
}

/**
 * Compare the costs of deadline misses.
 * @param program the program
 */
void
AddMisses(BenchProgram& program)
{
    const auto add =
        [](const std::string& name, uint32_t streams, uint32_t missing, uint32_t instants) {
            BenchProgram::Add(name, [=](benchmark::State& state) {
                MissDeadlines(state, streams, missing, instants);
            });
        };
    add("dwcs-miss-1-of-1024", 1024, 1000, 1000);
    add("dwcs-miss-1-of-16384", LARGEST, 1000, 1000);
    add("dwcs-miss-100-of-16384", LARGEST, 100, 1);
    add("dwcs-miss-1000-of-16384", LARGEST, 1000, 1);
    program.Claim({"dwcs-miss-without-scan",
                   "dwcs-miss-1-of-16384",
                   "dwcs-miss-1-of-1024",
                   "one miss at a time among 1024 streams instead of 16384",
                   2.5});
    program.Claim({"dwcs-miss-1000-at-once",
                   "dwcs-miss-1000-of-16384",
                   "dwcs-miss-1-of-16384",
                   "per miss: one miss at a time instead of 1000 at once",
                   3.0});
    program.Claim({"dwcs-miss-linear",
                   "dwcs-miss-1000-of-16384",
                   "dwcs-miss-100-of-16384",
                   "per miss: 100 at once instead of 1000",
                   2.0});
}

} // namespace

int
main(int argc, char** argv)
{
    BenchProgram program(argc, argv);
    const auto replaceEdf = [](benchmark::State& state, uint32_t streams) {
        ReplacePlain(state, streams, Sequence(LEAST_PERIOD, LARGEST_PERIOD));
    };
    const auto replaceSfq = [](benchmark::State& state, uint32_t streams) {
        ReplacePlain(state, streams, Sequence(64, 1500));
    };
    AddDecisions(program, {"dwcs", DecideDwcs, ReplaceDwcs});
    AddDecisions(program, {"edf", DecideEdf, replaceEdf});
    AddDecisions(program, {"sfq", DecideSfq, replaceSfq});
    AddMisses(program);
    return program.Run();
}
