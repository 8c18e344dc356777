/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PEER_MEASUREMENT_H
#define QOS_PEER_MEASUREMENT_H

#include "overlay-message.h"

#include "ns3/byte-view.h"
#include "ns3/node-id.h"
#include "ns3/units.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-message
 * What an engine has measured of a peer, as it tells its algorithm: MessageType::UpRate, DownRate
 * and MeasureReply.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for what is measured; the layout is
 * reconstructed.
 */
struct PeerMeasurement
{
    NodeId peer;        //!< the peer
    uint32_t rate = 0;  //!< bytes per second; 0: none, or not known
    Nanoseconds rtt{0}; //!< to the peer and back, to a microsecond; 0: not known
    uint32_t lost = 0;  //!< data that was dropped or lost on the link so far

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the measurement; none if it is not exactly one
     */
    static std::optional<PeerMeasurement> Read(ByteView bytes);
};

} // namespace qos
} // namespace ns3

#endif // QOS_PEER_MEASUREMENT_H
