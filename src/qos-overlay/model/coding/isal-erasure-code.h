/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ISAL_ERASURE_CODE_H
#define QOS_ISAL_ERASURE_CODE_H

#include "erasure-code.h"

#include <memory>

namespace ns3
{
namespace qos
{

/** Name in the registry of the code whose arithmetic is ISA-L's. */
constexpr const char* ISAL_ERASURE_CODE = "isal";

/**
 * @ingroup qos-coding
 * @return the code with the arithmetic of Intel's library ISA-L, which uses the processor's vector
 * instructions; null if the module was built without the library
 */
std::unique_ptr<ErasureCode> MakeIsalErasureCode();

} // namespace qos
} // namespace ns3

#endif // QOS_ISAL_ERASURE_CODE_H
