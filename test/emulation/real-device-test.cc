/* SPDX-License-Identifier: GPL-2.0-only */

#include "wire-frame.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/real-device-helper.h"
#include "ns3/real-time-run.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>

namespace ns3
{
namespace qos
{
namespace
{

/** A node with a device whose other side is this test: that needs no rights. */
class RealDeviceTest : public testing::Test
{
  protected:
    RealDeviceTest()
    {
        std::array<int, 2> ends{};
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends.data()), 0);
        m_wire = Descriptor(ends[0]);
        m_end.kind = EndKind::DESCRIPTOR;
        m_end.descriptor = ends[1];
        m_end.mac = Mac48Address("02:00:00:00:00:01");
        InternetStackHelper internet;
        internet.SetIpv6StackInstall(false);
        internet.Install(m_node);
    }

    ~RealDeviceTest() override
    {
        Simulator::Destroy();
    }

    /** @param frame comes in from the wire */
    void Put(const std::vector<uint8_t>& frame) const
    {
        EXPECT_EQ(write(m_wire.Get(), frame.data(), frame.size()),
                  static_cast<ssize_t>(frame.size()));
    }

    /** @return a frame that went out to the wire, empty if there is none */
    std::vector<uint8_t> Take() const
    {
        std::vector<uint8_t> frame(2000);
        const ssize_t size = recv(m_wire.Get(), frame.data(), frame.size(), MSG_DONTWAIT);
        frame.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return frame;
    }

    /** @return asks who has 10.0.0.1 */
    static std::vector<uint8_t> Request()
    {
        return {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2,  0, 0, 0,
                0,    2,    8,    6,                             // to all, from 02:...:02
                0,    1,    8,    0,    6,    4,    0,  1,       // a request
                2,    0,    0,    0,    0,    2,    10, 0, 0, 2, // of 10.0.0.2
                0,    0,    0,    0,    0,    0,    10, 0, 0, 1};
    }

    const RealTimeRun m_realTime;                 //!< before anything of the simulation
    Descriptor m_wire;                            //!< the other side
    RealEnd m_end;                                //!< this side
    const Ptr<Node> m_node{CreateObject<Node>()}; //!< has the device
};

TEST_F(RealDeviceTest, AnswersFromTheWire)
{
    const auto device = RealDeviceHelper().Install(m_node, m_end, "10.0.0.1");
    Put(Request());
    Simulator::Stop(MilliSeconds(500));
    Simulator::Run();
    const std::vector<uint8_t> reply = Take();
    ASSERT_GE(reply.size(), 42U);
    const std::vector<uint8_t> head(reply.begin(), reply.begin() + 22);
    EXPECT_EQ(head, (std::vector<uint8_t>{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0,
                                          1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 2}));
    EXPECT_EQ(device->GetReceived().received, 1U);
    EXPECT_EQ(device->GetSent(), 1U);
    EXPECT_EQ(device->GetUnsent(), 0U);
}

TEST_F(RealDeviceTest, CountsWhatItRefuses)
{
    const auto device = RealDeviceHelper().Install(m_node, m_end, "10.0.0.1");
    Put({1, 2, 3});
    std::vector<uint8_t> frame = MakeWireFrame({});
    frame[14] = 0x60;
    Put(frame);
    Simulator::Stop(MilliSeconds(500));
    Simulator::Run();
    const FrameCounters& in = device->GetReceived();
    EXPECT_EQ(in.received, 2U);
    EXPECT_EQ(in.refused[static_cast<std::size_t>(FrameFault::SIZE)], 1U);
    EXPECT_EQ(in.refused[static_cast<std::size_t>(FrameFault::IP_HEADER)], 1U);
    EXPECT_EQ(in.waiting, 0U);
}

/** No frame waits for ever, and none is lost without being counted. */
TEST_F(RealDeviceTest, DropsAtOnceWhatTheSimulatorHasNoRoomFor)
{
    RealDeviceHelper helper;
    helper.Set("ReceiveQueue", UintegerValue(4));
    const auto device = helper.Install(m_node, m_end, "10.0.0.1");
    // while the simulator is busy with an event
    Simulator::Schedule(MilliSeconds(50), [this] {
        for (int i = 0; i < 8; ++i)
        {
            Put(Request());
            usleep(10000);
        }
    });
    Simulator::Stop(MilliSeconds(300));
    Simulator::Run();
    const FrameCounters& in = device->GetReceived();
    EXPECT_EQ(in.received, 8U);
    EXPECT_EQ(in.refused[static_cast<std::size_t>(FrameFault::QUEUE_FULL)], 4U);
    EXPECT_EQ(in.waiting, 0U);
    EXPECT_EQ(device->GetSent(), 4U);
}

/** Frames leave as a link of that rate would send them. */
TEST_F(RealDeviceTest, TransmitsAtItsRate)
{
    RealDeviceHelper helper;
    helper.Set("DataRate", DataRateValue(DataRate("1Mbps")));
    const auto device = helper.Install(m_node, m_end, "10.0.0.1");
    std::vector<double> times;
    device->TraceConnectWithoutContext(
        "MacTx",
        Callback<void, Ptr<const Packet>>(
            [&times](Ptr<const Packet>) { times.push_back(Simulator::Now().GetSeconds()); }));
    constexpr uint32_t FRAME = 1250; // takes 10 ms
    Simulator::Schedule(MilliSeconds(20), [&device] {
        for (int i = 0; i < 5; ++i)
        {
            device->Send(Create<Packet>(FRAME - 14), Mac48Address("02:00:00:00:00:02"), 0x0800);
        }
    });
    Simulator::Stop(MilliSeconds(200));
    Simulator::Run();
    ASSERT_EQ(times.size(), 5U);
    for (std::size_t i = 0; i < times.size(); ++i)
    {
        EXPECT_NEAR(times[i], 0.02 + 0.01 * static_cast<double>(i), 1e-9);
    }
    EXPECT_EQ(device->GetSent(), 5U);
}

/** A socket whose buffer is full takes no more; the simulator does not wait for it. */
TEST_F(RealDeviceTest, CountsWhatTheHostDoesNotTake)
{
    const auto device = RealDeviceHelper().Install(m_node, m_end, "10.0.0.1");
    constexpr uint32_t FRAMES = 5000;
    Simulator::Schedule(MilliSeconds(20), [&device] {
        for (uint32_t i = 0; i < FRAMES; ++i)
        {
            device->Send(Create<Packet>(1000), Mac48Address("02:00:00:00:00:02"), 0x0800);
        }
    });
    Simulator::Stop(MilliSeconds(500));
    Simulator::Run();
    EXPECT_GT(device->GetUnsent(), 0U);
    EXPECT_EQ(device->GetSent() + device->GetUnsent(), FRAMES);
    uint64_t taken = 0;
    while (!Take().empty())
    {
        ++taken;
    }
    EXPECT_EQ(taken, device->GetSent());
}

TEST_F(RealDeviceTest, RefusesADescriptorThatIsNotOpen)
{
    RealEnd closed = m_end;
    closed.descriptor = 1000;
    EXPECT_THROW(RealDeviceHelper().Install(m_node, closed, "10.0.0.1"), std::runtime_error);
    Descriptor(m_end.descriptor);
}

} // namespace
} // namespace qos
} // namespace ns3
