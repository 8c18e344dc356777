/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_QUANTILE_H
#define QOS_QUANTILE_H

#include <vector>

/**
 * @file
 * @ingroup qos-experiment
 * Medians and percentiles as all experiments take them.
 */

namespace ns3
{
namespace qos
{

/**
 * The value below which a share of the values lies, with a straight line between two neighbours.
 * The median of an even number of values is the mean of the two in the middle.
 *
 * Source: definition 7 of R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", The
 * American Statistician 50(4), 1996.
 * @param sorted the values in rising order
 * @param share 0 for the least value, 0.5 for the median, 1 for the largest value
 * @return the quantile, not a number if there are no values
 */
double SortedQuantile(const std::vector<double>& sorted, double share);

/**
 * @param values in any order
 * @return their median, not a number if there are none, or if one of them is not a number
 */
double Median(std::vector<double> values);

} // namespace qos
} // namespace ns3

#endif // QOS_QUANTILE_H
