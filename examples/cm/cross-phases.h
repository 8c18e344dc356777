/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CROSS_PHASES_H
#define QOS_CROSS_PHASES_H

#include "layered-record.h"

#include "ns3/data-rate.h"
#include "ns3/experiment-result.h"
#include "ns3/nstime.h"

#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * When there is cross traffic on a link and when not, what it leaves, and how well a source follows
 * that.
 *
 * A phase counts from the begin of the source on. Its first two seconds are not judged, and a phase
 * of which less than a second remains then is left out, as is one that leaves nothing.
 */
class CrossPhases
{
  public:
    /** What they are made from. */
    struct Params
    {
        DataRate linkRate;        //!< of the link
        DataRate crossRate;       //!< of the cross traffic while it is there, UDP payload
        uint32_t packetBytes = 0; //!< UDP payload of a datagram
        Time begin;               //!< of the source
        Time crossStart;          //!< when the cross traffic first comes
        Time crossOn;             //!< how long it stays
        Time crossOff;            //!< how long it pauses
        Time end;                 //!< of source and cross traffic
    };

    /** @param params what to make them from */
    explicit CrossPhases(const Params& params);

    /** @return what the link leaves, Mbit/s of UDP payload */
    StepSignal Available() const;

    /** @return the metrics that Report() reports */
    static std::vector<Metric> Metrics();

    /**
     * @param result gets metrics and a table
     * @param record what a source's client received
     */
    void Report(Result& result, const LayeredRecord& record) const;

  private:
    /** A time in which the cross traffic is there, or is not. */
    struct Phase
    {
        Time begin;           //!< its begin
        Time end;             //!< its end
        bool isBusy = false;  //!< the cross traffic is there
        double available = 0; //!< what it leaves, Mbit/s of UDP payload
    };

    /**
     * @param begin of a phase
     * @param end of the phase
     * @param isBusy whether the cross traffic is there
     */
    void Add(Time begin, Time end, bool isBusy);

    Params m_params;             //!< what they are made from
    std::vector<Phase> m_phases; //!< in order
};

} // namespace qos
} // namespace ns3

#endif // QOS_CROSS_PHASES_H
