/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ERASURE_CODE_REGISTRY_H
#define QOS_ERASURE_CODE_REGISTRY_H

#include "erasure-code.h"

#include "ns3/named-factories.h"

#include <string>

namespace ns3
{
namespace qos
{

/** What an erasure code is made from: nothing. */
struct ErasureCodeSetup
{
};

/** Erasure codes by name. */
using ErasureCodeRegistry = NamedFactories<ErasureCode, ErasureCodeSetup>;

/**
 * @ingroup qos-coding
 * @return the erasure codes of this process, the built-in ones in it: isal (unless the module was
 * built without ISA-L), plain, counting
 */
ErasureCodeRegistry& ErasureCodes();

/**
 * @ingroup qos-coding
 * @return the name of the fastest one that touches bytes: isal, or plain without it
 */
std::string DefaultErasureCode();

} // namespace qos
} // namespace ns3

#endif // QOS_ERASURE_CODE_REGISTRY_H
