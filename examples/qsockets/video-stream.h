/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_VIDEO_STREAM_H
#define QOS_VIDEO_STREAM_H

#include "perturbed-host-experiment.h"

#include "ns3/video-server.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** The paper's client recorded values at intervals of this length (section 4.2). */
inline const Time FRAME_BIN = Seconds(5);

/**
 * @ingroup qos-examples
 * What the experiments with managed video streams have in common: how such a stream is scheduled.
 */
class VideoStreamExperiment : public PerturbedHostExperiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    void CheckParameters() const override;
    std::vector<ExperimentEnd> GetEnds() const override;

  protected:
    /**
     * Check that the scheduler takes the managed streams of a run, if there are any.
     * @param streams names of the parameters that are their frame rates, and the frame rates
     * @throws ParameterError if it does not
     */
    void CheckVideoStreams(const std::vector<std::pair<std::string, double>>& streams) const;

    /**
     * Run qsockinit as the parameters say.
     * @param host the host
     */
    void InitQSockets(PerturbedHost& host) const;

    /**
     * @param fps frames a second of a stream
     * @return what makes the stream a managed one: a frame a period, or the share of the link that
     * its frames need
     */
    QosParams QosFor(double fps) const;

    /**
     * @param source a source that ran
     * @return violated windows of its stream; not a number if it has none
     */
    static double CountWindowViolations(const FrameSource& source);

    bool m_isManaged = true; //!< parameter managed

  private:
    /** Precedence table of DWCS, as an attribute. */
    enum PrecedenceChoice
    {
        DEADLINE_FIRST, //!< the table of 2004
        WINDOW_FIRST    //!< the table of 1999
    };

    /** @return options and position of the scheduler */
    QSockInitSettings InitSettings() const;

    /**
     * @param fps frames a second of a stream
     * @return what the stream needs
     */
    StreamDemand DemandOf(double fps) const;

    std::string m_scheduler;                        //!< parameter scheduler
    uint32_t m_oln = 0;                             //!< parameter oln
    uint32_t m_old = 0;                             //!< parameter old
    Time m_residual;                                //!< parameter residual
    PrecedenceChoice m_precedence = DEADLINE_FIRST; //!< parameter precedence
};

} // namespace qos
} // namespace ns3

#endif // QOS_VIDEO_STREAM_H
