/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENGINE_CONTEXT_H
#define QOS_ENGINE_CONTEXT_H

#include "engine-params.h"
#include "link-table.h"
#include "peer-settings.h"
#include "transport.h"

#include "ns3/overlay-message.h"
#include "ns3/units.h"

#include <cstdint>
#include <utility>

namespace ns3
{
namespace qos
{

/** What the parts of an engine have in common. */
struct EngineContext
{
    OverlayEngine& engine;   //!< whose parts they are; woken in their name
    Transport& transport;    //!< carries messages
    LinkTable links;         //!< connections
    PeerSettingsTable peers; //!< those that are not treated as all others
    EngineCounters counters; //!< what was counted
    EngineKnobs params;      //!< knobs

    /** @return the time */
    Nanoseconds Now() const
    {
        return transport.Now();
    }

    /**
     * @param at when the engine is woken
     * @param why handed on
     * @param argument handed on
     */
    void Wake(Nanoseconds at, Wakening why, uint32_t argument)
    {
        transport.Wake(engine, at, why, argument);
    }

    /**
     * @param header what it is; without an originator this node is it
     * @param payload as MessagePool::Make() takes it
     * @return a message
     */
    MessagePtr Make(MessageHeader header, Payload payload)
    {
        if (header.originator.IsNone())
        {
            header.originator = params.self;
        }
        return transport.Pool().Make(header, std::move(payload), Now());
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_ENGINE_CONTEXT_H
