/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MPEG_CLASSIFIER_H
#define QOS_MPEG_CLASSIFIER_H

#include "classifier.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-service
 * Tells the packets of MPEG video in RTP by the type of their picture. Packets of I pictures, or
 * with the parameters of the stream, are never victims.
 *
 * Source: OverQoS (NSDI 2004), section 5.1; RFC 2250, section 3.3.
 */
class MpegClassifier final : public Classifier
{
  public:
    static constexpr const char* NAME = "mpeg"; //!< its name in the registry

    /**
     * @param setup the knobs
     * @throws std::invalid_argument if one of its knobs is out of range
     */
    explicit MpegClassifier(const ClassifierSetup& setup);

  private:
    void DoClassify(ByteView packet,
                    const IpFields& fields,
                    Classification& classification) const override;

    uint8_t m_payloadType;     //!< of MPEG video
    uint8_t m_intraPriority;   //!< of I and D pictures
    uint8_t m_forwardPriority; //!< of P pictures
    uint8_t m_bothPriority;    //!< of B pictures
};

} // namespace qos
} // namespace ns3

#endif // QOS_MPEG_CLASSIFIER_H
