/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DSCP_CLASSIFIER_H
#define QOS_DSCP_CLASSIFIER_H

#include "classifier.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-service
 * Believes the differentiated services code point of a packet. What has priority 0 by it is never a
 * victim.
 *
 * Source: RFC 2474, section 3.
 */
class DscpClassifier final : public Classifier
{
  public:
    static constexpr const char* NAME = "dscp"; //!< its name in the registry

    /**
     * @param setup the knobs
     * @throws std::invalid_argument if one of its knobs is out of range
     */
    explicit DscpClassifier(const ClassifierSetup& setup);

  private:
    void DoClassify(ByteView packet,
                    const IpFields& fields,
                    Classification& classification) const override;

    std::array<uint8_t, 64> m_priorities; //!< by code point
};

} // namespace qos
} // namespace ns3

#endif // QOS_DSCP_CLASSIFIER_H
