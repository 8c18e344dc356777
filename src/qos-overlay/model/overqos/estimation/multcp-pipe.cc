/* SPDX-License-Identifier: GPL-2.0-only */

#include "multcp-pipe.h"

#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

/** The reference that the constants of the paper are made for: TCP with delayed acknowledgments. */
constexpr double PAPER_REFERENCE = 0.5;

} // namespace

AimdFactors
MulTcpFactors(double flows, double referenceAlpha)
{
    return {flows * referenceAlpha, 1 / (2 * flows)};
}

AimdFactors
SmoothMulTcpFactors(double flows, double referenceAlpha)
{
    return {std::sqrt(flows) * referenceAlpha / PAPER_REFERENCE,
            4 / (3 * flows * std::sqrt(flows) + 2)};
}

double
MulTcpPipe::DoDecrease(double window)
{
    return window * (1 - m_factors(Flows(), Params().referenceAlpha).decrease);
}

double
MulTcpPipe::DoIncrease(double window, double share)
{
    return window + m_factors(Flows(), Params().referenceAlpha).increase * share;
}

} // namespace qos
} // namespace ns3
