/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_GILBERT_WINDOWS_H
#define QOS_TEST_GILBERT_WINDOWS_H

#include <Eigen/Core>

namespace ns3
{
namespace qos
{

/**
 * How many packets of a window are lost on a path with two states that loses all in the bad one.
 * The states are followed packet by packet: exact, and no formula of what is tested.
 * @param loss mean loss p
 * @param burst mean length L of a run of losses; 1 for independent losses
 * @param packets of the window, n
 * @return the probability of 0 to n losses
 */
inline Eigen::ArrayXd
GilbertWindows(double loss, double burst, Eigen::Index packets)
{
    const bool isIndependent = burst == 1;
    const double toBad = isIndependent ? loss : loss / (burst * (1 - loss));
    const double toGood = isIndependent ? 1 - loss : 1 / burst;
    // by the number of losses so far, with the state after the last packet
    Eigen::ArrayXd good = Eigen::ArrayXd::Zero(packets + 1);
    Eigen::ArrayXd bad = Eigen::ArrayXd::Zero(packets + 1);
    good[0] = 1 - loss;
    bad[1] = loss;
    for (Eigen::Index i = 1; i < packets; ++i)
    {
        const Eigen::ArrayXd lost = good * toBad + bad * (1 - toGood);
        good = (good * (1 - toBad) + bad * toGood).eval();
        bad[0] = 0;
        bad.tail(packets) = lost.head(packets);
    }
    return good + bad;
}

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_GILBERT_WINDOWS_H
