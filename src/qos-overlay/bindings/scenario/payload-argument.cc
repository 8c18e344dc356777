/* SPDX-License-Identifier: GPL-2.0-only */

#include "payload-argument.h"

#include "../quantity-argument.h"

#include "ns3/parameter-error.h"

#include <string>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

constexpr uint64_t MOST_BYTES = 1U << 30U; //!< of a payload

} // namespace

Ptr<Packet>
ReadPayload(const py::object& payload)
{
    if (PyBytes_Check(payload.ptr()) != 0)
    {
        const auto view = payload.cast<std::string_view>();
        if (view.size() <= MOST_BYTES)
        {
            return Create<Packet>(reinterpret_cast<const uint8_t*>(view.data()),
                                  static_cast<uint32_t>(view.size()));
        }
    }
    else if (PyIndex_Check(payload.ptr()) != 0)
    {
        return Create<Packet>(static_cast<uint32_t>(ReadWhole(payload, "payload", 0, MOST_BYTES)));
    }
    throw ParameterError("payload is of type " +
                         py::str(py::type::of(payload).attr("__name__")).cast<std::string>() +
                         ", allowed: bytes, or their number from 0 to " +
                         std::to_string(MOST_BYTES));
}

py::bytes
ToBytes(const Ptr<const Packet>& packet)
{
    std::string bytes(packet->GetSize(), '\0');
    packet->CopyData(reinterpret_cast<uint8_t*>(bytes.data()), packet->GetSize());
    return {bytes};
}

} // namespace qos
} // namespace ns3
