/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BUNDLE_PIPE_REGISTRY_H
#define QOS_BUNDLE_PIPE_REGISTRY_H

#include "bundle-pipe.h"

#include "ns3/named-factories.h"

namespace ns3
{
namespace qos
{

/** Pipes by name. */
using BundlePipeRegistry = NamedFactories<BundlePipe, BundlePipeParams>;

/**
 * @ingroup qos-overqos-estimation
 * @return the pipes of this process, the built-in ones in it: multcp, multcp-smooth, tfrc
 */
BundlePipeRegistry& BundlePipes();

} // namespace qos
} // namespace ns3

#endif // QOS_BUNDLE_PIPE_REGISTRY_H
