/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_INTERFACE_ERROR_H
#define QOS_INTERFACE_ERROR_H

#include <stdexcept>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * An interface of the host cannot be used: it does not exist, or a right is missing. One sentence
 * that says what to do about it.
 */
class InterfaceError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

} // namespace qos
} // namespace ns3

#endif // QOS_INTERFACE_ERROR_H
