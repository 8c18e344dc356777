/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_NETWORK_LISTENERS_H
#define QOS_NETWORK_LISTENERS_H

#include "cm-flow.h"
#include "flow-scheduler.h"

#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-core
 * The flows of a macroflow that listen for changes of the network (cmapp_update): who is told, and
 * when is something news?
 *
 * After every report somebody may have to be told, so that the bounds of the macroflow's rate and
 * round-trip time within which nothing is new to anybody are remembered.
 */
class NetworkListeners
{
  public:
    /**
     * @param flow a flow of the macroflow
     * @param listener is told of changes from now on, null for nobody
     */
    void Set(CmFlow& flow, CmListener* listener);

    /** @param flow a flow that leaves the macroflow */
    void Remove(const CmFlow& flow);

    /** What flows may count on has changed, although the macroflow's rate has not. */
    void SharesChanged()
    {
        m_quiet = Quiet();
    }

    /** @return whether nobody listens */
    bool IsEmpty() const
    {
        return m_flows.empty();
    }

    /** @return whether listeners are being called */
    bool IsTelling() const
    {
        return m_isTelling;
    }

    /**
     * @param whole what all flows together may count on, valid
     * @return whether it may be news to somebody, who is not being told at this moment
     */
    bool MayBeNews(const NetworkState& whole) const
    {
        const auto srtt = static_cast<double>(whole.srtt.count());
        return !m_flows.empty() && !m_isTelling &&
               (whole.rate < m_quiet.leastRate || whole.rate > m_quiet.largestRate ||
                srtt < m_quiet.leastSrtt || srtt > m_quiet.largestSrtt);
    }

    /**
     * Tell those to whom it is news.
     * @tparam StateOf a function
     * @param scheduler knows the shares
     * @param stateOf gives what a flow may count on now
     */
    template <typename StateOf>
    void Tell(const FlowScheduler& scheduler, StateOf stateOf)
    {
        m_isTelling = true;
        // backwards: a listener may close flows, and whoever takes the place of one was told
        // already
        for (std::size_t i = m_flows.size(); i-- > 0;)
        {
            if (i < m_flows.size())
            {
                TellOne(*m_flows[i], stateOf(*m_flows[i]));
            }
        }
        m_isTelling = false;
        FindQuiet(scheduler);
    }

  private:
    /** Bounds of the macroflow's rate and round-trip time. */
    struct Quiet
    {
        double leastRate = 1;   //!< bit/s
        double largestRate = 0; //!< bit/s; below the least: the bounds are not known
        double leastSrtt = 0;   //!< ns
        double largestSrtt = 0; //!< ns
    };

    /**
     * @param flow a flow that listens, told if that is news
     * @param state what it may count on
     */
    static void TellOne(CmFlow& flow, const NetworkState& state);

    /**
     * @param flow a flow that listens
     * @param state what it may count on now
     * @return whether that differs enough from what it was told last
     */
    static bool IsNews(const CmFlow& flow, const NetworkState& state);

    /** @param scheduler knows the shares */
    void FindQuiet(const FlowScheduler& scheduler);

    std::vector<CmFlow*> m_flows; //!< that listen
    Quiet m_quiet;                //!< nothing is new in here
    bool m_isTelling = false;     //!< listeners are being called
};

} // namespace qos
} // namespace ns3

#endif // QOS_NETWORK_LISTENERS_H
