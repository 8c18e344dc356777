/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CODED_PAIR_H
#define QOS_CODED_PAIR_H

#include "coded-payload.h"

#include "ns3/message-source.h"

#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-algorithm
 * Code two messages: the exclusive or of their bytes and, in place of the generation, of their
 * sizes; the shorter one counts as if zeros were behind it. If of one of them only the size is
 * known, so it is of the coded bytes.
 *
 * Source: iOverlay (Middleware 2004), section 3.1, codes in GF(2^8), where the sum is the exclusive
 * or; to code sizes too is ours.
 *
 * @param first what one message has
 * @param second what the other one has
 * @param streams the bits of both
 * @return the payload of the coded message, of which only the header may be known
 */
SourceMessage EncodePair(const SourceMessage& first, const SourceMessage& second, uint16_t streams);

/**
 * @ingroup qos-ioverlay-algorithm
 * @param coded a pair
 * @param known what one message of it has
 * @return what the other one has; nothing if the sizes cannot be true
 */
std::optional<SourceMessage> DecodePair(const CodedPayload& coded, const SourceMessage& known);

} // namespace qos
} // namespace ns3

#endif // QOS_CODED_PAIR_H
