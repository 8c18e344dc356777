/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEDERATION_CHOICE_H
#define QOS_FEDERATION_CHOICE_H

#include "ns3/node-random.h"
#include "ns3/requirement-graph.h"

#include <cstdint>
#include <functional>
#include <vector>

/**
 * @file
 * @ingroup qos-ioverlay-flow
 * Which instances a federation consists of, if everything is known and no message takes time: what
 * the algorithm of the nodes comes to, and what it is compared with.
 *
 * Source: iOverlay (Middleware 2004), section 3.3, for the most bandwidth-efficient next instance;
 * that the bandwidth of a federation is that of its narrowest way, and to look ahead by two ways,
 * are reconstructed.
 */

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-flow
 * What there is to choose from.
 */
struct FederationProblem
{
    using Vertex = RequirementGraph::Vertex; //!< of the requirement

    /** The bandwidth from a candidate of a vertex to one of another vertex, in any unit. */
    using Width =
        std::function<double(Vertex from, uint32_t candidate, Vertex to, uint32_t candidateThere)>;

    RequirementGraph graph;           //!< the requirement
    std::vector<uint32_t> candidates; //!< instances of each vertex, 1 or more; of the source, the
                                      //!< first one is meant
    Width width;                      //!< of a way between two of them
};

/** An instance of each vertex, by its number among the candidates. */
using FederationChoice = std::vector<uint32_t>;

/**
 * @ingroup qos-ioverlay-flow
 * @param problem what there is to choose from
 * @param choice a choice
 * @return the bandwidth of its narrowest way
 */
double Bottleneck(const FederationProblem& problem, const FederationChoice& choice);

/**
 * @ingroup qos-ioverlay-flow
 * Vertex by vertex in order; each is chosen by the first of its predecessors.
 * @param problem what there is to choose from
 * @param lookahead 1: the instance to which the way is widest; 2: the one for which the narrower of
 * the way to it and its widest way on (to each of the services after it) is widest. The first among
 * equals.
 * @return the choice
 */
FederationChoice ChooseGreedily(const FederationProblem& problem, uint32_t lookahead);

/**
 * @ingroup qos-ioverlay-flow
 * The choice with the widest bottleneck, by branch and bound. Without parallel ways it takes time
 * in proportion to the ways; in general it can be exponential in the vertices.
 * @param problem what there is to choose from
 * @return the choice
 */
FederationChoice ChooseOptimally(const FederationProblem& problem);

/**
 * @ingroup qos-ioverlay-flow
 * @param problem what there is to choose from
 * @param random draws an instance of each vertex but the source, each as likely as another
 * @return the choice
 */
FederationChoice ChooseRandomly(const FederationProblem& problem, NodeRandom& random);

} // namespace qos
} // namespace ns3

#endif // QOS_FEDERATION_CHOICE_H
