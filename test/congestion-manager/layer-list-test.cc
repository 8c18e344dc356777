/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/layer-clock.h"
#include "ns3/layer-list.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::microseconds;
using std::chrono::milliseconds;

/**
 * @param rates bit/s
 * @return the layers
 */
LayerList
Layers(const std::vector<uint64_t>& rates)
{
    std::vector<Bitrate> layers;
    layers.reserve(rates.size());
    for (const uint64_t rate : rates)
    {
        layers.push_back(Bitrate::FromBitsPerSecond(rate));
    }
    return LayerList(layers);
}

TEST(LayerList, ChoosesTheLargestLayerThatFits)
{
    const LayerList layers = Layers({2000, 4000, 8000, 16000});
    EXPECT_EQ(layers.Choose(2000), 0U);
    EXPECT_EQ(layers.Choose(3999.999), 0U);
    EXPECT_EQ(layers.Choose(4000), 1U);
    EXPECT_EQ(layers.Choose(7999), 1U);
    EXPECT_EQ(layers.Choose(8000), 2U);
    EXPECT_EQ(layers.Choose(16000), 3U);
    EXPECT_EQ(layers.Choose(1e18), 3U);
}

TEST(LayerList, FallsBackToTheLowestLayer)
{
    const LayerList layers = Layers({2000, 4000});
    EXPECT_EQ(layers.Choose(1999), 0U) << "even that does not fit";
    EXPECT_EQ(layers.Choose(0), 0U);
    EXPECT_EQ(layers.Choose(-1), 0U) << "nothing is known";
    EXPECT_EQ(Layers({5}).Choose(1e9), 0U) << "there is only one";
}

TEST(LayerList, HasTheLayersOfTheExperimentsByDefault)
{
    const LayerList layers;
    ASSERT_EQ(layers.Size(), 4U);
    for (std::size_t i = 0; i < layers.Size(); ++i)
    {
        EXPECT_EQ(layers.RateOf(i).BitsPerSecond(), 2000000ULL << i);
    }
}

TEST(LayerList, RefusesRatesThatAreNoLayers)
{
    EXPECT_THROW(Layers({}), std::invalid_argument);
    EXPECT_THROW(Layers({0, 1}), std::invalid_argument) << "0 means infinitely fast";
    EXPECT_THROW(Layers({2, 2}), std::invalid_argument);
    EXPECT_THROW(Layers({4, 2}), std::invalid_argument);
}

/** 1000 bytes at 8 Mb/s take a millisecond. */
class Clock : public testing::Test
{
  protected:
    static constexpr Nanoseconds BEGIN = milliseconds{50};
    const Bitrate m_slow = Bitrate::FromBitsPerSecond(1000000); //!< 8 ms for a packet
    const Bitrate m_fast = Bitrate::FromBitsPerSecond(8000000); //!< 1 ms for a packet
    LayerClock m_clock{1000, m_slow, BEGIN};
};

TEST_F(Clock, TicksAtTheLayersRate)
{
    for (int i = 0; i < 1000; ++i)
    {
        EXPECT_EQ(m_clock.Due(), BEGIN + i * milliseconds{8});
        m_clock.Tick();
    }
}

TEST_F(Clock, CountsANewIntervalFromTheLastPacket)
{
    m_clock.Tick();
    m_clock.SetRate(m_fast, BEGIN + microseconds{300});
    EXPECT_EQ(m_clock.Due(), BEGIN + milliseconds{1});
    m_clock.SetRate(m_slow, BEGIN + microseconds{700});
    EXPECT_EQ(m_clock.Due(), BEGIN + milliseconds{8});
}

TEST_F(Clock, DoesNotMakeUpForWhatAHigherRateWouldHaveSent)
{
    m_clock.Tick();
    const Nanoseconds now = BEGIN + milliseconds{6};
    m_clock.SetRate(m_fast, now);
    EXPECT_EQ(m_clock.Due(), now);
    m_clock.Tick();
    EXPECT_EQ(m_clock.Due(), now + milliseconds{1});
}

TEST_F(Clock, SendsItsFirstPacketAtOnceAtAnyRate)
{
    m_clock.SetRate(m_fast, BEGIN);
    EXPECT_EQ(m_clock.Due(), BEGIN);
    m_clock.Tick();
    EXPECT_EQ(m_clock.Due(), BEGIN + milliseconds{1});
}

} // namespace
} // namespace qos
} // namespace ns3
