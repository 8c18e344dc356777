/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BLOCK_SOURCE_H
#define QOS_BLOCK_SOURCE_H

#include "clvl-frame.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-link
 * Where an exit finds the packets of a block when its code only counts: in the entry, which keeps
 * them. A shortcut of simulations; nothing real may know it.
 */
class BlockSource
{
  public:
    virtual ~BlockSource() = default;

    /**
     * @param round of the block
     * @param block its number
     * @param index of a packet in it
     * @return the packet's symbol, or its head where bodies are simulated; nothing if it is
     * forgotten
     */
    virtual ByteView Symbol(CodingRound round, uint32_t block, uint32_t index) const = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_BLOCK_SOURCE_H
