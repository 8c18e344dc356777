/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ALGORITHM_H
#define QOS_ALGORITHM_H

#include "engine-api.h"

#include "ns3/overlay-message.h"
#include "ns3/working-set.h"

namespace ns3
{
namespace qos
{

/** What an algorithm did with a message. */
enum class Verdict : uint8_t
{
    Done,     //!< nothing that the engine has to remember
    Absorbed, //!< it has taken in the data, to send something else later
    Hold      //!< it keeps the message, which occupies its buffer until EngineApi::Release()
};

/**
 * @ingroup qos-ioverlay-engine
 * What an overlay node does: one method, which is called for every message, one after the other.
 *
 * An algorithm only reacts. It has no threads, no sockets and no clock; what the engine has to tell
 * it comes as a message too. It has to know MessageType::Data only.
 *
 * Source: iOverlay (Middleware 2004), section 2.3.
 */
class Algorithm
{
  public:
    virtual ~Algorithm() = default;

    /**
     * @param message that came from another node, a local source, the observer or the engine
     * @param engine what sends; valid during the call only
     * @return what was done; Hold is for data only
     */
    virtual Verdict Process(const MessagePtr& message, EngineApi& engine) = 0;

    /**
     * Tell which memory Process() touches when data comes: a hint, for overlays of very many nodes.
     * The beginning of the object is known.
     * @param set gets it
     */
    virtual void AddTo([[maybe_unused]] WorkingSet& set) const
    {
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_ALGORITHM_H
