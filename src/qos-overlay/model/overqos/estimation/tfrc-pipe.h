/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TFRC_PIPE_H
#define QOS_TFRC_PIPE_H

#include "bundle-pipe.h"

#include "ns3/loss-intervals.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-estimation
 * A pipe as N flows of TFRC: N times what TCP would get at the loss event rate of one flow.
 *
 * The bundle sees a loss event where several of its flows would each see one. With l packets lost,
 * which fall on the flows at random, D = N (1 - (1 - 1/N)^l) flows are hit in expectation. The N
 * flows together send the packets of the bundle and have D loss events where it has one, so an
 * interval of the bundle counts as its packets over D; the open one over the mean of the latest D.
 * The losses of an event may come in several reports: D grows with each of them.
 *
 * Source: OverQoS (NSDI 2004), section 3.1, names N flows of TFRC; RFC 5348, sections 3.1, 5.4 and
 * 6.3.1, for one flow. The loss event rate of one flow of a bundle is derived here; MulTFRC
 * (D. Damjanovic and M. Welzl, CCR 39(3), 2009) has another equation for the same purpose.
 */
class TfrcPipe final : public BundlePipe
{
  public:
    static constexpr const char* NAME = "tfrc"; //!< its name in the registry

    /** @param params the knobs; the reference has no meaning here */
    explicit TfrcPipe(const BundlePipeParams& params)
        : BundlePipe(params)
    {
    }

    /** @return loss events per packet of one flow, 0 before the first one */
    double LossEventRate() const
    {
        return m_intervals.LossEventRate();
    }

  private:
    void DoReport(const PipeReport& report, bool isAnswered, double window) override;
    double DoDecrease(double window) override;
    double DoIncrease(double window, double share) override;
    void DoRestart() override;

    /** @return the window that the equation yields, packets */
    double EquationWindow() const;

    /**
     * @param lost packets of a loss event
     * @return D
     */
    double FlowsHit(double lost) const;

    LossIntervals m_intervals; //!< of one flow, packets
    double m_sinceEvent = 0;   //!< packets of the bundle since the last loss event
    double m_beforeEvent = 0;  //!< packets of the bundle between that and the one before it; 0 if
                               //!< their number was not counted
    double m_eventLosses = 0;  //!< packets that the last loss event took so far
    double m_flowsHit = 1;     //!< mean D of the loss events before the last one
};

} // namespace qos
} // namespace ns3

#endif // QOS_TFRC_PIPE_H
