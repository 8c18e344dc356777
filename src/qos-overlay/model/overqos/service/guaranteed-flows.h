/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GUARANTEED_FLOWS_H
#define QOS_GUARANTEED_FLOWS_H

#include "ns3/guarantee-admission.h"
#include "ns3/units.h"

#include <cstdint>
#include <map>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-service
 * The flows that have guaranteed bandwidth on a virtual link. Each is promised a rate of its own
 * packets, and c_min has to carry what the link adds to them too.
 *
 * Source: OverQoS (NSDI 2004), section 2.2; that the headers of the link count is ours.
 */
class GuaranteedFlows
{
  public:
    /** What a flow asks for. */
    struct Wish
    {
        uint32_t flow = 0;           //!< its number
        Bitrate rate;                //!< of its packets, above 0
        uint8_t priority = 0;        //!< 0 is the most important
        uint32_t packetBytes = 1000; //!< of its usual packet, 1 or more
    };

    /**
     * @param policy who loses its guarantee first
     * @param headerBytes what the link adds to a packet
     */
    GuaranteedFlows(PreemptionPolicy policy, uint32_t headerBytes)
        : m_admission(policy),
          m_headerBytes(headerBytes)
    {
    }

    /**
     * @param wish what a flow asks for
     * @return whether it is guaranteed; never before the first call of SetGuaranteeable(), and not
     * if the flow has a guarantee already
     * @throws std::invalid_argument if the rate or the size of the packets is 0
     */
    bool Admit(const Wish& wish);

    /**
     * @param flow number of a flow
     * @return whether it had a guarantee, which is over now
     */
    bool Release(uint32_t flow);

    /**
     * c_min is another one.
     * @param guaranteeable c_min, above 0
     * @return the flows that lost their guarantees, in this order; mostly none
     */
    std::vector<uint32_t> SetGuaranteeable(Bitrate guaranteeable);

    /** @return rates of the packets of the flows, by number of the flow */
    const std::map<uint32_t, Bitrate>& Rates() const
    {
        return m_rates;
    }

  private:
    GuaranteeAdmission m_admission;      //!< of rates with headers
    uint32_t m_headerBytes;              //!< of a packet
    std::map<uint32_t, Bitrate> m_rates; //!< see Rates()
};

} // namespace qos
} // namespace ns3

#endif // QOS_GUARANTEED_FLOWS_H
