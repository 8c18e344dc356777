/* SPDX-License-Identifier: GPL-2.0-only */

#include "two-hosts.h"

#include "ns3/cbq-scheduler.h"
#include "ns3/names.h"
#include "ns3/scheduler-queue-disc.h"
#include "ns3/simple-net-device-helper.h"
#include "ns3/traffic-control-helper.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr uint16_t PORT = 9;

const TypeId UDP = UdpSocketFactory::GetTypeId();
const TypeId TCP = TcpSocketFactory::GetTypeId();

void
ExpectError(const QStatus& status, int error, const std::string& sentence)
{
    EXPECT_EQ(status.error, error) << status.message;
    EXPECT_EQ(status.message, sentence);
    EXPECT_FALSE(status);
}

/** A server with QSockets still to be initialised. */
class ManagerOnAHost : public testing::Test
{
  protected:
    QosParams Dwcs(const std::string& device = "eth0") const
    {
        return {device, "dwcs", TwoHosts::Lossless()};
    }

    TwoHosts m_hosts;
    Ptr<QSocketManager> m_manager = m_hosts.Manager();
};

TEST_F(ManagerOnAHost, IsOnePerNode)
{
    EXPECT_EQ(QSocketManager::Of(m_hosts.Server()), m_manager);
    EXPECT_NE(QSocketManager::Of(m_hosts.Client()), m_manager);
    EXPECT_EQ(m_manager->GetNodeId(), m_hosts.Server()->GetId());
}

TEST_F(ManagerOnAHost, FindsDevicesByTheirNames)
{
    EXPECT_EQ(m_manager->NameOf(m_hosts.Device()), "eth0");
    EXPECT_EQ(m_manager->NameOf(m_hosts.Client()->GetDevice(0)), "") << "of another node";
    Names::Add("uplink", m_hosts.Device());
    EXPECT_TRUE(m_manager->Init("uplink", "dwcs"));
    EXPECT_TRUE(m_manager->CreateQSocket(UDP, Dwcs("eth0")));
    const auto socket = m_manager->CreateQSocket(UDP, Dwcs("uplink"));
    EXPECT_TRUE(socket);
    EXPECT_EQ(m_manager->GetInfo(socket.value).value.device, "uplink") << "as Init() was told";
    EXPECT_NE(m_manager->GetScheduler("eth0"), nullptr);
    EXPECT_EQ(m_manager->GetScheduler("eth1"), nullptr);
    Names::Clear();
}

TEST_F(ManagerOnAHost, RefusesToInitialiseWithASentence)
{
    const Ptr<QueueDisc> before = m_hosts.RootDisc();
    QSockInitSettings unprivileged;
    unprivileged.isPrivileged = false;
    ExpectError(m_manager->Init("eth0", "dwcs", unprivileged),
                EPERM,
                "qsockinit changes the network configuration and needs the privilege to do so");
    ExpectError(m_manager->Init("eth7", "dwcs"), ENODEV, "there is no device 'eth7' at node 0");
    ExpectError(m_manager->Init("", "dwcs"), ENODEV, "there is no device '' at node 0");
    const QStatus unknown = m_manager->Init("eth0", "nonsense");
    EXPECT_EQ(unknown.error, EINVAL);
    EXPECT_EQ(unknown.message.find("unknown scheduler 'nonsense'; known are cbq, dwcs, edf, fifo"),
              0U)
        << unknown.message;
    QSockInitSettings wrong;
    wrong.options = std::make_shared<EdfOptions>();
    ExpectError(m_manager->Init("eth0", "dwcs", wrong),
                EINVAL,
                "the options given are not those of scheduler dwcs");
    EXPECT_EQ(m_hosts.RootDisc(), before) << "nothing changed";
    EXPECT_EQ(m_manager->GetScheduler("eth0"), nullptr);

    EXPECT_TRUE(m_manager->Init("eth0", "dwcs"));
    EXPECT_NE(m_hosts.RootDisc(), before);
    const Ptr<QueueDisc> after = m_hosts.RootDisc();
    ExpectError(m_manager->Init("eth0", "edf"),
                EEXIST,
                "device eth0 is initialised already, with scheduler dwcs");
    EXPECT_EQ(m_hosts.RootDisc(), after) << "nothing changed";
}

TEST_F(ManagerOnAHost, RefusesAnIncompatibleRootDiscipline)
{
    TrafficControlHelper control;
    control.Uninstall(m_hosts.Device());
    control.SetRootQueueDisc("ns3::TbfQueueDisc");
    const Ptr<QueueDisc> tbf = control.Install(m_hosts.Device()).Get(0);
    const std::string sentence =
        "the device has an incompatible root discipline, ns3::TbfQueueDisc; only "
        "ns3::FifoQueueDisc, ns3::FqCoDelQueueDisc, ns3::PfifoFastQueueDisc without filters are "
        "replaced";
    ExpectError(m_manager->Init("eth0", "dwcs"), EBUSY, sentence);
    EXPECT_EQ(m_hosts.RootDisc(), tbf);
    // above the stack the root discipline stays what it is
    QSockInitSettings above;
    above.position = SchedulerPosition::AboveStack;
    EXPECT_TRUE(m_manager->Init("eth0", "dwcs", above));
    EXPECT_EQ(m_hosts.RootDisc(), tbf);
}

TEST(QSocketManager, ReplacesTheDisciplinesThatNs3InstallsByItself)
{
    for (const std::string type : {"FifoQueueDisc", "PfifoFastQueueDisc", "FqCoDelQueueDisc"})
    {
        TwoHosts hosts;
        TrafficControlHelper control;
        control.Uninstall(hosts.Device());
        control.SetRootQueueDisc("ns3::" + type);
        control.Install(hosts.Device());
        EXPECT_TRUE(hosts.Manager()->Init("eth0", "dwcs")) << type;
    }
    TwoHosts hosts;
    TrafficControlHelper().Uninstall(hosts.Device());
    EXPECT_TRUE(hosts.Manager()->Init("eth0", "dwcs")) << "none at all";
}

/** Several devices may run different disciplines, unless the host is told otherwise. */
class ManagerOfTwoDevices : public testing::Test
{
  protected:
    ManagerOfTwoDevices()
    {
        m_nodes.Create(3);
        InternetStackHelper().Install(m_nodes);
        PointToPointHelper link;
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        m_peers.push_back(
            addresses.Assign(link.Install(m_nodes.Get(0), m_nodes.Get(1))).GetAddress(1));
        addresses.NewNetwork();
        m_peers.push_back(
            addresses.Assign(link.Install(m_nodes.Get(0), m_nodes.Get(2))).GetAddress(1));
        m_manager = QSocketManager::Of(m_nodes.Get(0));
    }

    ~ManagerOfTwoDevices() override
    {
        Simulator::Destroy();
    }

    NodeContainer m_nodes;
    std::vector<Ipv4Address> m_peers;
    Ptr<QSocketManager> m_manager;
};

TEST_F(ManagerOfTwoDevices, MayRunDifferentDisciplines)
{
    EXPECT_TRUE(m_manager->Init("eth0", "dwcs"));
    EXPECT_TRUE(m_manager->Init("eth1", "edf"));
    const auto video = m_manager->CreateQSocket(UDP, {"eth0", "dwcs", TwoHosts::Lossless()});
    const auto sensor =
        m_manager->CreateQSocket(UDP, {"eth1", "edf", std::make_shared<EdfAttributes>()});
    ASSERT_TRUE(video);
    ASSERT_TRUE(sensor);
    TwoHosts::Do(Seconds(1), [&] {
        for (const auto& peer : m_peers)
        {
            video.value->SendTo(Create<Packet>(100), MessageFlags(), InetSocketAddress(peer, PORT));
            sensor.value->SendTo(Create<Packet>(100),
                                 MessageFlags(),
                                 InetSocketAddress(peer, PORT));
        }
    });
    TwoHosts::Run();
    // a stream belongs to a device: what goes out elsewhere is best effort there
    EXPECT_EQ(m_manager->GetInfo(video.value).value.counters.packetsOut, 1U);
    EXPECT_EQ(m_manager->GetInfo(sensor.value).value.counters.packetsOut, 1U);
    EXPECT_EQ(m_manager->GetScheduler("eth0")->Counters(BEST_EFFORT).packetsOut, 1U);
    EXPECT_EQ(m_manager->GetScheduler("eth1")->Counters(BEST_EFFORT).packetsOut, 1U);
    EXPECT_EQ(m_manager->GetInfo(sensor.value).value.scheduler, "edf");

    ExpectError(m_manager->Link({video.value, sensor.value}, DwcsAttributes()),
                EINVAL,
                "the sockets are attached to different devices; a group belongs to one device");
}

TEST_F(ManagerOfTwoDevices, RunsOneDisciplineIfThatIsAskedFor)
{
    m_manager->SetAttribute("OneDiscipline", BooleanValue(true));
    EXPECT_TRUE(m_manager->Init("eth0", "dwcs"));
    ExpectError(m_manager->Init("eth1", "edf"),
                EBUSY,
                "this host runs one discipline only, and that is dwcs");
    EXPECT_EQ(m_manager->GetScheduler("eth1"), nullptr);
    EXPECT_TRUE(m_manager->Init("eth1", "dwcs"));
}

/** Every refusal of the calls about sockets. */
class ManagerWithDwcs : public ManagerOnAHost
{
  protected:
    ManagerWithDwcs()
    {
        m_hosts.Init("dwcs");
        m_plain = m_hosts.Udp();
        m_attached = m_hosts.Udp(TwoHosts::Lossless(10ms));
        m_closed = m_hosts.Udp();
        m_manager->Close(m_closed);
        m_foreign = QSocketManager::Of(m_hosts.Client())->OpenSocket(UDP).value;
    }

    static constexpr const char* BAD = "the socket is not an open socket of this host";
    static constexpr const char* LOOSE = "the socket is not attached; attach it with qattach first";

    Ptr<QSocket> m_plain;
    Ptr<QSocket> m_attached;
    Ptr<QSocket> m_closed;
    Ptr<QSocket> m_foreign;
};

TEST_F(ManagerWithDwcs, KnowsItsOwnOpenSocketsOnly)
{
    for (const Ptr<QSocket>& bad : {m_closed, m_foreign, Ptr<QSocket>()})
    {
        ExpectError(m_manager->Attach(bad, Dwcs()), EBADF, BAD);
        ExpectError(m_manager->Detach(bad), EBADF, BAD);
        ExpectError(m_manager->Change(bad, DwcsAttributes()), EBADF, BAD);
        ExpectError(m_manager->GetInfo(bad).status, EBADF, BAD);
        ExpectError(m_manager->Link({m_attached, bad}, DwcsAttributes()), EBADF, BAD);
        ExpectError(m_manager->Close(bad), EBADF, BAD);
    }
    ExpectError(m_manager->Wrap(nullptr).status, EBADF, BAD);
    ExpectError(m_manager->Wrap(Socket::CreateSocket(m_hosts.Client(), UDP)).status, EBADF, BAD);
    ExpectError(m_manager->Wrap(m_plain->GetSocket()).status,
                EEXIST,
                "the socket is a QSocket already");
    EXPECT_EQ(m_closed->Send(Create<Packet>(10)), -1);
    ExpectError(m_closed->GetStatus(), EBADF, "the socket is closed");
}

TEST_F(ManagerWithDwcs, RefusesToAttachWithASentence)
{
    ExpectError(m_manager->Attach(m_attached, Dwcs()),
                EISCONN,
                "the socket is attached already; change its attributes with qchange");
    ExpectError(m_manager->Attach(m_plain, Dwcs("eth7")),
                ENODEV,
                "there is no device 'eth7' at node 0");
    ExpectError(m_manager->Attach(m_plain, {"eth0", "edf", TwoHosts::Lossless()}),
                EINVAL,
                "device eth0 runs scheduler dwcs, not 'edf'");
    ExpectError(m_manager->Attach(m_plain, {"eth0", "dwcs", nullptr}),
                EINVAL,
                "no attributes were given for scheduler dwcs");
    ExpectError(m_manager->Attach(m_plain, {"eth0", "dwcs", std::make_shared<EdfAttributes>()}),
                EINVAL,
                "attributes of scheduler edf were given to scheduler dwcs");
    const auto wrong = TwoHosts::Lossless();
    wrong->oln = 2;
    wrong->old = 1;
    const std::string sentence = "oln is 2 and old is 1; oln must not be larger than old";
    ExpectError(m_manager->Attach(m_plain, {"eth0", "dwcs", wrong}), EINVAL, sentence);
    EXPECT_FALSE(m_plain->IsAttached());

    ExpectError(m_manager->CreateQSocket(UDP, {"eth0", "dwcs", wrong}).status, EINVAL, sentence);
    ExpectError(m_manager->Change(m_attached, *wrong), EINVAL, sentence);
    ExpectError(m_manager->OpenSocket(QSocket::GetTypeId()).status,
                EPROTONOSUPPORT,
                "node 0 has no ns3::qos::QSocket");
    const auto next = m_manager->CreateQSocket(UDP, Dwcs());
    ASSERT_TRUE(next);
    EXPECT_TRUE(m_manager->GetScheduler("eth0")->IsOpen(2));
    EXPECT_FALSE(m_manager->GetScheduler("eth0")->IsOpen(3)) << "no stream was left behind";
}

TEST_F(ManagerWithDwcs, NeedsAnAttachedSocketForTheRest)
{
    ExpectError(m_manager->Detach(m_plain), ENOTCONN, LOOSE);
    ExpectError(m_manager->Change(m_plain, DwcsAttributes()), ENOTCONN, LOOSE);
    ExpectError(m_manager->GetInfo(m_plain).status, ENOTCONN, LOOSE);
    ExpectError(m_manager->Link({m_attached, m_plain}, DwcsAttributes()), ENOTCONN, LOOSE);
}

TEST_F(ManagerOnAHost, NeedsAnInitialisedDevice)
{
    const Ptr<QSocket> socket = m_hosts.Udp();
    const std::string sentence = "device eth0 is not initialised; call qsockinit first";
    ExpectError(m_manager->Attach(socket, Dwcs()), ENOTCONN, sentence);
    ExpectError(m_manager->CreateQSocket(UDP, Dwcs()).status, ENOTCONN, sentence);
    ExpectError(m_manager->SetFilter("eth0", nullptr), ENOTCONN, sentence);
    ExpectError(m_manager->SetFilter("eth7", nullptr),
                ENODEV,
                "there is no device 'eth7' at node 0");
}

TEST_F(ManagerOnAHost, NeedsAStack)
{
    const Ptr<Node> bare = CreateObject<Node>();
    SimpleNetDeviceHelper().Install(bare);
    const Ptr<QSocketManager> manager = QSocketManager::Of(bare);
    const std::string id = std::to_string(bare->GetId());
    ExpectError(manager->OpenSocket(UDP).status,
                EPROTONOSUPPORT,
                "node " + id + " has no ns3::UdpSocketFactory");
    ExpectError(manager->Init("eth0", "dwcs"),
                ENODEV,
                "node " + id + " has no traffic control layer");
}

TEST_F(ManagerOnAHost, RefusesAboveTheStackWhatItCannotDoThere)
{
    QSockInitSettings above;
    above.position = SchedulerPosition::AboveStack;
    m_hosts.Init("dwcs", above);
    ExpectError(m_manager->CreateQSocket(TCP, Dwcs()).status,
                EOPNOTSUPP,
                "a byte stream cannot be scheduled above the stack, where it has no messages");
    ExpectError(m_manager->SetFilter(
                    "eth0",
                    [](const SocketClassifier::PacketView& /* view */) { return nullptr; }),
                EOPNOTSUPP,
                "device eth0 is scheduled above the stack, where there are no headers");
}

TEST_F(ManagerWithDwcs, LinksSockets)
{
    const Ptr<QSocket> second = m_hosts.Udp(TwoHosts::Lossless());
    const Ptr<QSocket> third = m_hosts.Udp(TwoHosts::Lossless());
    DwcsAttributes budget;
    budget.old = 5;
    budget.oln = 1;
    ExpectError(m_manager->Link({m_attached}, budget),
                EINVAL,
                "at least two sockets are needed for a group");
    ExpectError(m_manager->Link({}, budget), EINVAL, "at least two sockets are needed for a group");
    ExpectError(m_manager->Link({m_attached, m_attached}, budget),
                EINVAL,
                "stream 1 is named twice; a stream can be in a group once only");
    DwcsAttributes wrong;
    wrong.oln = 2;
    ExpectError(m_manager->Link({m_attached, second}, wrong),
                EINVAL,
                "oln is 2 and old is 0; oln must not be larger than old");
    EXPECT_TRUE(m_manager->Link({m_attached, second}, budget));
    ExpectError(m_manager->Link({third, second}, budget),
                EINVAL,
                "stream 2 is in a group already; a stream can be in one group only");
    EXPECT_TRUE(m_manager->Detach(second));
    EXPECT_TRUE(m_manager->Attach(second, Dwcs()));
    EXPECT_TRUE(m_manager->Link({third, second}, budget)) << "a new stream, free again";
}

TEST_F(ManagerOnAHost, LinksOnlyWhereThereIsALossBudget)
{
    m_hosts.Init("edf");
    const auto attributes = std::make_shared<EdfAttributes>();
    ExpectError(m_manager->Link({m_hosts.Udp(attributes), m_hosts.Udp(attributes)}, *attributes),
                EINVAL,
                "scheduler edf cannot link streams: it has no loss budget that they could share");
}

TEST_F(ManagerWithDwcs, ChangesALiveStream)
{
    const auto changed = TwoHosts::Lossless(10ms);
    changed->oln = 1;
    changed->old = 9;
    EXPECT_TRUE(m_manager->Change(m_attached, *changed));
    const auto& scheduler = static_cast<const DwcsScheduler&>(*m_manager->GetScheduler("eth0"));
    EXPECT_EQ(scheduler.CurrentWindow(1), (LossWindow{1, 9}));
}

/** qinfo: what scheduler and stack know. */
TEST_F(ManagerWithDwcs, TellsWhatItKnowsOfADatagramSocket)
{
    m_hosts.ReceiveUdp(PORT);
    m_attached->SetSendBuffer(100000);
    TwoHosts::Do(Seconds(1), [&] {
        for (int i = 0; i < 4; ++i)
        {
            m_attached->SendTo(Create<Packet>(8000), MessageFlags(), m_hosts.ClientAt(PORT));
        }
        const QSocketInfo info = m_manager->GetInfo(m_attached).value;
        EXPECT_EQ(info.sendBufferUsed, 4U * 8008);
        // 24 fragments: one is transmitted, one waits in the device
        EXPECT_EQ(info.counters.packetsIn, 24U);
        EXPECT_EQ(info.counters.packetsOut, 2U);
        EXPECT_EQ(info.counters.backlogPackets, 22U);
    });
    TwoHosts::Do(Seconds(2), [&] {
        const QSocketInfo info = m_manager->GetInfo(m_attached).value;
        EXPECT_EQ(info.device, "eth0");
        EXPECT_EQ(info.scheduler, "dwcs");
        EXPECT_EQ(info.sendBufferBytes, 100000U);
        EXPECT_EQ(info.sendBufferUsed, 0U);
        UintegerValue size;
        m_attached->GetSocket()->GetAttribute("RcvBufSize", size);
        EXPECT_EQ(info.receiveBufferBytes, size.Get());
        EXPECT_EQ(info.counters.packetsOut, 24U);
        EXPECT_EQ(info.counters.bytesOut, 4U * (8008 + 6 * 20));
        EXPECT_EQ(info.counters.messagesOnTime + info.counters.messagesLate, 4U);
        EXPECT_GT(info.counters.rate, 0);
        // the last fragment waited for the 22 packets before it, less a bit
        const double wire = 4 * (8008 + 6 * 22) * 8 / 10e6;
        const double longest =
            std::chrono::duration<double>(info.counters.queueingDelayMax).count();
        EXPECT_LT(longest, wire);
        EXPECT_GT(longest, 0.8 * wire);
        EXPECT_GT(info.counters.MeanQueueingDelay(), 0ns);
        std::vector<std::string> names;
        for (const auto& figure : info.specifics)
        {
            names.push_back(figure.first);
        }
        EXPECT_EQ(names,
                  (std::vector<std::string>{"window_losses",
                                            "window_deadlines",
                                            "windows_completed",
                                            "windows_violated",
                                            "violations"}));
    });
    TwoHosts::Run();
}

TEST_F(ManagerWithDwcs, TellsWhatItKnowsOfATcpSocket)
{
    const auto received = m_hosts.ReceiveTcp(PORT);
    const Ptr<QSocket> socket = m_hosts.Tcp(TwoHosts::Lossless());
    constexpr uint32_t BUFFER = 50000;
    socket->GetSocket()->SetAttribute("SndBufSize", UintegerValue(BUFFER));
    TwoHosts::Do(Seconds(1), [&] { socket->GetSocket()->Connect(m_hosts.ClientAt(PORT)); });
    TwoHosts::Do(Seconds(2), [&] { socket->Send(Create<Packet>(BUFFER)); });
    TwoHosts::Do(Seconds(2) + MilliSeconds(4), [&] {
        const QSocketInfo info = m_manager->GetInfo(socket).value;
        EXPECT_EQ(info.sendBufferBytes, BUFFER);
        EXPECT_GT(info.sendBufferUsed, BUFFER / 2);
        EXPECT_GT(info.congestionWindow, 0U);
        EXPECT_GT(info.bytesInFlight, 0U);
        EXPECT_GT(info.peerWindow, 0U);
    });
    TwoHosts::Run();
    EXPECT_EQ(received->bytes, BUFFER);
    EXPECT_EQ(m_manager->GetInfo(socket).value.bytesInFlight, 0U);
}

/** qattach of a socket that came out of accept(). */
TEST_F(ManagerOnAHost, AttachesAnAcceptedSocket)
{
    constexpr uint32_t BYTES = 30000;
    const auto received = m_hosts.ReceiveTcp(PORT); // the client listens ...
    const Ptr<QSocketManager> manager = QSocketManager::Of(m_hosts.Client());
    ASSERT_TRUE(manager->Init("eth0", "dwcs"));
    const Ptr<Socket> caller = Socket::CreateSocket(m_hosts.Server(), TCP);
    uint64_t back = 0;
    caller->SetRecvCallback(MakeBoundCallback(
        +[](uint64_t* bytes, Ptr<Socket> socket) {
            while (const Ptr<Packet> packet = socket->Recv())
            {
                *bytes += packet->GetSize();
            }
        },
        &back));
    TwoHosts::Do(Seconds(1), [&] { caller->Connect(m_hosts.ClientAt(PORT)); });
    Ptr<QSocket> socket;
    TwoHosts::Do(Seconds(2), [&] {
        const auto wrapped = manager->Wrap(received->connection);
        ASSERT_TRUE(wrapped);
        socket = wrapped.value;
        EXPECT_TRUE(socket->IsByteStream());
        EXPECT_TRUE(manager->Attach(socket, Dwcs()));
        EXPECT_EQ(socket->Send(Create<Packet>(BYTES)), int{BYTES}); // ... and answers
    });
    TwoHosts::Run();
    EXPECT_EQ(back, BYTES);
    const StreamCounters counters = manager->GetInfo(socket).value.counters;
    EXPECT_GE(counters.bytesOut, BYTES);
    EXPECT_EQ(counters.packetsDropped, 0U);
}

/** A report for each message: on time, late and by how much, dropped and why. */
TEST_F(ManagerOnAHost, TellsTheApplicationWhatBecameOfItsMessages)
{
    m_hosts.Init("edf");
    m_hosts.ReceiveUdp(PORT);
    const auto lossy = std::make_shared<EdfAttributes>();
    const Ptr<QSocket> socket = m_hosts.Udp(lossy);
    std::vector<MessageReport> reports;
    std::vector<MessageReport> traced;
    socket->SetReportCallback(MakeBoundCallback(
        +[](std::vector<MessageReport>* all, Ptr<QSocket> /* socket */, const MessageReport& one) {
            all->push_back(one);
        },
        &reports));
    socket->TraceConnectWithoutContext("MessageEnd",
                                       MakeBoundCallback(
                                           +[](std::vector<MessageReport>* all,
                                               Ptr<const QSocket> /* socket */,
                                               const MessageReport& one) { all->push_back(one); },
                                           &traced));
    TwoHosts::Do(Seconds(1), [&] {
        MessageFlags flags;
        flags.deadline = Seconds(2);
        flags.kind = 1;
        socket->SendTo(Create<Packet>(8000), flags, m_hosts.ClientAt(PORT)); // on time
        flags.deadline = Seconds(1) + MilliSeconds(8);
        flags.kind = 2;
        socket->SendTo(Create<Packet>(8000), flags, m_hosts.ClientAt(PORT)); // dropped
        flags.droppable = false;
        flags.kind = 3;
        socket->SendTo(Create<Packet>(8000), flags, m_hosts.ClientAt(PORT)); // late
        EXPECT_TRUE(reports.empty()) << "never from within the call";
    });
    TwoHosts::Run();
    ASSERT_EQ(reports.size(), 3U);
    ASSERT_EQ(traced.size(), 3U);
    for (const MessageReport& report : reports)
    {
        switch (report.kind)
        {
        case 1:
            EXPECT_EQ(report.end, MessageReport::End::OnTime);
            EXPECT_EQ(report.message, 1U);
            break;
        case 2:
            EXPECT_EQ(report.end, MessageReport::End::Dropped);
            EXPECT_EQ(report.reason, DropReason::DeadlineMissed);
            EXPECT_TRUE(report.droppable);
            break;
        default:
            EXPECT_EQ(report.end, MessageReport::End::Late);
            EXPECT_GT(report.lateness, 0ns);
            EXPECT_FALSE(report.droppable);
        }
    }
}

/** qsockinit on top of FqCoDel while packets wait there: none disappears without a count. */
TEST_F(ManagerOnAHost, MovesTheBacklogOfTheOldDiscipline)
{
    constexpr uint64_t MESSAGES = 150;
    const auto received = m_hosts.ReceiveUdp(PORT);
    const Ptr<Socket> plain = Socket::CreateSocket(m_hosts.Server(), UDP);
    uint64_t dropped = 0;
    uint64_t waiting = 0;
    const auto count = MakeBoundCallback(
        +[](uint64_t* number, Ptr<const QueueDiscItem> /* item */) { ++*number; },
        &dropped);
    m_hosts.RootDisc()->TraceConnectWithoutContext("Drop", count);
    TwoHosts::Do(Seconds(1), [&] {
        for (uint64_t i = 0; i < MESSAGES; ++i)
        {
            plain->SendTo(Create<Packet>(1000), 0, m_hosts.ClientAt(PORT));
        }
    });
    TwoHosts::Do(Seconds(1) + MilliSeconds(2), [&] {
        waiting = m_hosts.RootDisc()->GetNPackets();
        QSockInitSettings settings;
        settings.limits.bestEffortPackets = 100;
        m_hosts.Init("dwcs", settings);
        m_hosts.RootDisc()->TraceConnectWithoutContext("Drop", count);
    });
    TwoHosts::Run();
    const QueueDisc::Stats& stats = m_hosts.RootDisc()->GetStats();
    EXPECT_GT(waiting, 100U);
    EXPECT_EQ(stats.nTotalReceivedPackets + dropped, waiting);
    EXPECT_EQ(stats.GetNDroppedPackets("Queue full"), waiting - 100) << "counted with a reason";
    EXPECT_EQ(received->messages + stats.nTotalDroppedPackets + dropped, MESSAGES);
}

/** The device goes on without a pause, and its wake-ups reach the new discipline. */
TEST_F(ManagerOnAHost, KeepsTheLinkBusyWhileTheDisciplineChanges)
{
    const auto received = m_hosts.ReceiveUdp(PORT);
    const Ptr<Socket> plain = Socket::CreateSocket(m_hosts.Server(), UDP);
    TwoHosts::Do(Seconds(1), [&] {
        for (int i = 0; i < 60; ++i)
        {
            plain->SendTo(Create<Packet>(1000), 0, m_hosts.ClientAt(PORT));
        }
    });
    TwoHosts::Do(Seconds(1) + MilliSeconds(5), [&] { m_hosts.Init("edf"); });
    TwoHosts::Run();
    ASSERT_EQ(received->messages, 60U);
    for (std::size_t i = 1; i < received->times.size(); ++i)
    {
        EXPECT_NEAR((received->times[i] - received->times[i - 1]).GetSeconds(),
                    1030 * 8 / 10e6,
                    1e-8);
    }
}

/** A hundred thousand sockets, one after another: neither identities nor memory grow. */
TEST_F(ManagerWithDwcs, ReusesSlots)
{
    constexpr int SOCKETS = 100000;
    StreamId largest = 0;
    for (int i = 0; i < SOCKETS; ++i)
    {
        const auto made = m_manager->CreateQSocket(UDP, Dwcs());
        ASSERT_TRUE(made);
        StreamId stream = 1;
        while (m_manager->GetScheduler("eth0")->IsOpen(stream))
        {
            ++stream;
        }
        largest = std::max(largest, stream);
        ASSERT_TRUE(m_manager->Close(made.value));
    }
    EXPECT_EQ(largest, 3U) << "one stream of the fixture, one more, and the first that is free";
}

/** A message of an old socket does not come back to a new one. */
TEST_F(ManagerWithDwcs, DropsWhatAClosedSocketHasQueued)
{
    m_hosts.ReceiveUdp(PORT);
    TwoHosts::Do(Seconds(1), [&] {
        m_attached->SetSendBuffer(0);
        for (int i = 0; i < 10; ++i)
        {
            m_attached->SendTo(Create<Packet>(8000), MessageFlags(), m_hosts.ClientAt(PORT));
        }
        EXPECT_TRUE(m_manager->Close(m_attached));
        EXPECT_EQ(m_hosts.RootDisc()->GetNPackets(), 0U);
        EXPECT_GT(m_hosts.RootDisc()->GetStats().GetNDroppedPackets("Stream closed"), 0U);
    });
    TwoHosts::Run();
    EXPECT_EQ(m_manager->Close(m_attached).error, EBADF);
}

/** Orders in which things end. */
TEST(QSocketLife, EndsWithItsLastReference)
{
    TwoHosts hosts;
    hosts.Init("dwcs");
    const StreamScheduler& scheduler = *hosts.Manager()->GetScheduler("eth0");
    Ptr<QSocket> socket = hosts.Udp(TwoHosts::Lossless());
    EXPECT_TRUE(scheduler.IsOpen(1));
    socket = nullptr;
    EXPECT_FALSE(scheduler.IsOpen(1)) << "its stream goes with it";
    socket = hosts.Udp(TwoHosts::Lossless());
    EXPECT_TRUE(scheduler.IsOpen(1)) << "the slot is used again";
}

TEST(QSocketLife, EndsWhileItsMessagesAreQueued)
{
    TwoHosts hosts;
    hosts.Init("dwcs");
    Ptr<QSocket> socket = hosts.Udp(TwoHosts::Lossless());
    TwoHosts::Do(Seconds(1), [&] {
        for (int i = 0; i < 5; ++i)
        {
            socket->SendTo(Create<Packet>(8000), MessageFlags(), hosts.ClientAt(PORT));
        }
        socket = nullptr;
        EXPECT_EQ(hosts.RootDisc()->GetNPackets(), 0U);
    });
    TwoHosts::Run();
}

/** The TCP connection outlives its QSocket: it must not write into what is no more. */
TEST(QSocketLife, EndsBeforeItsConnection)
{
    for (const bool isClosed : {true, false})
    {
        TwoHosts hosts;
        hosts.Init("dwcs");
        const auto received = hosts.ReceiveTcp(PORT);
        Ptr<QSocket> socket = hosts.Tcp(TwoHosts::Lossless());
        const Ptr<Socket> connection = socket->GetSocket();
        TwoHosts::Do(Seconds(1), [&] { connection->Connect(hosts.ClientAt(PORT)); });
        TwoHosts::Do(Seconds(2), [&] {
            socket->Send(Create<Packet>(100000));
            if (isClosed)
            {
                hosts.Manager()->Close(socket);
            }
            socket = nullptr;
        });
        TwoHosts::Run();
        EXPECT_EQ(received->bytes, 100000U) << "what was sent before still arrives";
    }
}

TEST(QSocketLife, OutlivesItsHost)
{
    Ptr<QSocket> attached;
    Ptr<QSocket> plain;
    Ptr<QSocket> tcp;
    {
        TwoHosts hosts;
        hosts.Init("dwcs");
        attached = hosts.Udp(TwoHosts::Lossless());
        plain = hosts.Udp();
        tcp = hosts.Tcp(TwoHosts::Lossless());
        TwoHosts::Do(Seconds(1), [&] {
            for (int i = 0; i < 20; ++i)
            {
                attached->SendTo(Create<Packet>(8000), MessageFlags(), hosts.ClientAt(PORT));
            }
        });
        TwoHosts::Run(Seconds(1) + MilliSeconds(3));
    }
    EXPECT_FALSE(attached->IsAttached());
    EXPECT_EQ(attached->Send(Create<Packet>(10)), -1);
    EXPECT_EQ(attached->GetStatus().error, EBADF);
}

/** Above the stack, messages hold their socket until they are sent. */
TEST(QSocketLife, OutlivesItsHostAboveTheStack)
{
    Ptr<QSocket> socket;
    {
        TwoHosts hosts;
        QSockInitSettings above;
        above.position = SchedulerPosition::AboveStack;
        hosts.Init("dwcs", above);
        socket = hosts.Udp(TwoHosts::Lossless());
        TwoHosts::Do(Seconds(1), [&] {
            for (int i = 0; i < 5; ++i)
            {
                socket->SendTo(Create<Packet>(8000), MessageFlags(), hosts.ClientAt(PORT));
            }
        });
        TwoHosts::Run(Seconds(1) + MilliSeconds(3));
    }
    EXPECT_FALSE(socket->IsAttached());
}

} // namespace
} // namespace qos
} // namespace ns3
