/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/channel.h"
#include "ns3/dwcs-scheduler.h"
#include "ns3/edf-scheduler.h"
#include "ns3/names.h"
#include "ns3/net-device-container.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/qsocket-helper.h"
#include "ns3/simulator.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/two-host-topology.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

/** The network of the experiments, and helpers that set it up. */
class QSocketHelpers : public testing::Test
{
  protected:
    ~QSocketHelpers() override
    {
        Names::Clear();
        Simulator::Destroy();
    }

    TwoHostTopology m_network{TwoHostTopology::Params()};
};

TEST_F(QSocketHelpers, InstallOnOneDevice)
{
    const Ptr<QSocketManager> manager = QSocketHelper("edf").Install(m_network.ServerDevice());
    EXPECT_EQ(manager, QSocketManager::Of(m_network.Server()));
    ASSERT_NE(manager->GetScheduler("eth0"), nullptr);
    EXPECT_EQ(manager->GetScheduler("eth0")->Name(), "edf");
}

TEST_F(QSocketHelpers, InstallOnSeveralDevices)
{
    NetDeviceContainer devices(m_network.ServerDevice());
    devices.Add(m_network.Client()->GetDevice(0));
    QSocketHelper("dwcs").Install(devices);
    for (const Ptr<Node>& node : {m_network.Server(), m_network.Client()})
    {
        EXPECT_NE(QSocketManager::Of(node)->GetScheduler("eth0"), nullptr);
    }
}

TEST_F(QSocketHelpers, InstallOnANamedDevice)
{
    Names::Add("uplink", m_network.ServerDevice());
    EXPECT_NE(QSocketHelper("dwcs").Install("uplink")->GetScheduler("uplink"), nullptr);
}

TEST_F(QSocketHelpers, PassTheSettingsOn)
{
    const auto options = std::make_shared<DwcsOptions>();
    options->workConserving = false;
    QSockInitSettings settings;
    settings.position = SchedulerPosition::AboveStack;
    QSocketHelper helper("dwcs", settings);
    helper.SetOptions(options);
    const Ptr<TrafficControlLayer> control = m_network.Server()->GetObject<TrafficControlLayer>();
    const Ptr<QueueDisc> before = control->GetRootQueueDiscOnDevice(m_network.ServerDevice());
    helper.Install(m_network.ServerDevice());
    EXPECT_EQ(control->GetRootQueueDiscOnDevice(m_network.ServerDevice()), before);
}

TEST_F(QSocketHelpers, SayWhatIsWrong)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(QSocketHelper("nonsense").Install(m_network.ServerDevice()),
                 "qsockinit failed: unknown scheduler 'nonsense'");
    EXPECT_DEATH(QSocketHelper("dwcs").Install("nowhere"), "there is no device named nowhere");
    QSocketHelper wrong("dwcs");
    wrong.SetOptions(std::make_shared<EdfOptions>());
    EXPECT_DEATH(wrong.Install(m_network.ServerDevice()),
                 "qsockinit failed: the options given are not those of scheduler dwcs");
}

/**
 *     server (eth0, 10.0.0.1) ---- 20 Mb/s, 3 ms ---- client (10.0.0.2)
 */
TEST(TwoHostTopology, IsBuiltFromItsParameters)
{
    TwoHostTopology::Params params;
    params.rate = DataRate("20Mbps");
    params.delay = MilliSeconds(3);
    params.deviceQueue = *DeviceQueue::FromText("7p");
    params.rootQueueDisc = "ns3::PfifoFastQueueDisc";
    params.bestEffortPackets = 55;
    params.firstStream = 1000;
    const TwoHostTopology network(params);
    const auto device = DynamicCast<PointToPointNetDevice>(network.ServerDevice());
    EXPECT_EQ(device->GetNode(), network.Server());
    EXPECT_EQ(QSocketManager::Of(network.Server())->NameOf(device),
              TwoHostTopology::ServerDeviceName());
    DataRateValue rate;
    device->GetAttribute("DataRate", rate);
    EXPECT_EQ(rate.Get(), params.rate);
    TimeValue delay;
    device->GetChannel()->GetAttribute("Delay", delay);
    EXPECT_EQ(delay.Get(), params.delay);
    const Ptr<QueueDisc> root =
        network.Server()->GetObject<TrafficControlLayer>()->GetRootQueueDiscOnDevice(device);
    EXPECT_EQ(root->GetInstanceTypeId().GetName(), params.rootQueueDisc);
    EXPECT_EQ(root->GetMaxSize(), QueueSize("55p"));
    EXPECT_EQ(network.ClientAddress(), Ipv4Address("10.0.0.2"));
    EXPECT_GT(network.NextStream(), params.firstStream) << "the stacks use some";
    TypeIdValue tcp;
    network.Client()->GetObject<TcpL4Protocol>()->GetAttribute("SocketType", tcp);
    EXPECT_EQ(tcp.Get().GetName(), "ns3::TcpNewReno");
    Simulator::Destroy();
}

} // namespace
} // namespace qos
} // namespace ns3
