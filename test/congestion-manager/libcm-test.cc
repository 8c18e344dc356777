/* SPDX-License-Identifier: GPL-2.0-only */

#include "libcm-test-host.h"

#include "ns3/libcm.h"
#include "ns3/uinteger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::IsEmpty;

constexpr uint32_t PAYLOAD = 1472; //!< of a datagram that fills a device of 1500 bytes
constexpr int64_t RTT = 100000;    //!< microseconds

/** A process that uses libcm, on a host whose first window is ten packets. */
class LibcmProcess : public testing::Test
{
  protected:
    static CmHelper WithRoom()
    {
        constexpr uint32_t PACKETS = 10;
        CmHelper helper;
        helper.Set("InitialWindow", UintegerValue(PACKETS));
        return helper;
    }

    LibcmProcess()
    {
        m_libcm.SetMeter(&m_meter);
    }

    /** Open a flow that notes and uses its grants, and notes its news. */
    CmFlowId Open(uint16_t port)
    {
        const CmFlowId flow = m_libcm.cm_open(CmTestHost::Peer(port));
        m_libcm.cm_register_send(flow, [this](CmFlowId granted) {
            m_granted.emplace_back(granted);
            m_times.push_back(Simulator::Now());
            m_libcm.cm_notify(granted, PAYLOAD);
        });
        m_libcm.cm_register_update(flow, [this](CmFlowId changed, const CmEstimate& estimate) {
            m_changed.emplace_back(changed);
            m_estimates.push_back(estimate);
        });
        return flow;
    }

    /** Report a packet as received. */
    void Report(CmFlowId flow, int64_t rtt = RTT)
    {
        m_libcm.cm_update(flow, PAYLOAD, PAYLOAD, CM_NO_CONGESTION, rtt);
    }

    /** @return how often something was done */
    uint64_t Count(HostOperation operation) const
    {
        return m_meter.GetCounts().Of(operation);
    }

    /** @return the control socket */
    CmControlSocket& Control()
    {
        return m_libcm.GetControlSocket();
    }

    HostMeter m_meter;
    CmTestHost m_host{WithRoom()};
    Libcm m_libcm{m_host.Host(), 0, MicroSeconds(50)};
    std::vector<CmFlowId> m_granted;
    std::vector<Time> m_times;
    std::vector<CmFlowId> m_changed;
    std::vector<CmEstimate> m_estimates;
};

TEST_F(LibcmProcess, GetsTheGrantsOfAllFlowsWithOneCrossing)
{
    const std::vector<CmFlowId> flows{Open(1), Open(2), Open(3), Open(4)};
    EXPECT_EQ(m_libcm.cm_bulk_request(flows), 4);
    EXPECT_THAT(m_granted, IsEmpty()) << "it is not called before it dispatches";
    EXPECT_TRUE(Control().IsWritable());
    EXPECT_EQ(m_libcm.Dispatch(), 4U);
    EXPECT_THAT(m_granted, testing::UnorderedElementsAreArray(flows));
    EXPECT_EQ(Count(HostOperation::CmSendable), 1U);
    EXPECT_EQ(Count(HostOperation::CmRequest), 1U);
    EXPECT_FALSE(Control().IsWritable()) << "the grants are used";
    EXPECT_EQ(m_libcm.Dispatch(), 0U);
    EXPECT_EQ(Count(HostOperation::CmSendable), 1U) << "the bit is clear: no ioctl";
}

TEST_F(LibcmProcess, IsCalledOnceForEachOfSeveralGrantsOfAFlow)
{
    const CmFlowId flow = Open(1);
    m_libcm.cm_request(flow, 3);
    EXPECT_EQ(m_libcm.Dispatch(), 3U);
    EXPECT_THAT(m_granted, ElementsAre(flow, flow, flow));
    EXPECT_EQ(Count(HostOperation::CmSendable), 1U);
}

TEST_F(LibcmProcess, IsToldTheLastOfSeveralChangesOnce)
{
    const CmFlowId flow = Open(1);
    m_libcm.cm_thresh(flow, 1, 1);
    for (const int64_t rtt : {RTT, 2 * RTT, 8 * RTT})
    {
        m_libcm.cm_notify(flow, PAYLOAD);
        Report(flow, rtt);
    }
    EXPECT_EQ(m_host.State(flow).counters.updates, 3U) << "the kernel saw three changes";
    EXPECT_TRUE(Control().HasException());
    EXPECT_EQ(m_libcm.Dispatch(), 1U);
    EXPECT_THAT(m_changed, ElementsAre(flow));
    EXPECT_FALSE(Control().HasException());
    // 1/8 of each new sample: 100, 112.5, 198.4375 ms
    EXPECT_EQ(m_estimates.at(0).srtt, 198437);
    EXPECT_EQ(Count(HostOperation::CmChanged), 1U);
    EXPECT_EQ(Count(HostOperation::CmState), 1U);
}

TEST_F(LibcmProcess, IsToldOfTheNetworkBeforeItSends)
{
    const CmFlowId flow = Open(1);
    std::vector<std::string> order;
    m_libcm.cm_register_send(flow, [&order](CmFlowId) { order.emplace_back("send"); });
    m_libcm.cm_register_update(flow, [&order](CmFlowId, const CmEstimate&) {
        order.emplace_back("update");
    });
    m_libcm.cm_request(flow);
    m_libcm.cm_notify(flow, PAYLOAD);
    Report(flow);
    m_libcm.cm_request(flow);
    m_libcm.Dispatch();
    EXPECT_THAT(order, ElementsAre("update", "send"));
}

TEST_F(LibcmProcess, IsNotToldOfGrantsThatLapsed)
{
    const CmFlowId flow = Open(1);
    m_libcm.cm_request(flow);
    EXPECT_TRUE(Control().IsWritable());
    CmTestHost::Pass(Seconds(1));
    EXPECT_EQ(m_host.State(flow).counters.expired, 1U);
    EXPECT_FALSE(Control().IsWritable());
    EXPECT_EQ(m_libcm.Dispatch(), 0U);
}

TEST_F(LibcmProcess, IsNotToldOfClosedFlows)
{
    const CmFlowId first = Open(1);
    const CmFlowId second = Open(2);
    for (const CmFlowId flow : {first, second})
    {
        m_libcm.cm_notify(flow, PAYLOAD);
        Report(flow);
    }
    m_libcm.cm_bulk_request({first, second});
    m_libcm.cm_close(first);
    EXPECT_EQ(m_libcm.Dispatch(), 2U);
    EXPECT_THAT(m_granted, ElementsAre(second));
    EXPECT_THAT(m_changed, ElementsAre(second));
}

TEST_F(LibcmProcess, IsNotToldOfWhatItDoesNotWantAnyMore)
{
    const CmFlowId flow = Open(1);
    m_libcm.cm_notify(flow, PAYLOAD);
    Report(flow);
    m_libcm.cm_request(flow);
    m_libcm.cm_register_send(flow, nullptr);
    m_libcm.cm_register_update(flow, nullptr);
    EXPECT_FALSE(Control().IsReady());
    EXPECT_EQ(m_libcm.Dispatch(), 0U);
}

TEST_F(LibcmProcess, HasItsOwnControlSocket)
{
    Libcm other(m_host.Host());
    const CmFlowId flow = other.cm_open(CmTestHost::Peer(7));
    other.cm_register_send(flow, [](CmFlowId) {});
    other.cm_request(flow);
    EXPECT_TRUE(other.GetControlSocket().IsWritable());
    EXPECT_FALSE(Control().IsReady());
}

TEST_F(LibcmProcess, MayCloseAFlowWithinACallbackOfAnother)
{
    const CmFlowId first = Open(1);
    const CmFlowId second = Open(2);
    m_libcm.cm_register_send(first, [&](CmFlowId) { m_libcm.cm_close(second); });
    m_libcm.cm_register_send(second, [&](CmFlowId) { m_libcm.cm_close(first); });
    m_libcm.cm_bulk_request({first, second});
    EXPECT_EQ(m_libcm.Dispatch(), 1U) << "whichever came first";
    EXPECT_EQ(m_libcm.Flows(), 1U);
}

TEST_F(LibcmProcess, MayEndWithinItsCallbacks)
{
    for (const bool isLoop : {false, true})
    {
        auto process = std::make_unique<Libcm>(m_host.Host());
        if (isLoop)
        {
            process->UseOwnLoop();
        }
        for (const Address& peer : {CmTestHost::Peer(1), CmTestHost::Peer(2)})
        {
            const CmFlowId flow = process->cm_open(peer);
            process->cm_register_send(flow, [&process](CmFlowId) { process = nullptr; });
            process->cm_register_update(flow, [&process](CmFlowId, const CmEstimate&) {
                process = nullptr;
            });
            process->cm_request(flow);
            if (isLoop)
            {
                process->cm_notify(flow, 100);
                process->cm_update(flow, 100, 100, CM_NO_CONGESTION, RTT);
            }
        }
        if (!isLoop)
        {
            EXPECT_EQ(process->Dispatch(), 1U);
        }
        CmTestHost::Pass(Seconds(1));
        EXPECT_EQ(process, nullptr);
        EXPECT_EQ(m_host.Flows(), 0U);
    }
}

/** The ways in which an event loop and libcm go together (OSDI 2000, section 3.1). */
class LibcmEventLoops : public LibcmProcess
{
};

TEST_F(LibcmEventLoops, OfTheLibraryItselfCallTheProcessAfterTheLatency)
{
    m_libcm.UseOwnLoop();
    const CmFlowId flow = Open(1);
    CmTestHost::At(Seconds(1), [&] { m_libcm.cm_request(flow); });
    CmTestHost::At(Seconds(2), [&] {
        m_libcm.cm_request(flow);
        m_libcm.cm_request(flow);
    });
    CmTestHost::Pass(Seconds(3));
    const Time late = MicroSeconds(50);
    EXPECT_THAT(m_times, ElementsAre(Seconds(1) + late, Seconds(2) + late, Seconds(2) + late));
    EXPECT_EQ(Count(HostOperation::Select), 2U) << "the process was woken twice";
    EXPECT_EQ(Count(HostOperation::CmSendable), 2U);
}

TEST_F(LibcmEventLoops, OfTheLibraryItselfGoOnAsLongAsTheProcessRequests)
{
    m_libcm.UseOwnLoop();
    const CmFlowId flow = Open(1);
    m_libcm.cm_register_send(flow, [&](CmFlowId granted) {
        m_granted.push_back(granted);
        m_libcm.cm_notify(granted, PAYLOAD);
        Report(granted);
        m_libcm.cm_request(granted);
    });
    m_libcm.cm_request(flow);
    CmTestHost::Pass(MicroSeconds(50 * 20 + 1));
    EXPECT_EQ(m_granted.size(), 20U) << "once every latency";
}

TEST_F(LibcmEventLoops, OfTheLibraryItselfDoNotSpinOnAGrantThatIsLeftUnused)
{
    m_libcm.UseOwnLoop();
    const CmFlowId flow = Open(1);
    m_libcm.cm_register_send(flow, [this](CmFlowId granted) { m_granted.push_back(granted); });
    m_libcm.cm_request(flow);
    CmTestHost::Pass(Seconds(10));
    EXPECT_EQ(m_granted.size(), 1U);
    m_libcm.cm_request(flow);
    CmTestHost::Pass(Seconds(10));
    EXPECT_EQ(m_granted.size(), 2U) << "but a new one wakes the process again";
}

TEST_F(LibcmEventLoops, OfTheLibraryItselfLearnWhatHappenedBeforeTheyBegan)
{
    const CmFlowId flow = Open(1);
    CmTestHost::At(Seconds(1), [&] { m_libcm.cm_request(flow); });
    CmTestHost::At(Seconds(1) + MilliSeconds(1), [&] { m_libcm.UseOwnLoop(); });
    CmTestHost::Pass(Seconds(9));
    EXPECT_THAT(m_times, ElementsAre(Seconds(1) + MilliSeconds(1) + MicroSeconds(50)));
    EXPECT_EQ(m_host.State(flow).counters.expired, 0U);
}

TEST_F(LibcmEventLoops, MayBeReplacedWhileAWakeUpIsUnderWay)
{
    const CmFlowId flow = Open(1);
    int signals = 0;
    m_libcm.UseOwnLoop();
    CmTestHost::At(Seconds(1), [&] { m_libcm.cm_request(flow); });
    for (const int64_t us : {20, 40})
    {
        CmTestHost::At(Seconds(1) + MicroSeconds(us), [&] {
            m_libcm.UseSignal([&] {
                ++signals;
                m_libcm.Dispatch();
            });
        });
    }
    CmTestHost::Pass(Seconds(9));
    EXPECT_EQ(signals, 1) << "of the handler that came last";
    EXPECT_THAT(m_times, ElementsAre(Seconds(1) + MicroSeconds(50))) << "no later than it was to";
}

TEST_F(LibcmEventLoops, AroundSelectMayWaitForNothing)
{
    const CmFlowId flow = Open(1);
    bool hasReturned = false;
    m_libcm.Select(Seconds(1), [&](bool) { hasReturned = true; });
    m_libcm.cm_request(flow);
    m_libcm.Select(Seconds(1), nullptr);
    CmTestHost::Pass(Seconds(2));
    EXPECT_FALSE(hasReturned) << "the wait before has ended";
    m_libcm.cm_request(flow);
    CmTestHost::Pass(Seconds(2));
    EXPECT_THAT(m_granted, IsEmpty());
}

TEST_F(LibcmEventLoops, OfSignalHandlersGetASignalAndDispatchWhenTheyLike)
{
    int signals = 0;
    m_libcm.UseSignal([&] {
        ++signals;
        CmTestHost::At(Simulator::Now() + MilliSeconds(2), [this] { m_libcm.Dispatch(); });
    });
    const CmFlowId flow = Open(1);
    CmTestHost::At(Seconds(1), [&] { m_libcm.cm_request(flow, 2); });
    CmTestHost::Pass(Seconds(2));
    EXPECT_EQ(signals, 1);
    EXPECT_EQ(Count(HostOperation::Signal), 1U);
    const Time at = Seconds(1) + MicroSeconds(50) + MilliSeconds(2);
    EXPECT_THAT(m_times, ElementsAre(at, at));
    m_libcm.UseSignal(nullptr);
    m_libcm.cm_request(flow);
    CmTestHost::Pass(Seconds(1));
    EXPECT_EQ(signals, 1) << "no more signals";
}

TEST_F(LibcmEventLoops, AroundSelectWaitUntilABitIsSet)
{
    const CmFlowId flow = Open(1);
    std::vector<std::pair<Time, bool>> returns;
    m_libcm.Select(Seconds(-1), [&](bool isReady) {
        returns.emplace_back(Simulator::Now(), isReady);
        m_libcm.Dispatch();
    });
    CmTestHost::At(Seconds(5), [&] { m_libcm.cm_request(flow); });
    CmTestHost::At(Seconds(6), [&] { m_libcm.cm_request(flow); });
    CmTestHost::Pass(Seconds(7));
    ASSERT_EQ(returns.size(), 1U) << "one select() returns once";
    EXPECT_EQ(returns[0].first, Seconds(5) + MicroSeconds(50));
    EXPECT_TRUE(returns[0].second);
    EXPECT_EQ(m_granted.size(), 1U);
    EXPECT_EQ(Count(HostOperation::Select), 1U);
    EXPECT_EQ(Count(HostOperation::SelectSocket), 1U);
}

TEST_F(LibcmEventLoops, AroundSelectReturnAtOnceIfABitIsSet)
{
    const CmFlowId flow = Open(1);
    m_libcm.cm_request(flow);
    Time returned(-1);
    m_libcm.Select(Seconds(9), [&](bool isReady) {
        EXPECT_TRUE(isReady);
        returned = Simulator::Now();
    });
    EXPECT_EQ(returned, Time(-1)) << "not before select() was called";
    CmTestHost::Pass(Seconds(1));
    EXPECT_EQ(returned, MicroSeconds(50));
    CmTestHost::Pass(Seconds(10));
    EXPECT_EQ(returned, MicroSeconds(50)) << "the timeout is off";
}

// A rate-clocked process replaces its sleep by a timed select().
TEST_F(LibcmEventLoops, AroundTimedSelectKeepTheClockOfTheProcess)
{
    const CmFlowId flow = Open(1);
    std::vector<int64_t> ticks;
    Time next = MilliSeconds(20);
    std::function<void(bool)> turn = [&](bool isReady) {
        if (isReady)
        {
            m_libcm.Dispatch();
        }
        else
        {
            ticks.push_back(Simulator::Now().GetMilliSeconds());
            next += MilliSeconds(20);
        }
        m_libcm.Select(next - Simulator::Now(), turn);
    };
    m_libcm.Select(next, turn);
    CmTestHost::At(MilliSeconds(50), [&] {
        m_libcm.cm_notify(flow, PAYLOAD);
        Report(flow);
    });
    CmTestHost::Pass(MilliSeconds(101));
    EXPECT_THAT(ticks, ElementsAre(20, 40, 60, 80, 100));
    EXPECT_THAT(m_changed, ElementsAre(flow)) << "the rate callback came in between";
    EXPECT_EQ(m_estimates.at(0).srtt, RTT);
}

TEST_F(LibcmEventLoops, ThatPollAreToldWhenTheyPoll)
{
    const CmFlowId flow = Open(1);
    EXPECT_EQ(m_libcm.Poll(), 0U);
    m_libcm.cm_request(flow, 2);
    CmTestHost::Pass(MilliSeconds(1));
    EXPECT_THAT(m_granted, IsEmpty());
    EXPECT_EQ(m_libcm.Poll(), 2U);
    EXPECT_EQ(m_granted.size(), 2U);
    EXPECT_EQ(Count(HostOperation::Select), 2U);
    EXPECT_EQ(Count(HostOperation::CmSendable), 1U);
}

TEST_F(LibcmEventLoops, WaitInOneWayAtATime)
{
    const CmFlowId flow = Open(1);
    bool hasReturned = false;
    m_libcm.Select(Seconds(1), [&](bool) { hasReturned = true; });
    m_libcm.UseOwnLoop();
    m_libcm.cm_request(flow);
    CmTestHost::Pass(Seconds(2));
    EXPECT_FALSE(hasReturned);
    EXPECT_EQ(m_granted.size(), 1U);
    m_libcm.Select(Seconds(1), [&](bool isReady) { hasReturned = isReady; });
    m_libcm.cm_request(flow);
    CmTestHost::Pass(Seconds(2));
    EXPECT_TRUE(hasReturned);
    EXPECT_EQ(m_granted.size(), 1U) << "the loop has ended";
}

TEST_F(LibcmEventLoops, AreNotWokenForAGrantThatWasTakenMeanwhile)
{
    const CmFlowId flow = Open(1);
    int wakes = 0;
    Control().SetNotification([&wakes] { ++wakes; });
    m_libcm.cm_request(flow);
    m_libcm.Dispatch();
    CmTestHost::Pass(Seconds(1));
    EXPECT_EQ(wakes, 0);
}

// Even a process that never sends and always looks again lets the simulated time go on.
TEST_F(LibcmEventLoops, ThatSpinDoNotStopTheTime)
{
    Libcm process(m_host.Host(), 0, Time(0));
    const CmFlowId flow = process.cm_open(CmTestHost::Peer(1));
    process.cm_register_send(flow, [](CmFlowId) {});
    process.cm_request(flow);
    uint64_t turns = 0;
    std::function<void(bool)> turn = [&](bool) {
        ++turns;
        process.Select(Seconds(-1), turn);
    };
    process.Select(Seconds(-1), turn);
    CmTestHost::Pass(MicroSeconds(1));
    EXPECT_LE(turns, 1000U);
    EXPECT_EQ(Simulator::Now(), MicroSeconds(1));
}

} // namespace
} // namespace qos
} // namespace ns3
