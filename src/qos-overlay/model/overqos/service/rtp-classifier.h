/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RTP_CLASSIFIER_H
#define QOS_RTP_CLASSIFIER_H

#include "classifier.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-service
 * Tells RTP packets by their payload type. RTCP is most important and is never a victim.
 *
 * Nothing but its first bytes tells RTP from other datagrams: use it for hosts or ports that send
 * RTP.
 *
 * Source: RFC 3550, section 5.1.
 */
class RtpClassifier final : public Classifier
{
  public:
    static constexpr const char* NAME = "rtp"; //!< its name in the registry

    /**
     * @param setup the knobs
     * @throws std::invalid_argument if one of its knobs is out of range
     */
    explicit RtpClassifier(const ClassifierSetup& setup);

  private:
    void DoClassify(ByteView packet,
                    const IpFields& fields,
                    Classification& classification) const override;

    std::array<uint8_t, 128> m_priorities; //!< by payload type
};

} // namespace qos
} // namespace ns3

#endif // QOS_RTP_CLASSIFIER_H
