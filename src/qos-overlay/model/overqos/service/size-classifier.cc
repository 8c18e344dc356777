/* SPDX-License-Identifier: GPL-2.0-only */

#include "size-classifier.h"

namespace ns3
{
namespace qos
{

SizeClassifier::SizeClassifier(const ClassifierSetup& setup)
    : Classifier(setup),
      m_controlBytes(setup.controlBytes)
{
}

void
SizeClassifier::DoClassify(ByteView packet,
                           const IpFields& /* fields */,
                           Classification& classification) const
{
    if (packet.size < m_controlBytes)
    {
        classification.priority = 0;
        classification.mayDrop = false;
    }
}

} // namespace qos
} // namespace ns3
