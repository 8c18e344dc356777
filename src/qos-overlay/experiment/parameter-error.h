/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PARAMETER_ERROR_H
#define QOS_PARAMETER_ERROR_H

#include <stdexcept>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * What a caller asked for is wrong: an unknown name, a bad value, a value out of range.
 *
 * The text is one sentence that names what is wrong, the value and what is allowed. The same
 * sentence reaches the user of a program, of `./qos` (exit status 2) and of Python. Nothing has run
 * when it is thrown.
 */
class ParameterError : public std::invalid_argument
{
  public:
    using std::invalid_argument::invalid_argument;
};

} // namespace qos
} // namespace ns3

#endif // QOS_PARAMETER_ERROR_H
