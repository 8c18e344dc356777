/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_TEST_CORE_H
#define QOS_CM_TEST_CORE_H

#include "ns3/aimd-controller.h"
#include "ns3/cm-core.h"
#include "ns3/cm-registry.h"
#include "ns3/round-robin-flow-scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

constexpr uint64_t MTU = 1000; //!< payload of a packet where a test does not say otherwise

/**
 * @param host number of the peer, the last byte of its address
 * @param port of this host, which tells flows apart
 * @param mtu payload of the largest packet
 * @return a flow of UDP over IPv4
 */
inline FlowDescription
MakeFlow(uint8_t host, uint16_t port, uint32_t mtu = MTU)
{
    constexpr uint8_t UDP = 17;
    FlowDescription flow;
    flow.key.source = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1};
    flow.key.destination = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 1, 1, host};
    flow.key.sourcePort = port;
    flow.key.destinationPort = 9;
    flow.key.protocol = UDP;
    flow.mtu = mtu;
    return flow;
}

/** A setup by names. */
struct CmTestParams
{
    std::string controller = "aimd";       //!< of every macroflow
    std::string scheduler = "round-robin"; //!< of every macroflow
    ControllerParams control;              //!< knobs of the controller
    uint32_t seed = 1;                     //!< of the coin
    CmSetup setup;                         //!< everything else

    /** @return the setup with its factories */
    CmSetup Make() const
    {
        CmSetup made = setup;
        const auto random = std::make_shared<std::mt19937>(seed);
        FlowSchedulerSetup coin;
        coin.bits = std::make_shared<RandomBits>([random] { return (*random)(); });
        made.makeController = [name = controller, params = control] {
            return CongestionControllers().Create(name, params);
        };
        made.makeScheduler = [name = scheduler, coin] {
            return FlowSchedulers().Create(name, coin);
        };
        return made;
    }
};

/**
 * A Congestion Manager with a clock, whose account is checked after every call, those included that
 * clients make from within calls of theirs.
 */
class CheckedCm : private MacroflowObserver
{
  public:
    /** @param params what to make it from */
    explicit CheckedCm(const CmTestParams& params = CmTestParams())
        : m_largestBacklog(params.setup.macroflow.largestBacklog),
          m_hasWatchdog(params.setup.macroflow.hasWatchdog),
          m_core(params.Make())
    {
        m_core.SetObserver(this);
    }

    /** @return what is checked */
    CmCore& Core()
    {
        return m_core;
    }

    /** @return the time */
    Nanoseconds Now() const
    {
        return m_now;
    }

    /**
     * Let time pass; what is due is done when it is due.
     * @param span how long
     */
    void Advance(Nanoseconds span)
    {
        const Nanoseconds end = m_now + span;
        while (m_core.NextWakeup() <= end)
        {
            m_now = std::max(m_now, m_core.NextWakeup());
            m_core.Wakeup(m_now);
            Check();
            ASSERT_GT(m_core.NextWakeup(), m_now) << "wants to be woken again at once";
        }
        m_now = end;
    }

    /**
     * Set the clock without doing what is due.
     * @param now the time
     */
    void SetNow(Nanoseconds now)
    {
        m_now = now;
    }

    /**
     * Open a flow from the next port.
     * @param host number of the peer
     * @param mtu payload of its largest packet
     * @return the flow
     */
    CmFlowId Open(uint8_t host = 1, uint32_t mtu = MTU)
    {
        CmFlowId flow = CM_NONE;
        EXPECT_EQ(Open(MakeFlow(host, ++m_lastPort, mtu), flow), CmStatus::Ok);
        return flow;
    }

    /** cm_open. */
    CmStatus Open(const FlowDescription& description, CmFlowId& flow)
    {
        const CmStatus status = m_core.Open(description, m_now, flow);
        EXPECT_EQ(status == CmStatus::Ok, flow != CM_NONE);
        if (status == CmStatus::Ok)
        {
            m_open.push_back(flow);
        }
        Check();
        return status;
    }

    /** cm_close. */
    CmStatus Close(CmFlowId flow)
    {
        m_open.erase(std::remove(m_open.begin(), m_open.end(), flow), m_open.end());
        return Checked(m_core.Close(flow, m_now));
    }

    /** cm_request. */
    CmStatus Request(CmFlowId flow, uint32_t packets = 1)
    {
        return Checked(m_core.Request(flow, packets, m_now));
    }

    /** cm_notify. */
    CmStatus Notify(CmFlowId flow, uint32_t bytes)
    {
        return Checked(m_core.Notify(flow, bytes, m_now));
    }

    /** cm_update. */
    CmStatus Update(CmFlowId flow, const CmFeedback& feedback)
    {
        return Checked(m_core.Update(flow, feedback, m_now));
    }

    /** cm_setmacroflow. */
    CmStatus Move(CmFlowId flow, MacroflowId target, MacroflowId& result)
    {
        return Checked(m_core.SetMacroflow(target, flow, m_now, result));
    }

    /** cm_query. */
    NetworkState Query(CmFlowId flow)
    {
        NetworkState state;
        EXPECT_EQ(Checked(m_core.Query(flow, m_now, state)), CmStatus::Ok);
        return state;
    }

    /** Hand out what the window of a flow's macroflow allows. */
    void Serve(CmFlowId flow)
    {
        const MacroflowId served = m_core.GetMacroflow(flow);
        m_core.Serve(flow, m_now);
        Check();
        const Macroflow* macroflow = m_core.FindMacroflow(served);
        if (macroflow && !macroflow->IsBusy() && !m_isFrozen && HasRoom(*macroflow))
        {
            EXPECT_FALSE(HasWaiting(*macroflow)) << "somebody could have been granted";
        }
    }

    /** Hand out no grants, or go on. */
    void SetFrozen(bool isFrozen)
    {
        m_isFrozen = isFrozen;
        m_core.SetFrozen(isFrozen);
        Check();
    }

    /** Serve what is due. */
    void ServeDue()
    {
        m_core.ServeDue(m_now);
        Check();
    }

    /**
     * @param flow an open flow
     * @return its account
     */
    const CmFlow& State(CmFlowId flow) const
    {
        return *m_core.FlowState(flow);
    }

    /**
     * @param flow an open flow
     * @return its macroflow
     */
    Macroflow& MacroflowOf(CmFlowId flow) const
    {
        return *m_core.FindMacroflow(m_core.GetMacroflow(flow));
    }

    /**
     * @param flow an open flow
     * @return the window of its macroflow
     */
    double Window(CmFlowId flow) const
    {
        return MacroflowOf(flow).Window();
    }

    /** @return the flows that are open */
    const std::vector<CmFlowId>& Flows() const
    {
        return m_open;
    }

    /** @return grants handed out */
    uint64_t Grants() const
    {
        return m_grants;
    }

    /** Look whether all that holds after every call holds. */
    void Check()
    {
        EXPECT_EQ(m_core.Flows(), m_open.size());
        m_sums.clear();
        for (const CmFlowId id : m_open)
        {
            Add(State(id));
        }
        for (const Macroflow* macroflow : m_core.Macroflows())
        {
            Compare(*macroflow, m_sums[macroflow]);
        }
    }

  private:
    /**
     * @param status of a call
     * @return it, after a look at the account
     */
    CmStatus Checked(CmStatus status)
    {
        Check();
        return status;
    }

    /**
     * @param macroflow a macroflow
     * @return whether one more packet fits into its window
     */
    static bool HasRoom(const Macroflow& macroflow)
    {
        const uint64_t used = macroflow.Outstanding() + macroflow.Reserved();
        return used == 0 ||
               static_cast<double>(used + macroflow.Mtu()) <= std::floor(macroflow.Window());
    }

    /**
     * @param macroflow a macroflow
     * @return whether a flow of it waits that does not have to answer first
     */
    bool HasWaiting(const Macroflow& macroflow) const
    {
        return std::any_of(m_open.begin(), m_open.end(), [&](CmFlowId id) {
            const CmFlow& flow = State(id);
            return flow.macroflow == &macroflow && flow.pending > 0 && !flow.isSetAside;
        });
    }

    /** Sums over the flows of a macroflow. */
    struct Sums
    {
        uint32_t flows = 0;       //!< how many
        uint64_t outstanding = 0; //!< bytes
        uint64_t reserved = 0;    //!< bytes
        uint64_t pending = 0;     //!< requests
    };

    /** @param flow is looked at and added to the sums of its macroflow */
    void Add(const CmFlow& flow)
    {
        Sums& sums = m_sums[flow.macroflow];
        ++sums.flows;
        sums.outstanding += flow.outstanding;
        sums.reserved += flow.reserved;
        sums.pending += flow.pending;
        EXPECT_LE(flow.pending, m_largestBacklog);
        EXPECT_EQ(flow.counters.sentBytes,
                  flow.counters.receivedBytes + flow.counters.lostBytes + flow.outstanding);
    }

    /**
     * @param macroflow a macroflow
     * @param sums what its account has to be
     */
    void Compare(const Macroflow& macroflow, const Sums& sums)
    {
        EXPECT_EQ(macroflow.Flows(), sums.flows);
        EXPECT_EQ(macroflow.Outstanding(), sums.outstanding);
        EXPECT_EQ(macroflow.Reserved(), sums.reserved);
        EXPECT_EQ(macroflow.Pending(), sums.pending);
        EXPECT_GE(macroflow.Window(), macroflow.Mtu());
        // below 0 would be a very large number
        EXPECT_LT(std::max(sums.outstanding, sums.reserved), NEGATIVE);
        if (sums.flows == 0 || sums.reserved > 0 || (sums.outstanding > 0 && m_hasWatchdog))
        {
            EXPECT_LT(m_core.NextWakeup(), FOREVER) << "nobody would look after it";
        }
    }

    void Granted(const Macroflow& macroflow, const CmFlow& flow) override
    {
        ++m_grants;
        EXPECT_GT(flow.reserved, 0U);
        EXPECT_LE(static_cast<double>(macroflow.Outstanding() + macroflow.Reserved()),
                  std::max(macroflow.Window(), static_cast<double>(macroflow.Mtu())));
    }

    static constexpr uint64_t NEGATIVE = uint64_t{1} << 63U; //!< the least "negative" number

    uint32_t m_largestBacklog;                         //!< requests that one flow may have waiting
    bool m_hasWatchdog;                                //!< what nobody reports about is given up
    CmCore m_core;                                     //!< what is checked
    bool m_isFrozen = false;                           //!< no grants are handed out
    Nanoseconds m_now{0};                              //!< the time
    uint16_t m_lastPort = 0;                           //!< of the flow opened last
    std::vector<CmFlowId> m_open;                      //!< open flows
    uint64_t m_grants = 0;                             //!< grants handed out
    std::unordered_map<const Macroflow*, Sums> m_sums; //!< by macroflow
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_TEST_CORE_H
