/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MULTCP_PIPE_H
#define QOS_MULTCP_PIPE_H

#include "bundle-pipe.h"

namespace ns3
{
namespace qos
{

/** How a window of packets is increased and decreased. */
struct AimdFactors
{
    double increase; //!< alpha: packets per round trip
    double decrease; //!< beta: the part of the window that a loss event takes
};

/**
 * @ingroup qos-overqos-estimation
 * The increase and decrease of MulTCP: alpha = N/2, beta = 1/(2N) for a reference of 0.5. Up to
 * 15 % more than N connections: sqrt((4 - 1/N)/3) of their rate.
 *
 * Source: OverQoS (NSDI 2004), section 3.1; J. Crowcroft and P. Oechslin, "Differentiated
 * End-to-End Internet Services using a Weighted Proportional Fair Sharing TCP", CCR 28(3), 1998.
 * @param flows N
 * @param referenceAlpha increase of the single connection
 * @return alpha and beta
 */
AimdFactors MulTcpFactors(double flows, double referenceAlpha);

/**
 * @ingroup qos-overqos-estimation
 * A smoother pair, with the rate of N connections exactly: alpha = sqrt(N),
 * beta = 4/(3 N^1.5 + 2) for a reference of 0.5.
 *
 * Source: OverQoS (NSDI 2004), section 3.1.
 * @param flows N
 * @param referenceAlpha increase of the single connection
 * @return alpha and beta
 */
AimdFactors SmoothMulTcpFactors(double flows, double referenceAlpha);

/**
 * @ingroup qos-overqos-estimation
 * A pipe as N TCP connections in one loop of additive increase and multiplicative decrease.
 */
class MulTcpPipe final : public BundlePipe
{
  public:
    static constexpr const char* NAME = "multcp";               //!< its name in the registry
    static constexpr const char* SMOOTH_NAME = "multcp-smooth"; //!< with SmoothMulTcpFactors()

    /** Makes alpha and beta. */
    using Factors = AimdFactors (*)(double flows, double referenceAlpha);

    /**
     * @param params the knobs
     * @param factors how N becomes alpha and beta
     */
    explicit MulTcpPipe(const BundlePipeParams& params, Factors factors = MulTcpFactors)
        : BundlePipe(params),
          m_factors(factors)
    {
    }

  private:
    double DoDecrease(double window) override;
    double DoIncrease(double window, double share) override;

    void DoRestart() override
    {
    }

    Factors m_factors; //!< how N becomes alpha and beta
};

} // namespace qos
} // namespace ns3

#endif // QOS_MULTCP_PIPE_H
