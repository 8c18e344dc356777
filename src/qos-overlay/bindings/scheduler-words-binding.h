/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCHEDULER_WORDS_BINDING_H
#define QOS_SCHEDULER_WORDS_BINDING_H

#include <pybind11/pybind11.h>

namespace ns3
{
namespace qos
{

/** @param module gets what is said about packets, messages and streams, and the set-up */
void BindSchedulerWords(pybind11::module_& module);

} // namespace qos
} // namespace ns3

#endif // QOS_SCHEDULER_WORDS_BINDING_H
