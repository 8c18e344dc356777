/* SPDX-License-Identifier: GPL-2.0-only */

#include "federation-choice.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

using Vertex = FederationProblem::Vertex;

constexpr double UNLIMITED = std::numeric_limits<double>::infinity();

/** A width for each candidate of each vertex. */
using Widths = std::vector<std::vector<double>>;

/**
 * @param problem what there is to choose from
 * @return no limit for anybody
 */
Widths
Unlimited(const FederationProblem& problem)
{
    Widths widths;
    widths.reserve(problem.candidates.size());
    for (const uint32_t count : problem.candidates)
    {
        widths.emplace_back(count, UNLIMITED);
    }
    return widths;
}

/**
 * @param problem what there is to choose from
 * @param vertex a vertex
 * @param candidate of it
 * @param behind how wide it goes on from the candidates of later vertices
 * @return the narrowest, over the vertices after it, of the widest way there and on; unlimited at
 * the sink
 */
double
WidthOnward(const FederationProblem& problem,
            Vertex vertex,
            uint32_t candidate,
            const Widths& behind)
{
    double narrowest = UNLIMITED;
    for (const Vertex next : problem.graph.Successors(vertex))
    {
        double widest = 0;
        for (uint32_t other = 0; other < problem.candidates[next]; ++other)
        {
            const double way = problem.width(vertex, candidate, next, other);
            widest = std::max(widest, std::min(way, behind[next][other]));
        }
        narrowest = std::min(narrowest, widest);
    }
    return narrowest;
}

/** The search for the choice with the widest bottleneck. */
class WidestSearch
{
  public:
    /** @param problem what there is to choose from */
    explicit WidestSearch(const FederationProblem& problem)
        : m_problem(problem),
          m_bounds(Unlimited(problem)),
          m_choice(problem.candidates.size(), 0),
          m_best(problem.candidates.size(), 0)
    {
        for (Vertex vertex = problem.graph.Sink(); vertex-- > 0;)
        {
            for (uint32_t candidate = 0; candidate < problem.candidates[vertex]; ++candidate)
            {
                m_bounds[vertex][candidate] = WidthOnward(problem, vertex, candidate, m_bounds);
            }
        }
    }

    /** @return the choice */
    FederationChoice Run()
    {
        Extend(1, m_bounds[0][0]);
        return m_best;
    }

  private:
    /**
     * Choose for a vertex and those after it, if that can be better than the best choice so far.
     * @param vertex the vertex
     * @param bound of the bandwidth with what is chosen
     */
    void Extend(Vertex vertex, double bound)
    {
        if (vertex > m_problem.graph.Sink())
        {
            m_widest = bound;
            m_best = m_choice;
            return;
        }
        std::vector<std::pair<double, uint32_t>> options;
        for (uint32_t candidate = 0; candidate < m_problem.candidates[vertex]; ++candidate)
        {
            double width = std::min(bound, m_bounds[vertex][candidate]);
            for (const Vertex before : m_problem.graph.Predecessors(vertex))
            {
                const double way = m_problem.width(before, m_choice[before], vertex, candidate);
                width = std::min(width, way);
            }
            options.emplace_back(width, candidate);
        }
        std::sort(options.begin(), options.end(), [](const auto& a, const auto& b) {
            return a.first != b.first ? a.first > b.first : a.second < b.second;
        });
        for (const auto& [width, candidate] : options)
        {
            if (width <= m_widest)
            {
                return;
            }
            m_choice[vertex] = candidate;
            Extend(static_cast<Vertex>(vertex + 1), width);
        }
    }

    const FederationProblem& m_problem; //!< what there is to choose from
    Widths m_bounds;                    //!< how wide it can go on, at most
    FederationChoice m_choice;          //!< so far
    FederationChoice m_best;            //!< found
    double m_widest = -1;               //!< its bottleneck
};

} // namespace

double
Bottleneck(const FederationProblem& problem, const FederationChoice& choice)
{
    double narrowest = UNLIMITED;
    for (const RequirementGraph::Edge edge : problem.graph.Edges())
    {
        const double way = problem.width(edge.from, choice[edge.from], edge.to, choice[edge.to]);
        narrowest = std::min(narrowest, way);
    }
    return narrowest;
}

FederationChoice
ChooseGreedily(const FederationProblem& problem, uint32_t lookahead)
{
    const Widths unlimited = Unlimited(problem);
    FederationChoice choice(problem.candidates.size(), 0);
    for (Vertex vertex = 1; vertex <= problem.graph.Sink(); ++vertex)
    {
        const Vertex chooser = problem.graph.ChooserOf(vertex);
        double widest = -1;
        for (uint32_t candidate = 0; candidate < problem.candidates[vertex]; ++candidate)
        {
            double width = problem.width(chooser, choice[chooser], vertex, candidate);
            if (lookahead > 1)
            {
                width = std::min(width, WidthOnward(problem, vertex, candidate, unlimited));
            }
            if (width > widest)
            {
                widest = width;
                choice[vertex] = candidate;
            }
        }
    }
    return choice;
}

FederationChoice
ChooseOptimally(const FederationProblem& problem)
{
    return WidestSearch(problem).Run();
}

FederationChoice
ChooseRandomly(const FederationProblem& problem, NodeRandom& random)
{
    FederationChoice choice(problem.candidates.size(), 0);
    for (std::size_t vertex = 1; vertex < choice.size(); ++vertex)
    {
        const double share = random.Uniform() * problem.candidates[vertex];
        choice[vertex] = static_cast<uint32_t>(share);
    }
    return choice;
}

} // namespace qos
} // namespace ns3
