/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FIVE_TUPLE_CLASSIFIER_H
#define QOS_FIVE_TUPLE_CLASSIFIER_H

#include "classifier.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-service
 * Knows the flow of a packet and nothing else: all packets have the priority of the setup.
 */
class FiveTupleClassifier final : public Classifier
{
  public:
    static constexpr const char* NAME = "flow"; //!< its name in the registry

    /**
     * @param setup the knobs
     * @throws std::invalid_argument if one of its knobs is out of range
     */
    explicit FiveTupleClassifier(const ClassifierSetup& setup);

  private:
    void DoClassify(ByteView packet,
                    const IpFields& fields,
                    Classification& classification) const override;
};

} // namespace qos
} // namespace ns3

#endif // QOS_FIVE_TUPLE_CLASSIFIER_H
