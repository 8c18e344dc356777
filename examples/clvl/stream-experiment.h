/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STREAM_EXPERIMENT_H
#define QOS_STREAM_EXPERIMENT_H

#include "stream-record.h"

#include "ns3/bundle-service.h"
#include "ns3/classifier.h"
#include "ns3/experiment-registry.h"
#include "ns3/nstime.h"
#include "ns3/simulated-bundle.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * What the experiments have in common that send a stream of an application through a service of a
 * virtual link, over a path that loses packets in bursts. Entry and exit run without the packets of
 * ns-3, so that an hour of a stream takes a moment; what they get are the bytes of IP packets,
 * which a classifier looks at.
 */
class StreamExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    /** A stream over the virtual link. */
    class Stream
    {
      public:
        /**
         * @param experiment has the parameters; outlives the stream
         * @param classifier name of what looks at the packets
         * @param service of the entry; of no effect if the stream is not managed
         * @param firstStream first number for the random variables, of which it takes two
         */
        Stream(const StreamExperiment& experiment,
               const std::string& classifier,
               std::unique_ptr<BundleService> service,
               int64_t firstStream);
        ~Stream();

        /**
         * A host sends a packet.
         * @param packet an IP packet
         * @param now when; not before an earlier one
         */
        void Send(const std::vector<uint8_t>& packet, Nanoseconds now);

        /** Wait until everything has come or is given up. */
        void Finish();

        /** @return what became of the packets */
        const StreamRecord& Record() const;

        /**
         * Report what all of these experiments do.
         * @param result gets the metrics
         */
        void Report(Result& result) const;

      private:
        struct Parts;                   //!< what it is made of
        std::unique_ptr<Parts> m_parts; //!< what it is made of
    };

    /** @return the metrics that Stream::Report() reports */
    static std::vector<Metric> StreamMetrics();

    /**
     * @param payload of a datagram
     * @return the IPv4 packet with it, as a host sends it
     */
    static std::vector<uint8_t> MakeUdpPacket(const std::vector<uint8_t>& payload);

    /** @return whether the service works */
    bool IsManaged() const
    {
        return m_isManaged;
    }

  private:
    bool m_isManaged = true;     //!< parameter managed
    double m_loss = 0;           //!< parameter loss
    double m_burst = 1;          //!< parameter burst
    Time m_rtt;                  //!< parameter rtt
    Time m_playout;              //!< parameter playout
    std::string m_policy;        //!< parameter policy
    double m_residualTarget = 0; //!< parameter q
};

} // namespace qos
} // namespace ns3

#endif // QOS_STREAM_EXPERIMENT_H
