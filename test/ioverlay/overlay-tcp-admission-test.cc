/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/inet-socket-address.h"
#include "ns3/overlay-tcp-admission.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <variant>

namespace ns3
{
namespace qos
{
namespace
{

using Way = OverlayTcpAdmission::Way;

constexpr uint32_t BUFFER = 10;

/** Who may connect to a node, without a socket. */
class OverlayTcpAdmissionTest : public testing::Test
{
  protected:
    const NodeId LESSER{0x0A000001, 7000};
    const NodeId SELF{0x0A000002, 7000};
    const NodeId GREATER{0x0A000003, 7000};

    OverlayTcpAdmissionTest()
        : m_admission(m_ends, [this](Ipv4Address address) { return address.Get() == SELF.ip; })
    {
        m_admission.SetSelf({SELF, BUFFER});
    }

    /**
     * @param ip address of a host
     * @return of a socket there
     */
    static Address From(uint32_t ip)
    {
        return InetSocketAddress(Ipv4Address(ip), 50000);
    }

    /**
     * @param number of an end
     * @param hello comes first
     * @return what is thought of it
     */
    std::variant<NodeId, OverlayTcpRefusal> Judge(uint32_t number, const HelloMessage& hello)
    {
        MessageHeader header;
        header.type = MessageType::Hello;
        return m_admission.Judge(number, *m_pool.Make(header, hello.ToPayload(), Nanoseconds{0}));
    }

    /**
     * @param peer to whom this node opens a connection
     * @return number of its end
     */
    uint32_t Open(NodeId peer)
    {
        const uint32_t number = m_ends.Add();
        m_ends.Introduce(number, peer);
        m_ends[number].state = OverlayTcpState::Opening;
        return number;
    }

    MessagePool m_pool;
    OverlayTcpEnds m_ends;
    OverlayTcpAdmission m_admission;
};

TEST_F(OverlayTcpAdmissionTest, APeerIsWhoItsAddressSays)
{
    const uint32_t number = m_admission.Meet(From(GREATER.ip));
    EXPECT_EQ(std::get<NodeId>(Judge(number, {GREATER, BUFFER})), GREATER);
    for (const NodeId liar : {LESSER, SELF, NodeId{GREATER.ip, 0}})
    {
        EXPECT_EQ(std::get<OverlayTcpRefusal>(Judge(number, {liar, BUFFER})),
                  OverlayTcpRefusal::Liar);
    }
    EXPECT_EQ(std::get<OverlayTcpRefusal>(Judge(number, {GREATER, BUFFER + 1})),
              OverlayTcpRefusal::Buffer);
    const auto data = m_pool.Make({}, nullptr, Nanoseconds{0});
    EXPECT_EQ(std::get<OverlayTcpRefusal>(m_admission.Judge(number, *data)),
              OverlayTcpRefusal::NoHello);
}

TEST_F(OverlayTcpAdmissionTest, APeerOnThisHostHasAnAddressOfIt)
{
    const uint32_t number = m_admission.Meet(From(Ipv4Address::GetLoopback().Get()));
    const NodeId other{SELF.ip, 7001};
    EXPECT_EQ(std::get<NodeId>(Judge(number, {other, BUFFER})), other);
    EXPECT_EQ(std::get<OverlayTcpRefusal>(Judge(number, {GREATER, BUFFER})),
              OverlayTcpRefusal::Liar);
    EXPECT_EQ(std::get<OverlayTcpRefusal>(Judge(number, {SELF, BUFFER})), OverlayTcpRefusal::Liar);
}

TEST_F(OverlayTcpAdmissionTest, WhoIsCalledAnswersByTheSameName)
{
    const uint32_t number = Open(GREATER);
    EXPECT_EQ(std::get<NodeId>(Judge(number, {GREATER, BUFFER})), GREATER);
    EXPECT_EQ(std::get<OverlayTcpRefusal>(Judge(number, {LESSER, BUFFER})),
              OverlayTcpRefusal::Liar);
}

TEST_F(OverlayTcpAdmissionTest, StrangersAreCountedUntilTheyAreLetInOrLeave)
{
    const uint32_t first = m_admission.Meet(From(LESSER.ip));
    const uint32_t second = m_admission.Meet(From(GREATER.ip));
    EXPECT_EQ(m_admission.Strangers(), 2U);
    m_admission.Admit(first, LESSER);
    EXPECT_EQ(m_admission.Strangers(), 1U);
    EXPECT_EQ(m_ends.Find(LESSER), first);
    m_admission.Leave(second);
    m_ends.Remove(second);
    EXPECT_EQ(m_admission.Strangers(), 0U);
    m_admission.Leave(first);
    m_ends.Remove(first);
    EXPECT_EQ(m_admission.Strangers(), 0U);
    EXPECT_EQ(m_ends.Find(LESSER), OverlayTcpEnds::NONE);
    EXPECT_EQ(m_ends.Count(), 0U);
}

TEST_F(OverlayTcpAdmissionTest, OfTwoConnectionsAtATimeThatOfTheLesserIdStays)
{
    EXPECT_EQ(m_admission.WayOf(GREATER), Way::Free);
    Open(GREATER);
    EXPECT_EQ(m_admission.WayOf(GREATER), Way::Stays);
    Open(LESSER);
    EXPECT_EQ(m_admission.WayOf(LESSER), Way::Yields);
}

TEST_F(OverlayTcpAdmissionTest, WhoComesAgainHasLostTheConnectionThatIsUp)
{
    const uint32_t opened = Open(LESSER);
    m_ends[opened].state = OverlayTcpState::Up;
    EXPECT_EQ(m_admission.WayOf(LESSER), Way::Lost);
    const uint32_t accepted = m_admission.Meet(From(GREATER.ip));
    m_admission.Admit(accepted, GREATER);
    m_ends[accepted].state = OverlayTcpState::Up;
    EXPECT_EQ(m_admission.WayOf(GREATER), Way::Lost) << "the peer had opened it";
    const NodeId beside{GREATER.ip, 7001};
    m_ends[Open(beside)].state = OverlayTcpState::Up;
    EXPECT_EQ(m_admission.WayOf(beside), Way::Stays) << "it may have been opened at the same time";
}

TEST_F(OverlayTcpAdmissionTest, AnEndThatTookThePlaceOfAnotherIsNotForgottenWithIt)
{
    const uint32_t old = Open(GREATER);
    const uint32_t young = Open(GREATER);
    m_ends.Remove(old);
    EXPECT_EQ(m_ends.Find(GREATER), young);
    m_ends.Estrange(young);
    EXPECT_EQ(m_ends.Find(GREATER), OverlayTcpEnds::NONE);
    EXPECT_EQ(m_ends.Count(), 1U);
}

} // namespace
} // namespace qos
} // namespace ns3
