/* SPDX-License-Identifier: GPL-2.0-only */

#include "engine-argument.h"

#include "option-arguments.h"
#include "quantity-argument.h"

#include "ns3/parameter-error.h"
#include "ns3/payload-writer.h"

#include <map>
#include <memory>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

Payload
ToPayload(const py::object& payload, MessageHeader& header)
{
    if (py::isinstance<py::bytes>(payload))
    {
        const auto bytes = payload.cast<std::string>();
        header.size = static_cast<uint32_t>(bytes.size());
        return std::make_shared<const std::vector<uint8_t>>(bytes.begin(), bytes.end());
    }
    constexpr int64_t MOST = 1 << 30;
    if (!PyLong_Check(payload.ptr()) || payload.cast<int64_t>() < 0 ||
        payload.cast<int64_t>() > MOST)
    {
        throw ParameterError("payload is " + py::repr(payload).cast<std::string>() +
                             ", allowed: bytes, or their number from 0 to " + std::to_string(MOST));
    }
    header.size = payload.cast<uint32_t>();
    return nullptr;
}

MessageHeader
ToHeader(uint32_t type,
         uint32_t app,
         uint32_t sequence,
         const MessageParameters& parameters,
         uint8_t ttl)
{
    MessageHeader header;
    header.type = static_cast<MessageType>(type);
    if (type < static_cast<uint32_t>(MessageType::User) && FindMessageType(header.type) == nullptr)
    {
        throw ParameterError("type is " + std::to_string(type) +
                             ", allowed: a MessageType, or a number from USER on");
    }
    header.app = app;
    header.sequence = sequence;
    header.ttl = ttl;
    if (parameters)
    {
        header.SetParameters(parameters->first, parameters->second);
    }
    return header;
}

OverlayEngineParams
ReadEngineParams(const py::object& total,
                 const py::object& up,
                 const py::object& down,
                 uint32_t buffer,
                 const std::string& policy)
{
    static const std::map<std::string, DropPolicy> policies = {{"lossless", DropPolicy::Lossless},
                                                               {"drop_tail", DropPolicy::DropTail},
                                                               {"drop_fair", DropPolicy::DropFair}};
    OverlayEngineParams params;
    params.limits.total = ReadRate(total, "total");
    params.limits.up = ReadRate(up, "up");
    params.limits.down = ReadRate(down, "down");
    params.bufferMessages = buffer;
    params.policy = ReadWord(py::str(policy), "policy", policies);
    return params;
}

MessagePtr
MakeControl(OverlayEngine& engine,
            uint32_t type,
            uint32_t app,
            const py::object& payload,
            const MessageParameters& parameters)
{
    MessageHeader header = ToHeader(type, app, 0, parameters, 0);
    if (!header.IsControl())
    {
        throw ParameterError("type is data, allowed: types of control messages");
    }
    Payload bytes = parameters ? nullptr : ToPayload(payload, header);
    return engine.Make(header, std::move(bytes));
}

MessagePtr
MakeBootReply(OverlayEngine& engine, const std::vector<NodeId>& ids)
{
    MessageHeader header;
    header.type = MessageType::BootReply;
    return engine.Make(header, PayloadWriter().WriteIds(ids).Finish());
}

PacedSourceParams
ReadSource(uint32_t bytes, const py::object& rate, const std::optional<uint32_t>& messages)
{
    PacedSourceParams params;
    params.bytes = bytes;
    params.rate = ReadRate(rate, "rate");
    params.messages = messages.value_or(params.messages);
    return params;
}

py::dict
ToDict(const EngineCounters& counters)
{
    py::dict dict;
    dict["processed"] = counters.processed;
    dict["delivered"] = counters.delivered;
    dict["delivered_bytes"] = counters.deliveredBytes;
    dict["produced"] = counters.produced;
    dict["consumed"] = counters.consumed;
    dict["refused"] = counters.refused;
    dict["malformed"] = counters.malformed;
    dict["unsent"] = counters.unsent;
    dict["holds_expired"] = counters.holdsExpired;
    return dict;
}

} // namespace qos
} // namespace ns3
