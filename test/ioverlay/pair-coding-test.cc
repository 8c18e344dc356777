/* SPDX-License-Identifier: GPL-2.0-only */

#include "scripted-engine.h"

#include "ns3/coded-pair.h"
#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/paced-source.h"
#include "ns3/pair-coder.h"
#include "ns3/pair-decoder.h"
#include "ns3/static-relay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::seconds;
using Bytes = std::vector<uint8_t>;

constexpr uint32_t STREAM_A = 1;
constexpr uint32_t STREAM_B = 2;
constexpr uint32_t CODED = 3;
constexpr PairStreams STREAMS{{STREAM_A, STREAM_B}, CODED};
constexpr uint32_t BYTES = 5120; //!< of a message

/**
 * @param app an application
 * @param sequence number of one of its messages
 * @return bytes of that message, which no other has
 */
Bytes
BytesOf(uint32_t app, uint32_t sequence)
{
    std::mt19937 random(app << 24U | sequence);
    Bytes bytes(BYTES - (app == STREAM_A ? sequence % 7 : 0)); // not all are equally long
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<uint8_t>(random()); });
    return bytes;
}

/** A source of the messages of BytesOf(). */
class BytesSource : public MessageSource
{
  public:
    /**
     * @param app whose messages
     * @param messages how many
     */
    BytesSource(uint32_t app, uint32_t messages)
        : m_app(app),
          m_messages(messages)
    {
    }

    Nanoseconds NextAt(Nanoseconds now) override
    {
        return m_messages == 0 ? FOREVER : now;
    }

    SourceMessage Take(uint32_t sequence, Nanoseconds /* now */) override
    {
        --m_messages;
        const auto bytes = std::make_shared<const Bytes>(BytesOf(m_app, sequence));
        return {static_cast<uint32_t>(bytes->size()), bytes};
    }

  private:
    uint32_t m_app;
    uint32_t m_messages; //!< that are left
};

/** Forwards what is coded, and delivers what it could decode of it alone. */
class CodedRelay : public Algorithm
{
  public:
    Verdict Process(const MessagePtr& message, EngineApi& engine) override
    {
        decoder.Process(message, engine);
        return relay.Process(message, engine);
    }

    StaticRelay relay;
    PairDecoder decoder{STREAMS};
};

/**
 * The butterfly of the paper: A sends stream a to B and b to C, both pass them on to D, B to F and
 * C to G too; what D sends, E passes on to F and G.
 *
 *           A
 *         a/ \b
 *         B   C
 *        / \ / \
 *       /   D   \
 *      /    |    \
 *     /     E     \
 *      \   / \   /
 *        F     G
 */
class ButterflyTest : public testing::Test
{
  protected:
    enum Node : uint32_t
    {
        A,
        B,
        C,
        D,
        E,
        F,
        G
    };

    static constexpr uint32_t NODES = 7;

    /**
     * Build it.
     * @param policy when a buffer is full
     * @param isCoded whether D codes
     * @param buffer messages of a buffer
     */
    void Build(DropPolicy policy, bool isCoded, uint32_t buffer = 10)
    {
        m_relays.resize(NODES);
        for (uint32_t node = A; node <= G; ++node)
        {
            OverlayEngineParams params;
            params.policy = policy;
            params.bufferMessages = buffer;
            params.limits.total = node == A ? KBps(400) : Bitrate();
            params.limits.up = node == D ? KBps(200) : Bitrate();
            m_network.AddNode(params, isCoded ? Coding(node) : Relay(node));
        }
        const auto route = [this](uint32_t from, uint32_t app, uint32_t to) {
            m_relays[from]->AddRoute(app, m_network.IdOf(to));
        };
        route(A, STREAM_A, B);
        route(A, STREAM_B, C);
        route(B, STREAM_A, D);
        route(B, STREAM_A, F);
        route(C, STREAM_B, D);
        route(C, STREAM_B, G);
        if (isCoded)
        {
            m_coder->AddDownstream(m_network.IdOf(E));
            route(E, CODED, F);
            route(E, CODED, G);
        }
        else
        {
            route(D, STREAM_A, E);
            route(D, STREAM_B, E);
            route(E, STREAM_B, F); // what it does not get from B
            route(E, STREAM_A, G);
        }
        for (uint32_t node = A; node <= G; ++node)
        {
            m_network.Engine(node).SetDeliverCallback(
                [this, node](const MessagePtr& message) { OnDelivered(node, *message); });
        }
    }

    /**
     * @param node a node
     * @return what it does if nobody codes
     */
    std::unique_ptr<Algorithm> Relay(uint32_t node)
    {
        auto relay = std::make_unique<StaticRelay>();
        relay->SetDelivers(node != A);
        m_relays[node] = relay.get();
        return relay;
    }

    /**
     * @param node a node
     * @return what it does if D codes
     */
    std::unique_ptr<Algorithm> Coding(uint32_t node)
    {
        if (node == D)
        {
            auto coder = std::make_unique<PairCoder>(STREAMS);
            m_coder = coder.get();
            return coder;
        }
        if (node == E)
        {
            auto relay = std::make_unique<CodedRelay>();
            m_relays[E] = &relay->relay;
            return relay;
        }
        if (node == F || node == G)
        {
            auto decoder = std::make_unique<PairDecoder>(STREAMS);
            m_decoders[node] = decoder.get();
            return decoder;
        }
        return Relay(node);
    }

    /**
     * @param messages of each stream; their bytes are compared if there are any
     * @param hasBytes whether there are
     */
    void StartSources(uint32_t messages, bool hasBytes)
    {
        m_hasBytes = hasBytes;
        for (const uint32_t app : {STREAM_A, STREAM_B})
        {
            std::unique_ptr<MessageSource> source;
            if (hasBytes)
            {
                source = std::make_unique<BytesSource>(app, messages);
            }
            else
            {
                source = std::make_unique<PacedSource>(PacedSourceParams{BYTES, {}, messages});
            }
            m_network.Engine(A).StartSource(app, std::move(source));
        }
        m_network.Engine(A).Resume();
    }

    /**
     * @param node delivers a message
     * @param message the message
     */
    void OnDelivered(uint32_t node, const OverlayMessage& message)
    {
        const MessageHeader& header = message.header;
        ++m_delivered[node][{header.app, header.sequence}];
        if (m_hasBytes)
        {
            const Bytes expected = BytesOf(header.app, header.sequence);
            const ByteView bytes = message.Bytes();
            const bool isSame =
                std::equal(bytes.begin(), bytes.end(), expected.begin(), expected.end());
            m_wrong += isSame ? 0 : 1;
        }
    }

    /**
     * @param warmup before it is measured
     * @return what each node delivers in 100 seconds, in KBps
     */
    std::vector<double> Rates(Nanoseconds warmup)
    {
        std::vector<double> rates;
        m_network.Advance(m_network.Now() + warmup);
        for (uint32_t node = A; node <= G; ++node)
        {
            const EngineCounters& counters = m_network.Engine(node).GetCounters();
            rates.push_back(-static_cast<double>(counters.deliveredBytes));
        }
        m_network.Advance(m_network.Now() + seconds{100});
        for (uint32_t node = A; node <= G; ++node)
        {
            const EngineCounters& counters = m_network.Engine(node).GetCounters();
            rates[node] += static_cast<double>(counters.deliveredBytes);
            rates[node] /= 100e3;
        }
        return rates;
    }

    /**
     * @param expected KBps of B to G
     * @param warmup before they are measured
     */
    void ExpectRates(const std::vector<double>& expected, Nanoseconds warmup = seconds{20})
    {
        const std::vector<double> rates = Rates(warmup);
        for (uint32_t node = B; node <= G; ++node)
        {
            EXPECT_NEAR(rates[node], expected[node - B], 0.02 * expected[node - B])
                << "node "
                << "ABCDEFG"[node];
        }
    }

    FastNetwork m_network;
    std::vector<StaticRelay*> m_relays; //!< by node; null where there is none
    PairCoder* m_coder = nullptr;
    std::map<uint32_t, PairDecoder*> m_decoders; //!< by node
    bool m_hasBytes = false;
    std::map<uint32_t, std::map<std::pair<uint32_t, uint32_t>, int>> m_delivered; //!< by node
    int m_wrong = 0; //!< messages with other bytes than were sent
};

constexpr uint32_t ENDLESS = UINT32_MAX;

TEST_F(ButterflyTest, UncodedStreamsShareTheBottleneckIfABufferDropsFairly)
{
    Build(DropPolicy::DropFair, false);
    StartSources(ENDLESS, false);
    ExpectRates({200, 200, 400, 200, 300, 300});
}

TEST_F(ButterflyTest, FollowsItsBottleneckWithinFiveSeconds)
{
    Build(DropPolicy::DropFair, false);
    StartSources(ENDLESS, false);
    ExpectRates({200, 200, 400, 200, 300, 300});
    BandwidthLimits limits;
    limits.up = KBps(400);
    m_network.Engine(D).SetLimits(limits);
    ExpectRates({200, 200, 400, 400, 400, 400}, seconds{5});
    limits.up = KBps(100);
    m_network.Engine(D).SetLimits(limits);
    ExpectRates({200, 200, 400, 100, 250, 250}, seconds{5});
}

TEST_F(ButterflyTest, UncodedLosslessStreamsAreThrottledEverywhere)
{
    Build(DropPolicy::Lossless, false);
    StartSources(ENDLESS, false);
    ExpectRates({100, 100, 200, 200, 200, 200});
}

TEST_F(ButterflyTest, CodingGivesBothReceiversEverything)
{
    Build(DropPolicy::Lossless, true);
    StartSources(ENDLESS, false);
    ExpectRates({200, 200, 400, 0, 400, 400});
}

TEST_F(ButterflyTest, CodedMessagesFillTheBottleneckAlsoIfTheyAreForNobodyAlone)
{
    Build(DropPolicy::Lossless, true);
    StartSources(ENDLESS, false);
    m_network.Advance(seconds{100});
    const EngineLink& link = *m_network.Engine(E).FindLink(m_network.IdOf(D));
    EXPECT_NEAR(static_cast<double>(link.counters.receivedBytes) / 100e3, 200, 4);
    EXPECT_EQ(m_network.Engine(E).GetCounters().delivered, 0U);
}

TEST_F(ButterflyTest, EveryByteArrivesOnceAndNothingIsLeft)
{
    constexpr uint32_t MESSAGES = 1200;
    Build(DropPolicy::Lossless, true);
    StartSources(MESSAGES, true);
    m_network.Advance(seconds{200});
    for (const uint32_t node : {D, F, G})
    {
        EXPECT_EQ(m_delivered[node].size(), 2 * MESSAGES) << node;
        for (const auto& [message, times] : m_delivered[node])
        {
            ASSERT_EQ(times, 1) << "message " << message.second << " at " << node;
        }
    }
    EXPECT_EQ(m_wrong, 0);
    EXPECT_EQ(m_coder->GetCounters().coded, MESSAGES);
    EXPECT_EQ(m_coder->GetCounters().passedOver, 0U);
    EXPECT_EQ(m_coder->Held(), 0U);
    for (const auto& [node, decoder] : m_decoders)
    {
        EXPECT_EQ(decoder->GetCounters().decoded, MESSAGES) << node;
        EXPECT_EQ(decoder->GetCounters().undecodable, 0U) << node;
        EXPECT_EQ(decoder->GetCounters().refused, 0U) << node;
        EXPECT_EQ(decoder->Waiting(), 0U) << node;
    }
    for (uint32_t node = A; node <= G; ++node)
    {
        EXPECT_EQ(m_network.Engine(node).Queued(), 0U) << node;
        EXPECT_EQ(m_network.Engine(node).GetCounters().holdsExpired, 0U) << node;
    }
    EXPECT_EQ(m_network.Pool().Live(), 0U);
}

/** A coder or a decoder, without a network. */
class PairTest : public testing::Test
{
  protected:
    const NodeId OF_A{1, 1};   //!< where stream a comes from
    const NodeId OF_B{2, 1};   //!< where stream b comes from
    const NodeId CODER{3, 1};  //!< where coded messages come from
    const NodeId BEHIND{4, 1}; //!< where coded messages go to

    /**
     * @param app an application
     * @param sequence number of a message
     * @param algorithm gets the message
     * @return what it did
     */
    Verdict Give(Algorithm& algorithm, uint32_t app, uint32_t sequence)
    {
        MessageHeader header;
        header.app = app;
        header.sequence = sequence;
        return m_engine.Process(algorithm,
                                header,
                                app == STREAM_A ? OF_A : OF_B,
                                std::make_shared<const Bytes>(BytesOf(app, sequence)));
    }

    /**
     * @param algorithm gets a coded message
     * @param sequence its number
     * @param pair its payload
     */
    void GiveCoded(Algorithm& algorithm, uint32_t sequence, const SourceMessage& pair)
    {
        MessageHeader header;
        header.app = CODED;
        header.sequence = sequence;
        header.isCoded = true;
        header.size = pair.size;
        header.originator = CODER;
        m_engine.Process(algorithm, header, CODER, pair.payload);
    }

    /**
     * @param sequence number of a message of both streams
     * @return what their coded message has
     */
    static SourceMessage PairOf(uint32_t sequence)
    {
        const auto of = [sequence](uint32_t app) {
            const auto bytes = std::make_shared<const Bytes>(BytesOf(app, sequence));
            return SourceMessage{static_cast<uint32_t>(bytes->size()), bytes};
        };
        return EncodePair(of(STREAM_A), of(STREAM_B), PairStreams::BOTH);
    }

    /** @return numbers of the coded messages that were sent */
    std::vector<uint32_t> SentNumbers() const
    {
        std::vector<uint32_t> numbers;
        for (const auto& sent : m_engine.sent)
        {
            EXPECT_EQ(sent.message->header.app, CODED);
            EXPECT_EQ(sent.to, BEHIND);
            numbers.push_back(sent.message->header.sequence);
        }
        return numbers;
    }

    ScriptedEngine m_engine;
};

TEST_F(PairTest, TheCoderPassesOverWhatHasNoPartner)
{
    PairCoder coder(STREAMS);
    coder.AddDownstream(BEHIND);
    EXPECT_EQ(Give(coder, STREAM_A, UINT32_MAX), Verdict::Hold); // numbers wrap around
    EXPECT_EQ(Give(coder, STREAM_A, 0), Verdict::Hold);
    EXPECT_EQ(Give(coder, STREAM_B, UINT32_MAX), Verdict::Done);
    EXPECT_EQ(Give(coder, STREAM_A, 1), Verdict::Hold);
    EXPECT_EQ(Give(coder, STREAM_B, 2), Verdict::Hold) << "0 and 1 of b will not come";
    EXPECT_EQ(m_engine.held.size(), 1U);
    EXPECT_EQ(Give(coder, STREAM_B, 2), Verdict::Done) << "a duplicate";
    EXPECT_EQ(Give(coder, STREAM_B, 5), Verdict::Hold);
    EXPECT_EQ(Give(coder, STREAM_A, 2), Verdict::Done);
    EXPECT_EQ(Give(coder, STREAM_A, 4), Verdict::Done) << "4 of b will not come";
    EXPECT_EQ(Give(coder, STREAM_A, 6), Verdict::Hold) << "5 of a will not come";
    EXPECT_EQ(SentNumbers(), (std::vector<uint32_t>{UINT32_MAX, 2}));
    EXPECT_EQ(coder.GetCounters().coded, 2U);
    EXPECT_EQ(coder.GetCounters().passedOver, 5U) << "0, 1, 4 of a, 5 of b, a duplicate";
    EXPECT_EQ(coder.Held(), 1U);
    EXPECT_EQ(m_engine.held.size(), 1U);
    EXPECT_EQ(m_engine.delivered.size(), 9U) << "all but the duplicate";
}

TEST_F(PairTest, TheCoderDoesNotWaitForAStreamWhoseUpstreamIsGone)
{
    PairCoder coder(STREAMS);
    coder.AddDownstream(BEHIND);
    Give(coder, STREAM_B, 0);
    Give(coder, STREAM_A, 0);
    Give(coder, STREAM_A, 1);
    MessageHeader broken;
    broken.type = MessageType::BrokenLink;
    broken.SetPeer(OF_B, 0);
    m_engine.Process(coder, broken, {});
    EXPECT_TRUE(m_engine.held.empty());
    EXPECT_EQ(Give(coder, STREAM_A, 2), Verdict::Done);
    EXPECT_EQ(Give(coder, STREAM_B, 4), Verdict::Hold) << "it is back";
    EXPECT_EQ(Give(coder, STREAM_A, 3), Verdict::Done);
    EXPECT_EQ(Give(coder, STREAM_A, 4), Verdict::Done);
    EXPECT_EQ(SentNumbers(), (std::vector<uint32_t>{0, 4}));
    MessageHeader source;
    source.type = MessageType::BrokenSource;
    source.app = STREAM_A;
    Give(coder, STREAM_B, 5);
    m_engine.Process(coder, source, OF_A);
    EXPECT_TRUE(m_engine.held.empty());
    EXPECT_EQ(coder.Held(), 0U);
}

TEST_F(PairTest, TheCoderForgetsWhatWasHeldTooLong)
{
    PairCoder coder(STREAMS);
    coder.AddDownstream(BEHIND);
    Give(coder, STREAM_A, 7);
    Give(coder, STREAM_A, 8);
    MessageHeader expired;
    expired.type = MessageType::SendFailed;
    expired.app = STREAM_A;
    expired.SetParameters(static_cast<int32_t>(MessageType::Data), 7);
    m_engine.Process(coder, expired, {});
    EXPECT_EQ(coder.Held(), 1U);
    EXPECT_EQ(Give(coder, STREAM_B, 7), Verdict::Done);
    EXPECT_EQ(Give(coder, STREAM_B, 8), Verdict::Done);
    EXPECT_EQ(SentNumbers(), std::vector<uint32_t>{8});
}

TEST_F(PairTest, TheDecoderFindsEitherStreamInAnyOrder)
{
    PairDecoder decoder(STREAMS);
    Give(decoder, STREAM_A, 0);
    GiveCoded(decoder, 0, PairOf(0)); // finds b
    GiveCoded(decoder, 1, PairOf(1));
    EXPECT_EQ(decoder.Waiting(), 1U);
    Give(decoder, STREAM_B, 1); // finds a
    Give(decoder, STREAM_A, 1); // known already
    Give(decoder, STREAM_A, 2);
    Give(decoder, STREAM_B, 2);
    GiveCoded(decoder, 2, PairOf(2)); // nothing new
    GiveCoded(decoder, 0, PairOf(0));
    ASSERT_EQ(m_engine.delivered.size(), 6U);
    for (const MessagePtr& message : m_engine.delivered)
    {
        const MessageHeader& header = message->header;
        EXPECT_EQ(Bytes(message->Bytes().begin(), message->Bytes().end()),
                  BytesOf(header.app, header.sequence))
            << header.app << " " << header.sequence;
    }
    EXPECT_EQ(m_engine.delivered[1]->header.originator, CODER);
    EXPECT_EQ(decoder.GetCounters().decoded, 2U);
    EXPECT_EQ(decoder.GetCounters().superfluous, 2U);
    EXPECT_EQ(decoder.Waiting(), 0U);
    EXPECT_TRUE(m_engine.sent.empty());
}

TEST_F(PairTest, TheDecoderForgetsWhatIsOlderThanItsWindow)
{
    PairDecoder decoder(STREAMS);
    const uint32_t base = UINT32_MAX - 99; // numbers wrap around
    for (uint32_t i = 0; i < PairDecoder::WINDOW; ++i)
    {
        GiveCoded(decoder, base + i, PairOf(base + i));
    }
    EXPECT_EQ(decoder.Waiting(), PairDecoder::WINDOW);
    Give(decoder, STREAM_A, base);
    EXPECT_EQ(decoder.GetCounters().decoded, 1U) << "the oldest one that is remembered";
    Give(decoder, STREAM_A, base + 1 + PairDecoder::WINDOW);
    EXPECT_EQ(decoder.GetCounters().undecodable, 1U);
    Give(decoder, STREAM_A, base + 1);
    EXPECT_EQ(decoder.GetCounters().decoded, 1U) << "delivered as it came, and nothing more";
    GiveCoded(decoder, base + 1, PairOf(base + 1));
    EXPECT_EQ(decoder.GetCounters().undecodable, 2U);
    EXPECT_EQ(m_engine.delivered.size(), 4U);
}

TEST_F(PairTest, TheDecoderRefusesWhatCannotBeTrue)
{
    PairDecoder decoder(STREAMS);
    Give(decoder, STREAM_A, 5);
    const SourceMessage pair = PairOf(5);
    for (uint32_t size = 0; size < 10; ++size)
    {
        const auto cut =
            std::make_shared<const Bytes>(pair.payload->begin(), pair.payload->begin() + size);
        GiveCoded(decoder, 5, {size, cut});
    }
    EXPECT_EQ(decoder.GetCounters().refused, 10U);
    auto other = std::make_shared<Bytes>(*pair.payload);
    (*other)[0] ^= 0x80; // of the sizes
    GiveCoded(decoder, 5, {pair.size, other});
    EXPECT_EQ(decoder.GetCounters().refused, 11U);
    MessageHeader plain;
    plain.app = CODED;
    m_engine.Process(decoder, plain, CODER, pair.payload);
    EXPECT_EQ(decoder.GetCounters().refused, 12U) << "not marked as coded";
    EXPECT_EQ(m_engine.delivered.size(), 1U);
}

// by hand: sizes 3 and 2; 11 22 33 and 0f f0
TEST(CodedPairTest, IsTheExclusiveOrOfBytesAndSizes)
{
    const SourceMessage first{3, std::make_shared<const Bytes>(Bytes{0x11, 0x22, 0x33})};
    const SourceMessage second{2, std::make_shared<const Bytes>(Bytes{0x0F, 0xF0})};
    const SourceMessage pair = EncodePair(first, second, PairStreams::BOTH);
    EXPECT_EQ(*pair.payload, (Bytes{0, 0, 0, 1, 2, 1, 0, 3, 1, 1, 0x1E, 0xD2, 0x33}));
    const auto coded = CodedPayload::Read(*pair.payload, pair.size);
    ASSERT_TRUE(coded);
    EXPECT_EQ(*DecodePair(*coded, first)->payload, *second.payload);
    EXPECT_EQ(*DecodePair(*coded, second)->payload, *first.payload);
    EXPECT_FALSE(DecodePair(*coded, {4, nullptr}));
}

TEST(CodedPairTest, KnowsSizesWhereBytesAreUnknown)
{
    const SourceMessage pair = EncodePair({5120, nullptr}, {700, nullptr}, PairStreams::BOTH);
    EXPECT_EQ(pair.size, 10U + 5120);
    EXPECT_EQ(pair.payload->size(), 10U);
    const auto coded = CodedPayload::Read(*pair.payload, pair.size);
    ASSERT_TRUE(coded);
    EXPECT_TRUE(coded->IsVirtual());
    EXPECT_EQ(DecodePair(*coded, {5120, nullptr})->size, 700U);
    EXPECT_EQ(DecodePair(*coded, {700, nullptr})->size, 5120U);
}

} // namespace
} // namespace qos
} // namespace ns3
