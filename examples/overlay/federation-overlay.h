/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEDERATION_OVERLAY_H
#define QOS_FEDERATION_OVERLAY_H

#include "ns3/fast-network.h"
#include "ns3/federation-algorithm.h"
#include "ns3/federation-choice.h"
#include "ns3/random-variable-stream.h"
#include "ns3/units.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** What the nodes of a federation are like. */
struct FederationOverlayParams
{
    uint32_t nodes = 16;                            //!< those without a service too
    RequirementGraph requirement{{0, 1}, {{0, 1}}}; //!< what is federated
    std::vector<uint32_t> candidates{1, 1};         //!< instances of each vertex
    FederationParams federation;                    //!< of the algorithm
    uint32_t leastKnown = 2;                        //!< hosts that a node knows
    uint32_t mostKnown = 12;                        //!< the same
    double leastBandwidth = 50;                     //!< of a way between instances, KBps
    double mostBandwidth = 200;                     //!< the same; each has its own
    Nanoseconds leastDelay{0};                      //!< from a node to another
    Nanoseconds mostDelay{0};                       //!< the same; each pair has its own
    uint32_t sessions = 1;                          //!< federations, all of which begin at once
    double demand = 0;                              //!< of each, KBps; 0: what there is
    double instanceBandwidth = 0; //!< of instances but source and sink, KBps; 0: any demand
    double streamRate = 0;        //!< KBps; 0: as fast as it goes
    uint32_t messageBytes = 5120; //!< of payload
    Nanoseconds assignInterval = std::chrono::seconds{2}; //!< from an instance to the next
};

/**
 * @ingroup qos-examples
 * Overlay nodes on a network of messages, some of which provide services: they make themselves
 * known, are federated, and carry a stream. The instances of vertex 0 have the first numbers, and
 * so on; the nodes after them have no service.
 */
class FederationOverlay
{
  public:
    static constexpr uint32_t APP =
        1; //!< the application of the first stream; others come after it

    /** What a node has to do with a federation. */
    struct NodeTraffic
    {
        uint64_t awareBytes = 0;    //!< of sAware that it sent
        uint64_t federates = 0;     //!< sFederate that it sent or got
        uint64_t federateBytes = 0; //!< of those that it sent
        uint64_t data = 0;          //!< messages of the stream that it sent or got
    };

    /**
     * @param params what the nodes are like
     * @param random draws delays, bandwidths, whom nodes know, and their own random numbers
     */
    FederationOverlay(const FederationOverlayParams& params, Ptr<UniformRandomVariable> random);

    /** Let the observer assign all services, in random order. */
    void AssignAll();

    /** Let the observer begin all federations; the streams begin by themselves. */
    void Federate();

    /** @param time that passes */
    void Pass(Nanoseconds time)
    {
        m_network.Advance(m_network.Now() + time);
    }

    /** @return nodes that provide a service */
    uint32_t Instances() const
    {
        return m_first.back();
    }

    /** @return hosts that instances knew when they were assigned, in all */
    uint64_t KnownAtAssignment() const
    {
        return m_knownAtAssignment;
    }

    /**
     * @param number of a node
     * @return hosts that it knew when instances were assigned, in the mean
     */
    double MeanKnown(uint32_t number) const
    {
        return m_known[number] / Instances();
    }

    /** @return what there is to choose from, in KBps; this lives longer */
    FederationProblem Problem() const;

    /** @return federations that are complete */
    uint32_t Federated() const;

    /** @return the instances that carry the first stream; nothing if that federation is not
     * complete */
    std::optional<FederationChoice> Choice() const;

    /**
     * @param vertex of the requirement
     * @param candidate of it
     * @return number of the node
     */
    uint32_t NumberOf(std::size_t vertex, uint32_t candidate) const
    {
        return m_first[vertex] + candidate;
    }

    /**
     * @param choice of instances
     * @return how long a message takes to the sink if it waits nowhere
     */
    Nanoseconds PathDelay(const FederationChoice& choice) const;

    /** @return number of the node where the stream ends */
    uint32_t Sink() const;

    /**
     * @param number of a node
     * @return its algorithm
     */
    FederationAlgorithm& AlgorithmOf(uint32_t number)
    {
        return *m_algorithms[number];
    }

    /**
     * @param number of a node
     * @return what it had to do
     */
    NodeTraffic TrafficOf(uint32_t number);

    /** @return the nodes */
    FastNetwork& Network()
    {
        return m_network;
    }

  private:
    /**
     * @param from number of a node
     * @param to number of another one
     * @return bandwidth of the way, in KBps
     */
    double Width(uint32_t from, uint32_t to) const;

    /**
     * What the observer says.
     * @param number of the node that is told
     * @param type what is said
     * @param payload the same
     * @param app application that is meant
     */
    void Tell(uint32_t number, MessageType type, Payload payload, uint32_t app = 0);

    /** Let every node know some others. */
    void Introduce();

    /** Emulate the bandwidth of the ways that a stream can take. */
    void LimitWays();

    FederationOverlayParams m_params;               //!< what the nodes are like
    Ptr<UniformRandomVariable> m_random;            //!< of this overlay
    FastNetworkParams m_networkParams;              //!< delays
    FastNetwork m_network;                          //!< the nodes
    uint64_t m_seed;                                //!< of the bandwidths
    std::vector<uint32_t> m_first;                  //!< instance of each vertex; then the others
    std::vector<FederationAlgorithm*> m_algorithms; //!< of the nodes
    uint64_t m_knownAtAssignment = 0;               //!< see KnownAtAssignment()
    std::vector<double> m_known;                    //!< see MeanKnown(), in all
};

} // namespace qos
} // namespace ns3

#endif // QOS_FEDERATION_OVERLAY_H
