/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/ns3-compat.h"
#include "ns3/object.h"
#include "ns3/string.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

class Painted : public Object
{
  public:
    enum Colour
    {
        RED,
        GREEN
    };

    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::qos::test::Painted")
                                .SetParent<Object>()
                                .AddConstructor<Painted>()
                                .AddAttribute("Member",
                                              "By data member",
                                              compat::EnumValue<Colour>(RED),
                                              compat::EnumAccessor<Colour>(&Painted::m_member),
                                              MakeEnumChecker(RED, "Red", GREEN, "Green"))
                                .AddAttribute("Method",
                                              "By setter and getter",
                                              compat::EnumValue<Colour>(RED),
                                              compat::EnumAccessor<Colour>(&Painted::SetColour,
                                                                           &Painted::GetColour),
                                              MakeEnumChecker(RED, "Red", GREEN, "Green"));
        return tid;
    }

    void SetColour(Colour colour)
    {
        m_method = colour;
    }

    Colour GetColour() const
    {
        return m_method;
    }

    Colour m_member;
    Colour m_method;
};

TEST(Ns3Compat, KnowsTheReleaseItIsCompiledAgainst)
{
    EXPECT_EQ(QOS_NS3_MINOR, QOS_CONFIGURED_NS3_MINOR);
}

TEST(Ns3Compat, EnumAttributesAreSetByName)
{
    auto painted = CreateObject<Painted>();
    EXPECT_EQ(painted->m_member, Painted::RED);

    EXPECT_TRUE(painted->SetAttributeFailSafe("Member", StringValue("Green")));
    EXPECT_TRUE(painted->SetAttributeFailSafe("Method", StringValue("Green")));
    EXPECT_EQ(painted->m_member, Painted::GREEN);
    EXPECT_EQ(painted->m_method, Painted::GREEN);

    EXPECT_FALSE(painted->SetAttributeFailSafe("Member", StringValue("Blue")));
    EXPECT_EQ(painted->m_member, Painted::GREEN);
}

TEST(Ns3Compat, EnumAttributesAreSetByValue)
{
    auto painted = CreateObject<Painted>();
    painted->SetAttribute("Method", compat::EnumValue<Painted::Colour>(Painted::GREEN));

    compat::EnumValue<Painted::Colour> read;
    painted->GetAttribute("Method", read);
    EXPECT_EQ(static_cast<Painted::Colour>(read.Get()), Painted::GREEN);
}

} // namespace
} // namespace qos
} // namespace ns3
