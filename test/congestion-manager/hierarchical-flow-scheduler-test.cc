/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/hierarchical-flow-scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using ClassId = HierarchicalFlowScheduler::ClassId;

constexpr uint64_t MTU = 1000; //!< bytes of a grant
constexpr ClassId ROOT = HierarchicalFlowScheduler::ROOT;

/** Flows that ask for more as long as they are told to, and what each of them got. */
class Server
{
  public:
    /** @return what is tested */
    HierarchicalFlowScheduler& Scheduler()
    {
        return m_scheduler;
    }

    /**
     * Add a flow that always asks.
     * @param weight its weight
     * @param target its class
     * @param bytes of each of its packets
     * @return the flow
     */
    MemberId Add(double weight, ClassId target = ROOT, uint32_t bytes = MTU)
    {
        const auto member = static_cast<MemberId>(m_flows.size());
        m_flows.push_back({bytes, true, false, 0, 0});
        m_scheduler.Join(member);
        m_scheduler.SetWeight(member, weight);
        m_scheduler.Assign(member, target);
        Ask(member);
        return member;
    }

    /**
     * A flow asks from now on.
     * @param member the flow
     */
    void Ask(MemberId member)
    {
        m_flows[member].isAsking = true;
        m_scheduler.SetActive(member, true);
        Request(member);
    }

    /**
     * A flow does not ask any more; what it asked for it gets.
     * @param member the flow
     */
    void Stop(MemberId member)
    {
        m_flows[member].isAsking = false;
        m_scheduler.SetActive(member, false);
    }

    /**
     * A flow's packets have another size from now on.
     * @param member the flow
     * @param bytes of each
     */
    void SetBytes(MemberId member, uint32_t bytes)
    {
        m_flows[member].bytes = bytes;
    }

    /**
     * A flow leaves.
     * @param member the flow
     */
    void Leave(MemberId member)
    {
        m_flows[member].isAsking = false;
        m_flows[member].isWaiting = false;
        m_scheduler.Leave(member);
    }

    /**
     * Hand out a grant.
     * @return who got it
     */
    MemberId Grant()
    {
        const MemberId member = m_scheduler.Next(MTU);
        Flow& flow = m_flows[member];
        EXPECT_TRUE(flow.isWaiting) << "flow " << member;
        flow.isWaiting = false;
        if (flow.isAsking)
        {
            Request(member);
        }
        m_scheduler.Used(member, MTU, flow.bytes);
        flow.served += flow.bytes;
        ++flow.grants;
        return member;
    }

    /**
     * Hand out grants.
     * @param grants how many
     */
    void Run(int grants)
    {
        for (int i = 0; i < grants; ++i)
        {
            Grant();
        }
    }

    /** Forget what was served. */
    void Restart()
    {
        for (Flow& flow : m_flows)
        {
            flow.served = 0;
            flow.grants = 0;
        }
    }

    /**
     * @param member a flow
     * @return its part of all bytes that were served
     */
    double Served(MemberId member) const
    {
        double all = 0;
        for (const Flow& flow : m_flows)
        {
            all += static_cast<double>(flow.served);
        }
        return static_cast<double>(m_flows[member].served) / all;
    }

    /**
     * @param member a flow
     * @return its grants
     */
    uint64_t Grants(MemberId member) const
    {
        return m_flows[member].grants;
    }

  private:
    /** A flow. */
    struct Flow
    {
        uint32_t bytes;  //!< of each packet
        bool isAsking;   //!< asks again after each grant
        bool isWaiting;  //!< has a request
        uint64_t served; //!< bytes
        uint64_t grants; //!< how many it got
    };

    /** @param member a flow that is to wait */
    void Request(MemberId member)
    {
        if (!m_flows[member].isWaiting)
        {
            m_flows[member].isWaiting = true;
            m_scheduler.Request(member);
        }
    }

    HierarchicalFlowScheduler m_scheduler; //!< what is tested
    std::vector<Flow> m_flows;             //!< by member
};

TEST(HierarchicalFlowSchedulerTest, WithoutClassesSharesFollowTheWeightsOfTheFlows)
{
    Server server;
    const MemberId three = server.Add(3);
    const MemberId two = server.Add(2);
    const MemberId one = server.Add(1);
    server.Run(60000);
    EXPECT_NEAR(server.Served(three), 3.0 / 6, 1e-4);
    EXPECT_NEAR(server.Served(two), 2.0 / 6, 1e-4);
    EXPECT_NEAR(server.Served(one), 1.0 / 6, 1e-4);
}

// root - a (3) - x (1)
//      |       - y (2)
//      - b (1) - z (5)
TEST(HierarchicalFlowSchedulerTest, InATreeAClassSharesByItsWeightWhateverItsFlowsWeigh)
{
    Server server;
    const ClassId a = server.Scheduler().AddClass(ROOT, 3);
    const ClassId b = server.Scheduler().AddClass(ROOT, 1);
    const MemberId x = server.Add(1, a);
    const MemberId y = server.Add(2, a);
    const MemberId z = server.Add(5, b);
    server.Run(120000);
    EXPECT_NEAR(server.Served(x), 0.75 / 3, 1e-4);
    EXPECT_NEAR(server.Served(y), 0.75 * 2 / 3, 1e-4);
    EXPECT_NEAR(server.Served(z), 0.25, 1e-4);
}

TEST(HierarchicalFlowSchedulerTest, ADeeperTreeMultipliesTheSharesOnTheWay)
{
    Server server;
    ClassId inner = ROOT;
    std::vector<MemberId> members;
    for (int level = 0; level < 4; ++level)
    {
        inner = server.Scheduler().AddClass(inner, 1);
        members.push_back(server.Add(1, inner));
    }
    server.Run(80000);
    // every class but the last halves with the class in it
    EXPECT_NEAR(server.Served(members[0]), 1.0 / 2, 1e-3);
    EXPECT_NEAR(server.Served(members[1]), 1.0 / 4, 1e-3);
    EXPECT_NEAR(server.Served(members[2]), 1.0 / 8, 1e-3);
    EXPECT_NEAR(server.Served(members[3]), 1.0 / 8, 1e-3);
}

TEST(HierarchicalFlowSchedulerTest, AFlowPaysForWhatItSentSoThatSmallPacketsCostLittle)
{
    Server server;
    const MemberId small = server.Add(1, ROOT, 100);
    const MemberId large = server.Add(1, ROOT, MTU);
    server.Run(110000);
    EXPECT_NEAR(server.Served(small), 0.5, 0.01);
    EXPECT_NEAR(static_cast<double>(server.Grants(small)) /
                    static_cast<double>(server.Grants(large)),
                10,
                0.2);
}

TEST(HierarchicalFlowSchedulerTest, ClassesPayForWhatTheirFlowsSent)
{
    Server server;
    const ClassId a = server.Scheduler().AddClass(ROOT, 2);
    const ClassId b = server.Scheduler().AddClass(ROOT, 1);
    const MemberId x = server.Add(1, a, 160);
    const MemberId y = server.Add(3, a, 160);
    const MemberId z = server.Add(1, b, MTU);
    server.Run(200000);
    EXPECT_NEAR(server.Served(x), 2.0 / 3 / 4, 0.01);
    EXPECT_NEAR(server.Served(y), 2.0 / 3 * 3 / 4, 0.01);
    EXPECT_NEAR(server.Served(z), 1.0 / 3, 0.01);
}

TEST(HierarchicalFlowSchedulerTest, ADeclinedGrantCostsNothing)
{
    HierarchicalFlowScheduler scheduler;
    scheduler.Join(0);
    scheduler.Join(1);
    scheduler.Request(0);
    scheduler.Request(1);
    for (int i = 0; i < 100; ++i)
    {
        ASSERT_EQ(scheduler.Next(MTU), 0U) << i; // it is its turn still
        scheduler.Used(0, MTU, 0);
        scheduler.Request(0);
    }
    ASSERT_EQ(scheduler.Next(MTU), 0U);
    scheduler.Used(0, MTU, MTU);
    scheduler.Request(0);
    EXPECT_EQ(scheduler.Next(MTU), 1U);
}

TEST(HierarchicalFlowSchedulerTest, APacketAboveTheGrantIsPaidToo)
{
    Server server;
    const MemberId cheats = server.Add(1, ROOT, 4 * MTU);
    const MemberId honest = server.Add(1);
    server.Run(50000);
    EXPECT_NEAR(server.Served(cheats), 0.5, 0.01);
    EXPECT_NEAR(server.Served(honest), 0.5, 0.01);
}

TEST(HierarchicalFlowSchedulerTest, WhoDoesNotAskDoesNotSaveCreditForLater)
{
    Server server;
    const MemberId idle = server.Add(1);
    const MemberId busy = server.Add(1);
    server.Run(100);
    server.Stop(idle);
    server.Run(1000);
    server.Restart();
    server.Ask(idle);
    server.Run(20);
    EXPECT_LE(server.Grants(idle), 11U); // and not a thousand that it could have had
    EXPECT_GE(server.Grants(busy), 9U);
}

TEST(HierarchicalFlowSchedulerTest, WhatSmallPacketsLeaveOverIsLostWhenAFlowStopsAsking)
{
    Server server;
    const MemberId moody = server.Add(1, ROOT, 1);
    server.Add(1);
    for (int i = 0; i < 200; ++i)
    {
        server.Ask(moody);
        server.Run(2);
        server.Stop(moody);
        server.Run(4);
    }
    server.SetBytes(moody, MTU);
    server.Restart();
    server.Ask(moody);
    server.Run(20);
    EXPECT_LE(server.Grants(moody), 11U); // and not two hundred that it could have saved
}

TEST(HierarchicalFlowSchedulerTest, WhatAClassDoesNotUseGoesToItsSiblings)
{
    Server server;
    const ClassId a = server.Scheduler().AddClass(ROOT, 2);
    const ClassId b = server.Scheduler().AddClass(ROOT, 1);
    const ClassId c = server.Scheduler().AddClass(ROOT, 1);
    const MemberId x = server.Add(1, a);
    const MemberId y = server.Add(1, b);
    const MemberId z = server.Add(1, c);
    server.Run(40000);
    EXPECT_NEAR(server.Served(x), 0.5, 1e-3);
    server.Stop(x);
    server.Run(10);
    server.Restart();
    server.Run(40000);
    EXPECT_EQ(server.Served(x), 0);
    EXPECT_NEAR(server.Served(y), 0.5, 1e-3);
    EXPECT_NEAR(server.Served(z), 0.5, 1e-3);
}

TEST(HierarchicalFlowSchedulerTest, WhatAFlowDoesNotUseGoesToItsSiblingsFirst)
{
    Server server;
    const ClassId a = server.Scheduler().AddClass(ROOT, 1);
    const ClassId b = server.Scheduler().AddClass(ROOT, 1);
    const MemberId x = server.Add(1, a);
    const MemberId y = server.Add(1, a);
    const MemberId z = server.Add(1, b);
    server.Stop(x);
    server.Run(10);
    server.Restart();
    server.Run(40000);
    EXPECT_NEAR(server.Served(y), 0.5, 1e-3);
    EXPECT_NEAR(server.Served(z), 0.5, 1e-3);
}

TEST(HierarchicalFlowSchedulerTest, TheShareThatIsPromisedIsTheLongRunServiceInRandomTrees)
{
    for (const uint32_t seed : {1U, 2U, 3U, 4U, 5U})
    {
        std::mt19937 random(seed);
        Server server;
        std::vector<ClassId> classes{ROOT};
        for (int i = 0; i < 6; ++i)
        {
            classes.push_back(server.Scheduler().AddClass(classes[random() % classes.size()],
                                                          1 + static_cast<double>(random() % 4)));
        }
        std::vector<MemberId> members(15);
        for (MemberId& member : members)
        {
            const double weight = 0.5 + static_cast<double>(random() % 8) / 2;
            const ClassId target = classes[random() % classes.size()];
            member = server.Add(weight, target, random() % 2 == 0 ? MTU : MTU / 2);
        }
        const auto asking =
            std::partition(members.begin(), members.end(), [&](MemberId /* member */) {
                return random() % 3 == 0;
            });
        std::for_each(members.begin(), asking, [&](MemberId member) { server.Stop(member); });
        server.Run(1000);
        server.Restart();
        server.Run(400000);
        for (auto member = asking; member != members.end(); ++member)
        {
            EXPECT_NEAR(server.Served(*member) / server.Scheduler().Share(*member), 1, 0.02)
                << "flow " << *member << ", seed " << seed;
        }
    }
}

TEST(HierarchicalFlowSchedulerTest, TheShareOfAnIdleFlowIsWhatItWouldGetIfItAsked)
{
    Server server;
    const MemberId idle = server.Add(3);
    server.Add(1);
    server.Add(2);
    server.Stop(idle);
    EXPECT_DOUBLE_EQ(server.Scheduler().Share(idle), 0.5);
    EXPECT_DOUBLE_EQ(server.Scheduler().Share(1), 1.0 / 3);
}

TEST(HierarchicalFlowSchedulerTest, AChangedWeightCountsFromThenOn)
{
    Server server;
    const MemberId a = server.Add(1);
    const MemberId b = server.Add(1);
    server.Run(10000);
    EXPECT_NEAR(server.Served(a), 0.5, 1e-3);
    server.Scheduler().SetWeight(a, 4);
    EXPECT_DOUBLE_EQ(server.Scheduler().Share(a), 0.8);
    server.Restart();
    server.Run(10000);
    EXPECT_NEAR(server.Served(a), 0.8, 1e-2);
    EXPECT_NEAR(server.Served(b), 0.2, 1e-2);
}

TEST(HierarchicalFlowSchedulerTest, AFlowMayLeaveItsClassWhileItWaits)
{
    Server server;
    const ClassId a = server.Scheduler().AddClass(ROOT, 1);
    const ClassId b = server.Scheduler().AddClass(ROOT, 1);
    const MemberId x = server.Add(1, a);
    const MemberId y = server.Add(1, a);
    const MemberId z = server.Add(1, b);
    server.Run(7);
    server.Leave(x);
    server.Restart();
    server.Run(1000);
    EXPECT_EQ(server.Served(x), 0);
    EXPECT_NEAR(server.Served(y), 0.5, 0.01);
    EXPECT_DOUBLE_EQ(server.Scheduler().Share(y), 0.5);
    server.Leave(y); // nobody is left in the class
    server.Restart();
    server.Run(10);
    EXPECT_EQ(server.Grants(z), 10U);
    EXPECT_DOUBLE_EQ(server.Scheduler().Share(z), 1);
}

// only ratios mean something: by the scale of the weights not even the order changes
TEST(HierarchicalFlowSchedulerTest, TheScaleOfTheWeightsDoesNotMatter)
{
    const auto order = [](double scale) {
        Server server;
        server.Add(3 * scale);
        server.Add(scale);
        server.Add(2 * scale);
        std::vector<MemberId> granted(600);
        for (MemberId& member : granted)
        {
            member = server.Grant();
        }
        return granted;
    };
    const std::vector<MemberId> expected = order(1);
    for (const double scale : {0x1p-20, 0x1p-6, 1024.0, 0x1p20}) // rounding changes nothing
    {
        EXPECT_EQ(order(scale), expected) << "scale " << scale;
    }
}

// the longest time without a grant is about that of a smooth order
TEST(HierarchicalFlowSchedulerTest, EqualWeightsAreServedInTurnHoweverLargeTheyAre)
{
    for (const double weight : {1e-6, 1e-3, 1.0, 100.0, 1e6})
    {
        Server server;
        for (int i = 0; i < 4; ++i)
        {
            server.Add(weight);
        }
        for (int round = 0; round < 100; ++round)
        {
            server.Restart();
            server.Run(4);
            for (MemberId member = 0; member < 4; ++member)
            {
                ASSERT_EQ(server.Grants(member), 1U) << "weight " << weight << " round " << round;
            }
        }
    }
}

TEST(HierarchicalFlowSchedulerTest, VeryUnequalWeightsKeepTheirRatio)
{
    Server server;
    const MemberId heavy = server.Add(10000);
    const MemberId light = server.Add(1);
    server.Run(300030);
    EXPECT_NEAR(static_cast<double>(server.Grants(light)), 30, 1);
    EXPECT_NEAR(static_cast<double>(server.Grants(heavy)), 300000, 1);
}

TEST(HierarchicalFlowSchedulerTest, TheSharesAreRightAgainAfterAVeryHeavyFlowHasLeft)
{
    Server server;
    const MemberId heavy = server.Add(1e6);
    const MemberId a = server.Add(1e-6);
    const MemberId b = server.Add(3e-6);
    server.Leave(heavy);
    EXPECT_NEAR(server.Scheduler().Share(a), 0.25, 1e-3);
    EXPECT_NEAR(server.Scheduler().Share(b), 0.75, 1e-3);
    server.Run(4000);
    EXPECT_NEAR(server.Served(a), 0.25, 1e-2);
}

TEST(HierarchicalFlowSchedulerTest, EveryWeightThatMayBeSetLeadsToAGrant)
{
    constexpr uint32_t SEED = 23;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    std::uniform_real_distribution<> exponent(-6, 6);
    for (int round = 0; round < 2000; ++round)
    {
        Server server;
        for (int i = 0; i < 3; ++i)
        {
            server.Add(std::pow(10, exponent(random)),
                       ROOT,
                       static_cast<uint32_t>(random() % (2 * MTU)));
        }
        server.Run(30);
    }
}

// A grant looks at each sibling once or twice at worst, whatever they weigh.
TEST(HierarchicalFlowSchedulerTest, AGrantDoesNotTakeLongerBecauseWeightsAreTiny)
{
    const auto secondsFor = [](double weight) {
        Server server;
        for (int i = 0; i < 100; ++i)
        {
            server.Add(weight);
        }
        const auto begin = std::chrono::steady_clock::now();
        server.Run(20000);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    double best = std::numeric_limits<double>::infinity();
    for (int attempt = 0; attempt < 5; ++attempt)
    {
        best = std::min(best, secondsFor(1e-6) / secondsFor(1));
    }
    EXPECT_LT(best, 5);
}

TEST(HierarchicalFlowSchedulerTest, AFlowThatWaitsMayBeAssignedToAnotherClass)
{
    HierarchicalFlowScheduler scheduler;
    const ClassId first = scheduler.AddClass(ROOT, 1);
    const ClassId second = scheduler.AddClass(ROOT, 1);
    scheduler.Join(0);
    scheduler.Assign(0, first);
    scheduler.Request(0);
    scheduler.Assign(0, second);
    EXPECT_EQ(scheduler.Next(MTU), 0U);
    scheduler.Request(0);
    EXPECT_EQ(scheduler.Next(MTU), 0U);
}

TEST(HierarchicalFlowSchedulerTest, RefusesClassesThatCannotBe)
{
    HierarchicalFlowScheduler scheduler;
    scheduler.Join(0); // a flow is no class
    EXPECT_THROW(scheduler.AddClass(7, 1), std::invalid_argument);
    EXPECT_THROW(scheduler.AddClass(1, 1), std::invalid_argument);
    EXPECT_THROW(scheduler.AddClass(ROOT, 0), std::invalid_argument);
    EXPECT_THROW(scheduler.AddClass(ROOT, NAN), std::invalid_argument);
}

} // namespace
} // namespace qos
} // namespace ns3
