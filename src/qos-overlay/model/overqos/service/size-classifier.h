/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SIZE_CLASSIFIER_H
#define QOS_SIZE_CLASSIFIER_H

#include "classifier.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-service
 * Knows small packets for control packets, which are most important and are never victims: those of
 * a game, without which a client cannot connect.
 *
 * Source: OverQoS (NSDI 2004), section 5.2.
 */
class SizeClassifier final : public Classifier
{
  public:
    static constexpr const char* NAME = "size"; //!< its name in the registry

    /**
     * @param setup the knobs
     * @throws std::invalid_argument if one of its knobs is out of range
     */
    explicit SizeClassifier(const ClassifierSetup& setup);

  private:
    void DoClassify(ByteView packet,
                    const IpFields& fields,
                    Classification& classification) const override;

    uint32_t m_controlBytes; //!< smaller packets are control packets
};

} // namespace qos
} // namespace ns3

#endif // QOS_SIZE_CLASSIFIER_H
