/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The header of the module includes all of its headers: they are complete, and name nothing twice.
 */

#include "ns3/qos-overlay-module.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

TEST(ModuleHeader, BringsAllSystems)
{
    EXPECT_EQ(OverqosNode::GetTypeId().GetGroupName(), "QosOverlay");
    EXPECT_EQ(CongestionManager::GetTypeId().GetGroupName(), "QosOverlay");
    EXPECT_EQ(QSocketManager::GetTypeId().GetGroupName(), "QosOverlay");
}

} // namespace
} // namespace qos
} // namespace ns3
