/* SPDX-License-Identifier: GPL-2.0-only */

#include "two-hosts.h"

#include "ns3/qsocket-api.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr uint16_t PORT = 9;

/** A process on the server. */
class ApiOnAHost : public testing::Test
{
  protected:
    /** The call failed, for this reason. */
    void ExpectFailure(int result, int error, const std::string& sentence)
    {
        EXPECT_EQ(result, -1);
        EXPECT_EQ(m_api.Errno(), error);
        EXPECT_EQ(m_api.ErrorMessage(), sentence);
    }

    int OpenManaged()
    {
        return m_api.qsocket(AF_INET, SOCK_DGRAM, 0, m_params);
    }

    static constexpr const char* BAD = "the socket is not an open socket of this host";

    TwoHosts m_hosts;
    QSocketApi m_api{m_hosts.Server()};
    QosParams m_params{"eth0", "dwcs", TwoHosts::Lossless(10ms)};
};

TEST_F(ApiOnAHost, CarriesTheProgramOfThePaper)
{
    const auto received = m_hosts.ReceiveUdp(PORT);
    EXPECT_EQ(m_api.qsockinit("eth0", "dwcs"), 0);
    const int fd = OpenManaged();
    ASSERT_GE(fd, 0);
    TwoHosts::Do(Seconds(1), [&] {
        MessageFlags frame;
        frame.droppable = false;
        EXPECT_EQ(m_api.qsendto(fd, Create<Packet>(1000), m_hosts.ClientAt(PORT), &frame), 1000);
        EXPECT_EQ(m_api.qsendto(fd, Create<Packet>(500), m_hosts.ClientAt(PORT)), 500);
        m_api.Find(fd)->GetSocket()->Connect(m_hosts.ClientAt(PORT));
        EXPECT_EQ(m_api.qsend(fd, Create<Packet>(200), &frame), 200);
    });
    TwoHosts::Run();
    QSocketInfo info;
    EXPECT_EQ(m_api.qinfo(fd, info), 0);
    EXPECT_EQ(info.counters.packetsOut, 3U);
    DwcsAttributes changed;
    changed.oln = 1;
    changed.old = 2;
    EXPECT_EQ(m_api.qchange(fd, changed), 0);
    EXPECT_EQ(m_api.qclose(fd), 0);
    EXPECT_EQ(received->messages, 3U);
    EXPECT_EQ(m_api.Errno(), 0) << "nothing has failed";
}

TEST_F(ApiOnAHost, OpensSocketsAsPosixDoes)
{
    EXPECT_EQ(m_api.socket(AF_INET, SOCK_DGRAM, 0), 0);
    EXPECT_EQ(m_api.socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP), 1);
    EXPECT_EQ(m_api.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP), 2);
    EXPECT_EQ(m_api.socket(AF_INET6, SOCK_STREAM, 0), 3);
    EXPECT_FALSE(m_api.Find(1)->IsByteStream());
    EXPECT_TRUE(m_api.Find(2)->IsByteStream());
    ExpectFailure(m_api.socket(AF_UNIX, SOCK_DGRAM, 0),
                  EAFNOSUPPORT,
                  "domain 1 is not supported; allowed are AF_INET and AF_INET6");
    ExpectFailure(m_api.socket(AF_INET, SOCK_RAW, 0),
                  EPROTONOSUPPORT,
                  "type 3 with protocol 0 is not supported; allowed are SOCK_DGRAM for UDP and "
                  "SOCK_STREAM for TCP");
    ExpectFailure(m_api.qsocket(AF_INET, SOCK_DGRAM, IPPROTO_TCP, m_params),
                  EPROTONOSUPPORT,
                  "type 2 with protocol 6 is not supported; allowed are SOCK_DGRAM for UDP and "
                  "SOCK_STREAM for TCP");
    EXPECT_EQ(m_api.socket(AF_INET, SOCK_DGRAM, 0), 4) << "no descriptor was used up";
}

TEST_F(ApiOnAHost, NeedsThePrivilegeToInitialise)
{
    QSocketApi user(m_hosts.Server(), false);
    EXPECT_EQ(user.qsockinit("eth0", "dwcs"), -1);
    EXPECT_EQ(user.Errno(), EPERM);
    EXPECT_EQ(user.ErrorMessage(),
              "qsockinit changes the network configuration and needs the privilege to do so");
    EXPECT_EQ(m_api.qsockinit("eth0", "dwcs"), 0);
    EXPECT_GE(user.qsocket(AF_INET, SOCK_DGRAM, 0, m_params), 0) << "but not to open sockets";
}

TEST_F(ApiOnAHost, PassesOnWhatTheManagerSays)
{
    ExpectFailure(m_api.qsockinit("eth7", "dwcs"), ENODEV, "there is no device 'eth7' at node 0");
    ExpectFailure(OpenManaged(), ENOTCONN, "device eth0 is not initialised; call qsockinit first");
    ExpectFailure(m_api.qsockinit("eth0", "dwcs", std::make_shared<EdfOptions>()),
                  EINVAL,
                  "the options given are not those of scheduler dwcs");
    EXPECT_EQ(m_api.qsockinit("eth0", "dwcs"), 0);
    ExpectFailure(m_api.qsockinit("eth0", "dwcs"),
                  EEXIST,
                  "device eth0 is initialised already, with scheduler dwcs");
    const int fd = OpenManaged();
    ExpectFailure(m_api.qattach(fd, m_params),
                  EISCONN,
                  "the socket is attached already; change its attributes with qchange");
    EXPECT_EQ(m_api.qdetach(fd), 0);
    const std::string loose = "the socket is not attached; attach it with qattach first";
    ExpectFailure(m_api.qdetach(fd), ENOTCONN, loose);
    ExpectFailure(m_api.qchange(fd, DwcsAttributes()), ENOTCONN, loose);
    QSocketInfo info;
    info.device = "untouched";
    ExpectFailure(m_api.qinfo(fd, info), ENOTCONN, loose);
    EXPECT_EQ(info.device, "untouched");
    EXPECT_EQ(m_api.qattach(fd, m_params), 0);
    DwcsAttributes wrong;
    wrong.oln = 3;
    ExpectFailure(m_api.qchange(fd, wrong),
                  EINVAL,
                  "oln is 3 and old is 0; oln must not be larger than old");
    ExpectFailure(m_api.adopt(nullptr), EBADF, BAD);
    ExpectFailure(m_api.adopt(m_api.Find(fd)->GetSocket()),
                  EEXIST,
                  "the socket is a QSocket already");
}

TEST_F(ApiOnAHost, RefusesDescriptorsThatAreNotOpen)
{
    m_api.qsockinit("eth0", "dwcs");
    const int closed = OpenManaged();
    EXPECT_EQ(m_api.qclose(closed), 0);
    QSocketInfo info;
    for (const int fd : {closed, -1, 1000})
    {
        ExpectFailure(m_api.qattach(fd, m_params), EBADF, BAD);
        ExpectFailure(m_api.qdetach(fd), EBADF, BAD);
        ExpectFailure(m_api.qchange(fd, DwcsAttributes()), EBADF, BAD);
        ExpectFailure(m_api.qinfo(fd, info), EBADF, BAD);
        ExpectFailure(m_api.qclose(fd), EBADF, BAD);
        const std::string sentence = "descriptor " + std::to_string(fd) + " is not open";
        ExpectFailure(m_api.qsend(fd, Create<Packet>(1)), EBADF, sentence);
        ExpectFailure(m_api.qsendto(fd, Create<Packet>(1), m_hosts.ClientAt(PORT)),
                      EBADF,
                      sentence);
        EXPECT_FALSE(m_api.Find(fd));
    }
}

TEST_F(ApiOnAHost, SaysWhyAMessageWasRefused)
{
    const int fd = m_api.socket(AF_INET, SOCK_DGRAM, 0);
    m_api.Find(fd)->SetSendBuffer(10000);
    TwoHosts::Do(Seconds(1), [&] {
        ExpectFailure(m_api.qsend(fd, Create<Packet>(10)),
                      ENOTCONN,
                      "the socket is not connected, and the message has no address");
        ExpectFailure(m_api.qsendto(fd, Create<Packet>(10), Address()),
                      EDESTADDRREQ,
                      "the message has no address to go to");
        ExpectFailure(m_api.qsendto(fd, Create<Packet>(70000), m_hosts.ClientAt(PORT)),
                      EMSGSIZE,
                      "the message has 70000 bytes; a datagram carries at most 65507");
        EXPECT_EQ(m_api.qsendto(fd, Create<Packet>(8000), m_hosts.ClientAt(PORT)), 8000);
        EXPECT_EQ(m_api.qsendto(fd, Create<Packet>(8000), m_hosts.ClientAt(PORT)), 8000);
        ExpectFailure(m_api.qsendto(fd, Create<Packet>(10), m_hosts.ClientAt(PORT)),
                      EALREADY,
                      "the socket is blocked: an earlier message still waits for room in the send "
                      "buffer");
    });
    TwoHosts::Run();
    m_api.Find(fd)->SetBlocking(false);
    TwoHosts::Do(Seconds(1), [&] {
        EXPECT_EQ(m_api.qsendto(fd, Create<Packet>(8000), m_hosts.ClientAt(PORT)), 8000);
        ExpectFailure(m_api.qsendto(fd, Create<Packet>(8000), m_hosts.ClientAt(PORT)),
                      EAGAIN,
                      "the send buffer has no room for the message");
    });
    TwoHosts::Run(Simulator::Now() + Seconds(5));
}

/** errno stays what it was when a call succeeds, as in POSIX. */
TEST_F(ApiOnAHost, KeepsTheLastError)
{
    m_api.qclose(-1);
    EXPECT_EQ(m_api.qsockinit("eth0", "dwcs"), 0);
    EXPECT_EQ(m_api.Errno(), EBADF);
}

TEST_F(ApiOnAHost, ReusesDescriptorsAndStreams)
{
    constexpr int SOCKETS = 100000;
    m_api.qsockinit("eth0", "dwcs");
    const int first = OpenManaged();
    for (int i = 0; i < SOCKETS; ++i)
    {
        ASSERT_EQ(OpenManaged(), first + 1);
        ASSERT_EQ(m_api.qclose(first + 1), 0);
    }
    const StreamScheduler* scheduler = m_hosts.Manager()->GetScheduler("eth0");
    EXPECT_TRUE(scheduler->IsOpen(1));
    EXPECT_FALSE(scheduler->IsOpen(2));
    EXPECT_EQ(OpenManaged(), first + 1);
    EXPECT_TRUE(scheduler->IsOpen(2));
}

} // namespace
} // namespace qos
} // namespace ns3
