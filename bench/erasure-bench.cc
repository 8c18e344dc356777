/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"
#include "report/thread-time.h"

#include "ns3/block-encoder.h"
#include "ns3/erasure-code-registry.h"
#include "ns3/isal-erasure-code.h"
#include "ns3/plain-erasure-code.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

#ifdef QOS_HAS_ISAL
#include <isa-l/erasure_code.h>
#endif

/**
 * @file
 * @ingroup qos-bench
 * Erasure codes on packets of 1000 bytes: beside ISA-L's bare call, beside zfec, beside given bit
 * rates; decoding beside encoding, and packet by packet beside whole blocks.
 */

namespace
{

using namespace ns3::qos;

constexpr std::size_t SIZE = 1000;            //!< bytes of a symbol
constexpr double NANOSECONDS = 1e9;           //!< in a second
constexpr double REPETITION = 0.05;           //!< seconds, for ratios that are close to their goals
constexpr double BITS = 8;                    //!< in a byte
constexpr std::size_t BATCH_BYTES = 4U << 20; //!< read and multiplied between looks at the clock

/**
 * @param times how often
 * @param work what is done
 * @return how long it took, in nanoseconds
 */
template <typename Work>
double
Time(std::size_t times, const Work& work)
{
    const double begin = ThreadTime();
    for (std::size_t i = 0; i < times; ++i)
    {
        work();
        benchmark::ClobberMemory();
    }
    return ThreadTime() - begin;
}

/** A block of random packets with parity. */
class Block
{
  public:
    /**
     * @param name of the code
     * @param sources how many
     * @param parities how many
     */
    Block(const std::string& name, std::size_t sources, std::size_t parities)
        : m_code(ErasureCodes().Create(name, {})),
          m_symbols(sources + 2 * parities, std::vector<uint8_t>(SIZE)),
          m_lost(parities)
    {
        std::mt19937 random(1);
        for (std::size_t i = 0; i < sources; ++i)
        {
            std::generate(m_symbols[i].begin(), m_symbols[i].end(), [&] {
                return static_cast<uint8_t>(random());
            });
            m_sources.emplace_back(m_symbols[i]);
        }
        for (std::size_t i = 0; i < parities; ++i)
        {
            m_lost[i] = i * sources / parities;
            m_parity.push_back(m_symbols[sources + i].data());
            m_received.push_back({i, m_symbols[sources + i]});
            m_rebuilt.push_back(m_symbols[sources + parities + i].data());
        }
        Encode();
    }

    /** Make the parity. */
    void Encode()
    {
        m_code->Encode(m_sources, {0, m_parity, SIZE});
    }

    /** Rebuild as many sources as there is parity. */
    void Decode()
    {
        m_code->Reconstruct({m_sources, m_lost, m_received}, m_rebuilt);
    }

    /** @return whether what Decode() rebuilt is right */
    bool IsRebuilt() const
    {
        for (std::size_t i = 0; i < m_lost.size(); ++i)
        {
            if (!std::equal(m_rebuilt[i], m_rebuilt[i] + SIZE, m_symbols[m_lost[i]].begin()))
            {
                return false;
            }
        }
        return true;
    }

    /** @return the source symbols */
    const std::vector<ByteView>& Sources() const
    {
        return m_sources;
    }

    /** @return where the parity symbols lie */
    const std::vector<uint8_t*>& Parity() const
    {
        return m_parity;
    }

    /** @return the code */
    ErasureCode& Code()
    {
        return *m_code;
    }

    /** @return how many encodings to do between two looks at the clock */
    std::size_t Batch() const
    {
        return std::max<std::size_t>(1, BATCH_BYTES / (m_sources.size() * m_parity.size() * SIZE));
    }

  private:
    std::unique_ptr<ErasureCode> m_code;         //!< of all that is done
    std::vector<std::vector<uint8_t>> m_symbols; //!< sources, parity, and rebuilt sources
    std::vector<std::size_t> m_lost;             //!< indices of the sources that are rebuilt
    std::vector<ByteView> m_sources;             //!< in m_symbols
    std::vector<uint8_t*> m_parity;              //!< in m_symbols
    std::vector<ReceivedParity> m_received;      //!< in m_symbols
    std::vector<uint8_t*> m_rebuilt;             //!< in m_symbols
};

/**
 * Time two things in turn.
 * @param state the benchmark
 * @param batch how often each is done at a time
 * @param work what is judged
 * @param baseline what it is compared with
 */
template <typename Work, typename Baseline>
void
Compare(benchmark::State& state, std::size_t batch, const Work& work, const Baseline& baseline)
{
    double own = 0;
    double other = 0;
    for ([[maybe_unused]] auto _ : state)
    {
        own += Time(batch, work);
        other += Time(batch, baseline);
    }
    state.counters[BenchProgram::ITEMS] = static_cast<double>(batch);
    state.counters[BenchProgram::OWN_TIME] = own;
    state.counters[BenchProgram::BASELINE_TIME] = other;
}

/**
 * @param sources how many
 * @param parities how many
 * @return the block in a name
 */
std::string
Shape(std::size_t sources, std::size_t parities)
{
    return std::to_string(sources) + "-" + std::to_string(parities);
}

#ifdef QOS_HAS_ISAL

/**
 * Encoding a block beside the call of ISA-L that it comes down to.
 * @param program gets the claim
 * @param sources of the block
 * @param parities of the block
 */
void
AddBareCall(BenchProgram& program, std::size_t sources, std::size_t parities)
{
    constexpr double GOAL = 1 / 0.9;
    constexpr std::size_t TABLE = 32;
    const std::string name = "erasure-encode-" + Shape(sources, parities);
    const auto compare = [=](benchmark::State& state) {
        Block block(ISAL_ERASURE_CODE, sources, parities);
        std::vector<uint8_t> matrix;
        for (std::size_t row = 0; row < parities; ++row)
        {
            for (std::size_t source = 0; source < sources; ++source)
            {
                matrix.push_back(ErasureCode::Coefficient(row, source));
            }
        }
        std::vector<uint8_t> tables(sources * parities * TABLE);
        const auto k = static_cast<int>(sources);
        const auto h = static_cast<int>(parities);
        ec_init_tables(k, h, matrix.data(), tables.data());
        std::vector<uint8_t*> data;
        for (const ByteView& source : block.Sources())
        {
            data.push_back(const_cast<uint8_t*>(source.data));
        }
        std::vector<uint8_t*> parity = block.Parity();
        const auto bare = [&] {
            ec_encode_data(SIZE, k, h, tables.data(), data.data(), parity.data());
        };
        Compare(
            state,
            block.Batch(),
            [&] { block.Encode(); },
            bare);
    };
    BenchProgram::Add(name, compare, REPETITION);
    program.Claim({name, name, "", "ec_encode_data of ISA-L with tables and pointers made", GOAL});
}

#endif

/**
 * Rebuilding as many sources as there is parity, beside making the parity.
 * @param program gets the claim
 * @param sources of the block
 * @param parities of the block
 */
void
AddDecode(BenchProgram& program, std::size_t sources, std::size_t parities)
{
    constexpr double GOAL = 2;
    const std::string name = "erasure-decode-" + Shape(sources, parities);
    const auto compare = [=](benchmark::State& state) {
        Block block(DefaultErasureCode(), sources, parities);
        Compare(
            state,
            block.Batch(),
            [&] { block.Decode(); },
            [&] { block.Encode(); });
        if (!block.IsRebuilt())
        {
            state.SkipWithError("the block was not rebuilt");
        }
    };
    BenchProgram::Add(name, compare, REPETITION);
    program.Claim({name, name, "", "encoding the same block", GOAL});
}

/**
 * Packet by packet beside the whole block.
 * @param program gets the claim
 */
void
AddIncremental(BenchProgram& program)
{
    constexpr std::size_t SOURCES = 50;
    constexpr std::size_t PARITIES = 5;
    constexpr double GOAL = 3; // the parity is read and written for every packet
    const std::string name = "erasure-incremental-" + Shape(SOURCES, PARITIES);
    const auto compare = [](benchmark::State& state) {
        Block block(DefaultErasureCode(), SOURCES, PARITIES);
        BlockEncoder encoder(block.Code());
        encoder.SetParityCount(PARITIES);
        const auto incremental = [&] {
            encoder.Reset();
            for (const ByteView& source : block.Sources())
            {
                encoder.Add(source);
            }
        };
        Compare(state, block.Batch(), incremental, [&] { block.Encode(); });
        const ByteView last = encoder.Parity(PARITIES - 1);
        if (!std::equal(last.begin(), last.end(), block.Parity().back()))
        {
            state.SkipWithError("the parity differs");
        }
    };
    BenchProgram::Add(name, compare, REPETITION);
    program.Claim({name, name, "", "encoding the whole block at once", GOAL});
}

/**
 * A code with half of the symbols for parity, n = 100 and k = 50, beside the time that a bit rate
 * allows.
 * @param program gets the claim
 * @param code its name
 * @param megabits of source symbols per second
 */
void
AddRate(BenchProgram& program, const std::string& code, unsigned megabits)
{
    constexpr std::size_t SOURCES = 50;
    constexpr std::size_t PARITIES = 50;
    const std::string name = "erasure-rate-" + code;
    const auto compare = [=](benchmark::State& state) {
        Block block(code, SOURCES, PARITIES);
        double own = 0;
        for ([[maybe_unused]] auto _ : state)
        {
            own += Time(1, [&] { block.Encode(); });
        }
        constexpr double PER_MEGABIT = NANOSECONDS / 1e6;
        state.counters[BenchProgram::OWN_TIME] = own;
        state.counters[BenchProgram::BASELINE_TIME] = static_cast<double>(state.iterations()) *
                                                      SOURCES * SIZE * BITS * PER_MEGABIT /
                                                      megabits;
    };
    BenchProgram::Add(name, compare);
    program.Claim(
        {name, name, "", std::to_string(megabits) + " Mb/s of sources, n = 100, k = 50", 1});
}

/** A Python process that encodes with zfec and tells how long it takes. */
class Zfec
{
  public:
    /**
     * @param sources of the block
     * @param wanted the numbers of the symbols that it makes, as a list in Python
     */
    Zfec(std::size_t sources, const std::string& wanted)
    {
        const std::string program =
            "import os, time, zfec\n"
            "k, wanted = " +
            std::to_string(sources) + ", " + wanted +
            "\n"
            "sources = [os.urandom(" +
            std::to_string(SIZE) +
            ") for _ in range(k)]\n"
            "encoder = zfec.Encoder(k, max(k, *wanted) + 1)\n"
            "while True:\n"
            "    begin = time.process_time_ns()\n"
            "    for _ in range(20):\n"
            "        encoder.encode(sources, wanted)\n"
            "    print((time.process_time_ns() - begin) / 20, flush=True)\n";
        // the distribution's interpreter has the distribution's zfec
        m_output = popen(("exec /usr/bin/python3 -c '" + program + "' 2>/dev/null").c_str(), "r");
    }

    ~Zfec()
    {
        if (m_output)
        {
            pclose(m_output); // it ends when nobody reads any more
        }
    }

    Zfec(const Zfec&) = delete;
    Zfec& operator=(const Zfec&) = delete;

    /** @return nanoseconds of CPU time that the latest encoding took, 0 if there is no zfec */
    double Next()
    {
        double time = 0;
        return m_output && std::fscanf(m_output, "%lf", &time) == 1 ? time : 0;
    }

  private:
    FILE* m_output; //!< of the process
};

/**
 * Encoding beside zfec, and what of zfec's time is due to Python.
 * @param program gets the claims
 */
void
AddZfec(BenchProgram& program)
{
    constexpr std::size_t SOURCES = 50;
    constexpr std::size_t PARITIES = 5;
    constexpr double GOAL = 0.1;
    constexpr double CALL_GOAL = 0.05;
    constexpr double SHORT = 0.0005; // seconds of this process, which only waits
    const std::string parity = "[50, 51, 52, 53, 54]";
    if (Zfec(SOURCES, parity).Next() == 0)
    {
        std::fprintf(stderr, "no comparison with zfec: python3-zfec is not installed\n");
        return;
    }
    const auto add = [&](const std::string& name, const std::string& wanted) {
        const auto measure = [=](benchmark::State& state) {
            Zfec zfec(SOURCES, wanted);
            double own = 0;
            for ([[maybe_unused]] auto _ : state)
            {
                own += zfec.Next();
            }
            state.counters[BenchProgram::OWN_TIME] = own;
        };
        BenchProgram::Add(name, measure, SHORT);
    };
    add("zfec-encode", parity);
    add("zfec-call", "[0]"); // a source: it is handed back
    BenchProgram::Add("erasure-zfec", [](benchmark::State& state) {
        Block block(DefaultErasureCode(), SOURCES, PARITIES);
        for ([[maybe_unused]] auto _ : state)
        {
            block.Encode();
            benchmark::ClobberMemory();
        }
    });
    program.Claim({"erasure-zfec", "erasure-zfec", "zfec-encode", "zfec, the same block", GOAL});
    program.Claim(
        {"zfec-call", "zfec-call", "zfec-encode", "all of zfec, called from Python", CALL_GOAL});
}

} // namespace

int
main(int argc, char** argv)
{
    constexpr unsigned PLAIN_RATE = 200;
    BenchProgram program(argc, argv);
#ifdef QOS_HAS_ISAL
    constexpr unsigned ISAL_RATE = 5000;
    AddBareCall(program, 10, 1);
    AddBareCall(program, 10, 2);
    AddBareCall(program, 50, 5);
    AddBareCall(program, 100, 10);
    AddRate(program, ISAL_ERASURE_CODE, ISAL_RATE);
#endif
    AddRate(program, PlainErasureCode::NAME, PLAIN_RATE);
    AddDecode(program, 10, 1);
    AddDecode(program, 10, 2);
    AddDecode(program, 50, 5);
    AddDecode(program, 50, 50);
    AddDecode(program, 100, 10);
    AddIncremental(program);
    AddZfec(program);
    return program.Run();
}
