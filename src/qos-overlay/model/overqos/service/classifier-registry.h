/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CLASSIFIER_REGISTRY_H
#define QOS_CLASSIFIER_REGISTRY_H

#include "classifier.h"

#include "ns3/named-factories.h"

namespace ns3
{
namespace qos
{

/** Classifiers by name. */
using ClassifierRegistry = NamedFactories<Classifier, ClassifierSetup>;

/**
 * @ingroup qos-overqos-service
 * @return the classifiers of this process, the built-in ones in it: flow, size, dscp, rtp, mpeg
 */
ClassifierRegistry& Classifiers();

} // namespace qos
} // namespace ns3

#endif // QOS_CLASSIFIER_REGISTRY_H
