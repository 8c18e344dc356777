/* SPDX-License-Identifier: GPL-2.0-only */

#include "flow-classifier.h"

namespace ns3
{
namespace qos
{

FlowClassifier::FlowClassifier(const ClassifierSetup& setup)
    : Classifier(setup)
{
}

void
FlowClassifier::DoClassify(ByteView /* packet */,
                           const IpFields& /* fields */,
                           Classification& /* classification */) const
{
}

} // namespace qos
} // namespace ns3
