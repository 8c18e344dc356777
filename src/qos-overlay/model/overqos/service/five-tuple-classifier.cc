/* SPDX-License-Identifier: GPL-2.0-only */

#include "five-tuple-classifier.h"

namespace ns3
{
namespace qos
{

FiveTupleClassifier::FiveTupleClassifier(const ClassifierSetup& setup)
    : Classifier(setup)
{
}

void
FiveTupleClassifier::DoClassify(ByteView /* packet */,
                                const IpFields& /* fields */,
                                Classification& /* classification */) const
{
}

} // namespace qos
} // namespace ns3
