/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MESSAGE_SOURCE_H
#define QOS_MESSAGE_SOURCE_H

#include "ns3/overlay-message.h"
#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** What a source has to send. */
struct SourceMessage
{
    uint32_t size = 0; //!< bytes of payload
    Payload payload;   //!< as many bytes; null if only their number matters
};

/**
 * @ingroup qos-ioverlay-engine
 * Where data comes from at a node. The engine takes a message when it is time and there is room.
 */
class MessageSource
{
  public:
    virtual ~MessageSource() = default;

    /**
     * @param now the time
     * @return when the next message may be taken: now or earlier if it is there already, FOREVER if
     * there will be none
     */
    virtual Nanoseconds NextAt(Nanoseconds now) = 0;

    /**
     * Take the message that is there.
     * @param sequence its number, from 0
     * @param now the time, not before NextAt()
     * @return the message
     */
    virtual SourceMessage Take(uint32_t sequence, Nanoseconds now) = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_MESSAGE_SOURCE_H
