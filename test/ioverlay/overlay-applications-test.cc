/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/message-trace-source.h"
#include "ns3/picture-source.h"
#include "ns3/playback-meter.h"
#include "ns3/static-relay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::StartsWith;
using testing::ThrowsMessage;

constexpr uint32_t APP = 1;

/**
 * @param csv a trace that is none
 * @return why
 */
std::string
TraceFault(const std::string& csv)
{
    try
    {
        std::istringstream text(csv);
        MessageTraceSource::Parse(text);
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

TEST(MessageTraceSourceTest, ReadsATrace)
{
    std::istringstream text("# s,bytes\n0,100\n\n0.04,65536\r\n0.04,0\n");
    const auto trace = MessageTraceSource::Parse(text);
    ASSERT_EQ(trace.size(), 3U);
    EXPECT_EQ(trace[1].at, 40ms);
    EXPECT_EQ(trace[1].bytes, 65536U);
    EXPECT_EQ(trace[2].bytes, 0U);
}

TEST(MessageTraceSourceTest, SaysWhichLineIsWrong)
{
    EXPECT_EQ(TraceFault("0,1\n\n0.5\n"),
              "line 3 is '0.5'; allowed is seconds,bytes with seconds not before those of the line "
              "above, and bytes up to 65536");
    for (const char* csv : {"1,5\n0.9,5", "0,65537", "0,-1", "x,1", "0,1,1", "0, 1", ",1"})
    {
        EXPECT_NE(TraceFault(csv), "") << csv;
    }
    EXPECT_THROW(MessageTraceSource({{2s, 1}, {1s, 1}}), std::invalid_argument);
}

TEST(MessageTraceSourceTest, NamesTheFile)
{
    const std::string path = testing::TempDir() + "qos-message-trace-test.csv";
    std::ofstream(path) << "0.5,7\n";
    EXPECT_EQ(MessageTraceSource::Read(path).at(0).bytes, 7U);
    std::ofstream(path) << "7\n";
    EXPECT_THAT([&path] { MessageTraceSource::Read(path); },
                ThrowsMessage<std::invalid_argument>(StartsWith(path + ": line 1 is '7'")));
    std::remove(path.c_str());
    EXPECT_THAT([&path] { MessageTraceSource::Read(path); },
                ThrowsMessage<std::invalid_argument>("the trace of messages '" + path +
                                                     "' cannot be read"));
}

TEST(MessageTraceSourceTest, SendsWhatTheTraceSaysFromWhenItBegins)
{
    FastNetwork network;
    std::vector<std::pair<Nanoseconds, uint32_t>> heard;
    auto sender = std::make_unique<StaticRelay>();
    sender->AddRoute(APP, network.IdOf(1));
    network.AddNode({}, std::move(sender));
    auto sink = std::make_unique<StaticRelay>();
    sink->SetDelivers(true);
    network.AddNode({}, std::move(sink));
    network.Engine(1).SetDeliverCallback([&](const MessagePtr& message) {
        heard.emplace_back(network.Now() - 3s, message->header.size);
    });
    network.Advance(3s);
    network.Engine(0).StartSource(
        APP,
        std::make_unique<MessageTraceSource>(std::vector<TracedMessage>{{1s, 10}, {2500ms, 20}}));
    network.Engine(0).Resume();
    network.Advance(20s);
    EXPECT_THAT(heard,
                ElementsAre(std::make_pair(Nanoseconds{1s + 30ms}, 10U), // it connects first
                            std::make_pair(Nanoseconds{2510ms}, 20U)));
}

/** Pictures as a source makes them. */
std::vector<std::pair<PictureMark, uint32_t>>
PicturesOf(PictureSource& source, uint32_t count)
{
    std::vector<std::pair<PictureMark, uint32_t>> pictures;
    for (uint32_t i = 0; i < count; ++i)
    {
        const SourceMessage message = source.Take(i, source.NextAt(0s));
        const auto mark = PictureMark::Read(*message.payload);
        EXPECT_TRUE(mark);
        pictures.emplace_back(*mark, message.size);
    }
    return pictures;
}

TEST(PictureSourceTest, SendsPicturesInTheOrderOfCoding)
{
    PictureSource source({{"IBBP", 25, 15000, 7000, 3000, 0}, 8, 1});
    const auto pictures = PicturesOf(source, 8);
    std::vector<uint32_t> shown;
    std::vector<uint32_t> sizes;
    for (const auto& [mark, bytes] : pictures)
    {
        shown.push_back(mark.shown);
        sizes.push_back(bytes);
    }
    EXPECT_THAT(shown, ElementsAre(0, 3, 1, 2, 4, 7, 5, 6));
    EXPECT_THAT(sizes, ElementsAre(15000, 7000, 3000, 3000, 15000, 7000, 3000, 3000));
    EXPECT_EQ(source.NextAt(1s), FOREVER);
}

TEST(PictureSourceTest, SendsAtTheRateOfPictures)
{
    PictureSource source({{}, 100, 1});
    EXPECT_EQ(source.NextAt(7s), 7s);
    for (uint32_t i = 0; i < 3; ++i)
    {
        source.Take(i, 9s);
    }
    EXPECT_EQ(source.NextAt(9s), 7s + 120ms) << "whenever the others were taken";
}

TEST(PictureSourceTest, HasTheSizesThatAreWanted)
{
    constexpr uint32_t COUNT = 20000;
    PictureSource source({{"I", 25, 10000, 1, 1, 0.25}, COUNT, 1});
    double sum = 0;
    double squares = 0;
    for (const auto& [mark, bytes] : PicturesOf(source, COUNT))
    {
        sum += bytes;
        squares += double(bytes) * bytes;
    }
    const double mean = sum / COUNT;
    const double deviation = std::sqrt(squares / COUNT - mean * mean);
    EXPECT_NEAR(mean, 10000, 4 * 2500 / std::sqrt(COUNT)) << "seed 1";
    EXPECT_NEAR(deviation, 2500, 100) << "seed 1"; // its standard error is 16
}

TEST(PictureSourceTest, RefusesWhatIsNoVideo)
{
    EXPECT_THROW(PictureSource(PictureSourceParams{{"PIB"}}), std::invalid_argument);
    EXPECT_THROW(PictureSource(PictureSourceParams{{"I", 0}}), std::invalid_argument);
    EXPECT_FALSE(PictureMark::Read(ByteView()));
    EXPECT_FALSE(PictureMark::Read(std::vector<uint8_t>{0, 0, 0, 0, 4}));
}

/** A viewer that is told of pictures. */
class PlaybackMeterTest : public testing::Test
{
  protected:
    static constexpr PlaybackParams THREE{25, 3, LatePicture::Wait};

    /**
     * A picture comes.
     * @param sequence of its message
     * @param now when
     * @param shown its place; by default that of the message
     * @param type what it is
     */
    void Come(uint32_t sequence,
              Nanoseconds now,
              uint32_t shown = UINT32_MAX,
              PictureType type = PictureType::P)
    {
        OverlayMessage message;
        message.header.sequence = sequence;
        message.payload = PictureMark{shown == UINT32_MAX ? sequence : shown,
                                      sequence == 0 ? PictureType::I : type}
                              .Write();
        m_meter.OnMessage(message, now);
    }

    PlaybackMeter m_meter{THREE, 1s};
};

TEST_F(PlaybackMeterTest, BeginsWhenThereAreSomePictures)
{
    Come(0, 1100ms);
    Come(1, 1140ms);
    EXPECT_FALSE(m_meter.GetCounters().startDelay);
    Come(2, 1180ms);
    EXPECT_EQ(m_meter.GetCounters().startDelay, 180ms);
    Come(3, 1180ms + 120ms); // at its time
    EXPECT_EQ(m_meter.GetCounters().late, 0U);
    EXPECT_EQ(m_meter.GetCounters().pictures, 4U);
}

TEST_F(PlaybackMeterTest, StopsUntilALatePictureComes)
{
    for (uint32_t i = 0; i < 3; ++i)
    {
        Come(i, 2s);
    }
    Come(3, 2s + 120ms + 70ms);
    Come(4, 2s + 160ms + 70ms); // whose time is later now
    Come(5, 2s + 200ms + 80ms);
    const PlaybackCounters& seen = m_meter.GetCounters();
    EXPECT_EQ(seen.stalls, 2U);
    EXPECT_EQ(seen.stalled, 80ms);
    EXPECT_EQ(seen.late, 2U);
}

TEST_F(PlaybackMeterTest, GoesOnWithoutALatePictureIfItSkips)
{
    m_meter = PlaybackMeter({25, 3, LatePicture::Skip}, 1s);
    for (uint32_t i = 0; i < 3; ++i)
    {
        Come(i, 2s);
    }
    Come(3, 2s + 190ms);
    Come(4, 2s + 190ms);
    Come(5, 2s + 190ms);
    EXPECT_EQ(m_meter.GetCounters().late, 2U) << "120 and 160 ms are over";
    EXPECT_EQ(m_meter.GetCounters().stalls, 0U);
    EXPECT_EQ(m_meter.GetCounters().stalled, 0s);
}

TEST_F(PlaybackMeterTest, BeginsWithAnIPicture)
{
    Come(10, 1s, 5);
    Come(11, 1s, 9, PictureType::I);
    Come(12, 1s, 7, PictureType::B); // predicted from what never came
    Come(13, 1s, 10);
    EXPECT_EQ(m_meter.GetCounters().unused, 2U);
    EXPECT_EQ(m_meter.GetCounters().pictures, 2U);
    EXPECT_EQ(m_meter.GetCounters().lost, 0U);
}

TEST_F(PlaybackMeterTest, CountsWhatIsLostAndWhatComesAgain)
{
    Come(0, 1s);
    Come(3, 1s);
    Come(3, 1s);
    Come(1, 1s);
    OverlayMessage message;
    m_meter.OnMessage(message, 1s);
    const PlaybackCounters& seen = m_meter.GetCounters();
    EXPECT_EQ(seen.lost, 2U);
    EXPECT_EQ(seen.duplicates, 2U);
    EXPECT_EQ(seen.malformed, 1U);
    EXPECT_EQ(seen.pictures, 2U);
}

TEST_F(PlaybackMeterTest, RefusesToStartWithoutAPicture)
{
    EXPECT_THROW(PlaybackMeter({25, 0}, 0s), std::invalid_argument);
    EXPECT_THROW(PlaybackMeter({0, 1}, 0s), std::invalid_argument);
}

/**
 * Send video to a viewer.
 * @param rate emulated bandwidth of the sender
 * @param pictures how many
 * @return what the viewer saw
 */
PlaybackCounters
Watch(Bitrate rate, uint32_t pictures)
{
    FastNetwork network;
    auto sender = std::make_unique<StaticRelay>();
    sender->AddRoute(APP, network.IdOf(1));
    OverlayEngineParams params;
    params.limits.up = rate;
    network.AddNode(params, std::move(sender));
    auto sink = std::make_unique<StaticRelay>();
    sink->SetDelivers(true);
    network.AddNode({}, std::move(sink));
    PlaybackMeter meter({25, 25, LatePicture::Wait}, 0s);
    network.Engine(1).SetDeliverCallback(
        [&](const MessagePtr& message) { meter.OnMessage(*message, network.Now()); });
    network.Engine(0).StartSource(
        APP,
        std::make_unique<PictureSource>(PictureSourceParams{{}, pictures, 1}));
    network.Engine(0).Resume();
    network.Advance(1h);
    return meter.GetCounters();
}

TEST(VideoOverlayTest, PlaysWithoutAStopWhereTheBandwidthSuffices)
{
    const PlaybackCounters seen = Watch(KBps(200), 1500); // 125 KBps on average
    EXPECT_EQ(seen.pictures, 1500U);
    EXPECT_EQ(seen.stalls, 0U);
    ASSERT_TRUE(seen.startDelay);
    EXPECT_GT(*seen.startDelay, 960ms);
    EXPECT_LT(*seen.startDelay, 1200ms);
}

TEST(VideoOverlayTest, StopsForTheTimeThatTheBandwidthLacks)
{
    const PlaybackCounters seen = Watch(KBps(100), 1500);
    EXPECT_EQ(seen.pictures, 1500U);
    EXPECT_GT(seen.stalls, 10U);
    // 60 s of 125 KBps take 75 s at 100 KBps; of them, 1 s is shown while the first 1.25 s come
    const double stalled = std::chrono::duration<double>(seen.stalled).count();
    EXPECT_NEAR(stalled, 15 - 0.25, 1.0) << "seed 1";
}

} // namespace
} // namespace qos
} // namespace ns3
