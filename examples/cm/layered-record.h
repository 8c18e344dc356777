/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LAYERED_RECORD_H
#define QOS_LAYERED_RECORD_H

#include "step-signal.h"

#include "ns3/feedback-receiver.h"
#include "ns3/layered-source.h"

#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * What a layered source knows and sends, and what its client receives, over time.
 */
class LayeredRecord
{
  public:
    /** @param packetBytes UDP payload of the datagrams */
    explicit LayeredRecord(uint32_t packetBytes);
    LayeredRecord(const LayeredRecord&) = delete;
    LayeredRecord& operator=(const LayeredRecord&) = delete;

    /** @param source the source; it must not run any more when this is destroyed */
    void Observe(const Ptr<LayeredSource>& source);

    /** @param client its client; it must not run any more when this is destroyed */
    void Observe(const Ptr<FeedbackReceiver>& client);

    /** @return the rate that the source knows of, Mbit/s */
    const StepSignal& Known() const
    {
        return m_known;
    }

    /** @return the rate of its layer, Mbit/s; from its first change on */
    const StepSignal& LayerRate() const
    {
        return m_layerRate;
    }

    /** @return the congestion window in packets when the source first knew a rate, nothing if it
     * never did */
    std::optional<double> FirstWindow() const
    {
        return m_firstWindow;
    }

    /** @return datagrams that the client received */
    std::size_t Received() const
    {
        return m_arrivals.size();
    }

    /** @return how often the source reported to the Congestion Manager */
    std::size_t Reports() const
    {
        return m_reports.size();
    }

    /**
     * @param begin of a time
     * @param end of that time
     * @return Mbit/s of UDP payload that the client received in it, not a number if no client is
     * observed
     */
    double ReceivedRate(Time begin, Time end) const;

    /**
     * @param sent datagrams that the source has sent
     * @return share of them that the client did not receive
     */
    double LostRatio(uint64_t sent) const
    {
        return 1 - static_cast<double>(m_arrivals.size()) / static_cast<double>(sent);
    }

    /** @return the rate from the first datagram to the last one, 0 if there are not both */
    double ReceivedRate() const;

    /**
     * How regularly reports come once the flow fills them.
     * @param packets that are reported at a time
     * @param longest time between reports
     * @return median time between two reports, as a share of the time that the source's layer
     * takes for so many packets; counted where that is shorter than the longest time, not a number
     * if it never was
     */
    double ReportSpacing(uint32_t packets, Time longest) const;

  private:
    /** @param state what the source learned of the network */
    void Learned(const NetworkState& state);

    /**
     * @param before the layer so far
     * @param after the layer from now on
     */
    void Switched(std::size_t before, std::size_t after);

    /** @param feedback what the source reports */
    void Reported(const CmFeedback& feedback);

    /**
     * @param packet a datagram that arrived
     * @param header its stamp
     * @param from its sender
     */
    void Arrived(Ptr<const Packet> packet, const CmDataHeader& header, const Address& from);

    Ptr<LayeredSource> m_source;         //!< the source
    StepSignal m_known;                  //!< Mbit/s that it knows of
    StepSignal m_layerRate;              //!< Mbit/s of its layer
    std::optional<double> m_firstWindow; //!< packets, when it first knew a rate
    std::vector<Time> m_reports;         //!< when it reported
    std::vector<Time> m_arrivals;        //!< of datagrams at the client
    double m_datagramBits;               //!< UDP payload of a datagram
    bool m_hasClient = false;            //!< whether a client is observed
};

} // namespace qos
} // namespace ns3

#endif // QOS_LAYERED_RECORD_H
