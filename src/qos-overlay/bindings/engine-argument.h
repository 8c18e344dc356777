/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENGINE_ARGUMENT_H
#define QOS_ENGINE_ARGUMENT_H

#include "ns3/overlay-engine.h"
#include "ns3/paced-source.h"

#include <pybind11/pybind11.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * What Python says to the engine of an overlay node, whatever carries its messages.
 */

namespace ns3
{
namespace qos
{

/** Two numbers in place of sequence and payload; nothing: none. */
using MessageParameters = std::optional<std::pair<int32_t, int32_t>>;

/**
 * @param payload bytes, or how many there are
 * @param header gets the size
 * @return the bytes; null if only their number is known
 * @throws ParameterError if it is neither
 */
Payload ToPayload(const pybind11::object& payload, MessageHeader& header);

/**
 * @param type of a message
 * @param app whose it is
 * @param sequence its number
 * @param parameters of the message
 * @param ttl hops that it has left
 * @return the header, but for the size of the payload
 * @throws ParameterError if there is no such type
 */
MessageHeader ToHeader(uint32_t type,
                       uint32_t app,
                       uint32_t sequence,
                       const MessageParameters& parameters,
                       uint8_t ttl);

/**
 * @param total emulated bandwidth of a node, or None
 * @param up the same of what it sends
 * @param down the same of what it receives
 * @param buffer messages for each link
 * @param policy what happens to data that finds no room: lossless, drop_tail or drop_fair
 * @return knobs of the engine
 * @throws ParameterError if one is wrong
 */
OverlayEngineParams ReadEngineParams(const pybind11::object& total,
                                     const pybind11::object& up,
                                     const pybind11::object& down,
                                     uint32_t buffer,
                                     const std::string& policy);

/**
 * @param engine that makes it
 * @param type of control
 * @param app whose it is
 * @param payload bytes, or how many there are
 * @param parameters of the message
 * @return the message
 * @throws ParameterError if that is no type of control messages
 */
MessagePtr MakeControl(OverlayEngine& engine,
                       uint32_t type,
                       uint32_t app,
                       const pybind11::object& payload,
                       const MessageParameters& parameters);

/**
 * @param engine that makes it
 * @param ids of other nodes
 * @return what an observer says to a node that boots
 */
MessagePtr MakeBootReply(OverlayEngine& engine, const std::vector<NodeId>& ids);

/**
 * @param bytes payload of a message
 * @param rate of the source; None: back to back
 * @param messages how many; nothing: without end
 * @return a source of messages
 * @throws ParameterError if the rate is wrong
 */
PacedSourceParams ReadSource(uint32_t bytes,
                             const pybind11::object& rate,
                             const std::optional<uint32_t>& messages);

/**
 * @param counters of an engine
 * @return the same by names
 */
pybind11::dict ToDict(const EngineCounters& counters);

} // namespace qos
} // namespace ns3

#endif // QOS_ENGINE_ARGUMENT_H
