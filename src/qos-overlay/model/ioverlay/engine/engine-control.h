/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENGINE_CONTROL_H
#define QOS_ENGINE_CONTROL_H

#include "engine-context.h"
#include "engine-inputs.h"
#include "engine-transmission.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * The engine's own part in control messages: the observer's commands, its question how the node is,
 * and probes of peers.
 *
 * Source: iOverlay (Middleware 2004), section 2.2.
 */
class EngineControl
{
  public:
    /** What is left to do about a message. */
    enum class Outcome : uint8_t
    {
        Pass, //!< the algorithm has to see it
        Done, //!< nothing
        End   //!< the node has to end
    };

    /**
     * @param context of the engine; lives longer
     * @param inputs get weights; lives longer
     * @param transmission gets limits; lives longer
     */
    EngineControl(EngineContext& context, EngineInputs& inputs, EngineTransmission& transmission);

    /**
     * @param control a message
     * @param engine what sends
     * @return what is left to do
     */
    Outcome Handle(const PendingControl& control, EngineApi& engine);

  private:
    /**
     * @param message a command of the observer
     * @return whether it is what it should be; if so, it is obeyed
     */
    bool Obey(const OverlayMessage& message);

    /**
     * @param message asks how the node is
     * @param engine what sends
     */
    void Answer(const OverlayMessage& message, EngineApi& engine) const;

    EngineContext& m_context;           //!< of the engine
    EngineInputs& m_inputs;             //!< get weights
    EngineTransmission& m_transmission; //!< gets limits
};

} // namespace qos
} // namespace ns3

#endif // QOS_ENGINE_CONTROL_H
