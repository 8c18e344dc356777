/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CLASSIFIER_H
#define QOS_CLASSIFIER_H

#include "ip-fields.h"

#include "ns3/byte-view.h"

#include <array>
#include <cstdint>
#include <string>

namespace ns3
{
namespace qos
{

/** What the overlay does with a packet depends on. */
struct Classification
{
    uint32_t flow = 0;    //!< of which flow it is
    uint8_t priority = 0; //!< 0 (most important) to BUNDLE_PRIORITIES - 1
    bool mayDrop = true;  //!< whether a service may choose it as a victim
};

/** What a classifier is made from: the knobs of all of them. */
struct ClassifierSetup
{
    uint8_t priority = 4;        //!< of a packet of which nothing better is known
    uint32_t controlBytes = 100; //!< "size": smaller packets are control packets, in bytes with the
                                 //!< IP header
    std::array<uint8_t, 64> dscpPriorities = DscpDefaults(); //!< "dscp": by code point
    std::array<uint8_t, 128> rtpPriorities = RtpDefaults();  //!< "rtp": by payload type
    uint8_t mpegPayloadType = 32; //!< "mpeg": payload type of MPEG video, 0 to 127
    uint8_t intraPriority = 0;    //!< "mpeg": I pictures; they are never victims
    uint8_t forwardPriority = 5;  //!< "mpeg": P pictures
    uint8_t bothPriority = 6;     //!< "mpeg": B pictures

    /**
     * @return priorities by code point: network control (CS6, CS7) 0, voice (EF, CS5) 1, AF4x and
     * CS4 2, AF3x and CS3 3, AF2x and CS2 4, AF1x 5, the default 6, lower effort (LE, CS1) 7. The
     * order is that of the service classes of RFC 4594 and RFC 8622; the numbers are this
     * project's.
     */
    static std::array<uint8_t, 64> DscpDefaults();

    /**
     * @return priorities by payload type: the static audio types of RFC 3551 1, its video types 3,
     * all others 4. The numbers are this project's.
     */
    static std::array<uint8_t, 128> RtpDefaults();
};

/**
 * @ingroup qos-overqos-service
 * Infers from the bytes of an IP packet to which flow it belongs and how important it is, so that
 * applications need not be changed. A subclass says how; the flow is the same for all of them.
 *
 * Any bytes get an answer: what cannot be read has the priority of the setup.
 *
 * Source: OverQoS (NSDI 2004), sections 2.3 and 4.1 (proxies of legacy applications).
 */
class Classifier
{
  public:
    /**
     * @param setup the knobs
     * @throws std::invalid_argument if its priority does not exist
     */
    explicit Classifier(const ClassifierSetup& setup);

    virtual ~Classifier() = default;
    Classifier(const Classifier&) = delete;
    Classifier& operator=(const Classifier&) = delete;

    /**
     * @param packet an IP packet, perhaps cut short
     * @return what it is
     */
    Classification Classify(ByteView packet) const;

  protected:
    /**
     * Refuse a priority that does not exist.
     * @param priority a priority
     * @param whose what has it, for the sentence
     * @throws std::invalid_argument if it is too large
     */
    static void CheckPriority(uint8_t priority, const std::string& whose);

  private:
    /**
     * Find out how important a packet is.
     * @param packet the packet
     * @param fields what is known of it; its version is 4 or 6
     * @param classification has the flow and the priority of the setup; to be changed
     */
    virtual void DoClassify(ByteView packet,
                            const IpFields& fields,
                            Classification& classification) const = 0;

    uint8_t m_priority; //!< of a packet of which nothing better is known
};

} // namespace qos
} // namespace ns3

#endif // QOS_CLASSIFIER_H
