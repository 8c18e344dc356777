/* SPDX-License-Identifier: GPL-2.0-only */

#include "scenario-link.h"

#include "loss-argument.h"

#include "ns3/channel.h"
#include "ns3/queue.h"
#include "ns3/traffic-control-layer.h"

#include <pybind11/stl.h>

#include <optional>
#include <utility>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

ScenarioLink::ScenarioLink(SimulatedWorld& world,
                           std::string name,
                           const Ptr<PointToPointNetDevice>& device,
                           const Ptr<QueueDisc>& disc)
    : SimulatedPart(world),
      m_name(std::move(name)),
      m_device(device),
      m_disc(disc)
{
}

std::shared_ptr<ScenarioLink>
ScenarioLink::Make(SimulatedWorld& world,
                   std::string name,
                   const Ptr<PointToPointNetDevice>& device,
                   const Ptr<QueueDisc>& disc)
{
    const std::shared_ptr<ScenarioLink> link(
        new ScenarioLink(world, std::move(name), device, disc));
    link->Connect();
    world.Add(link);
    return link;
}

void
ScenarioLink::Connect()
{
    // a trace may outlive this object, and holds it by a weak pointer
    const std::weak_ptr<ScenarioLink> weak = weak_from_this();
    const auto sent = [weak](Ptr<const Packet> packet) {
        if (const auto self = weak.lock())
        {
            ++self->m_sentPackets;
            self->m_sentBytes += packet->GetSize();
        }
    };
    m_device->TraceConnectWithoutContext("PhyTxEnd", Callback<void, Ptr<const Packet>>(sent));
    const auto lost = [weak](Ptr<const Packet> packet) {
        if (const auto self = weak.lock())
        {
            self->CountLoss(packet->GetSize());
        }
    };
    Receiver()->TraceConnectWithoutContext("PhyRxDrop", Callback<void, Ptr<const Packet>>(lost));
    const auto dropped = [weak](Ptr<const Packet> packet) {
        if (const auto self = weak.lock())
        {
            self->CountDrop(packet->GetSize());
        }
    };
    const auto changed = [weak](uint32_t, uint32_t packets) {
        const auto self = weak.lock();
        if (self && !self->m_disc)
        {
            self->CountQueue(packets);
        }
    };
    const auto queue = m_device->GetQueue();
    queue->TraceConnectWithoutContext("Drop", Callback<void, Ptr<const Packet>>(dropped));
    queue->TraceConnectWithoutContext("PacketsInQueue",
                                      Callback<void, uint32_t, uint32_t>(changed));
    if (m_disc)
    {
        ConnectDisc();
    }
}

void
ScenarioLink::ConnectDisc()
{
    const std::weak_ptr<ScenarioLink> weak = weak_from_this();
    const auto dropped = [weak](Ptr<const QueueDiscItem> item) {
        if (const auto self = weak.lock())
        {
            self->CountDrop(item->GetSize());
        }
    };
    m_disc->TraceConnectWithoutContext("Drop", Callback<void, Ptr<const QueueDiscItem>>(dropped));
    const auto changed = [weak](uint32_t, uint32_t packets) {
        if (const auto self = weak.lock())
        {
            self->CountQueue(packets);
        }
    };
    m_disc->TraceConnectWithoutContext("PacketsInQueue",
                                       Callback<void, uint32_t, uint32_t>(changed));
}

void
ScenarioLink::FollowQueueDisc(const SimulatedWorld& world, const Ptr<PointToPointNetDevice>& device)
{
    const auto control = device->GetNode()->GetObject<TrafficControlLayer>();
    const Ptr<QueueDisc> disc = control->GetRootQueueDiscOnDevice(device);
    for (const auto& part : world.Parts())
    {
        const auto link = std::dynamic_pointer_cast<ScenarioLink>(part);
        if (link && link->m_device == device && link->m_disc != disc)
        {
            link->m_disc = disc;
            link->ConnectDisc();
        }
    }
}

void
ScenarioLink::CountDrop(uint32_t bytes)
{
    ++m_dropped;
    if (m_isRecording)
    {
        m_drops.Add({World().Now(), bytes});
    }
}

void
ScenarioLink::CountLoss(uint32_t bytes)
{
    ++m_lost;
    if (m_isRecording)
    {
        m_losses.Add({World().Now(), bytes});
    }
}

Ptr<PointToPointNetDevice>
ScenarioLink::Receiver() const
{
    const Ptr<Channel> channel = m_device->GetChannel();
    return DynamicCast<PointToPointNetDevice>(
        channel->GetDevice(channel->GetDevice(0) == m_device ? 1 : 0));
}

void
ScenarioLink::Lose(const Ptr<ErrorModel>& model)
{
    World();
    Receiver()->SetReceiveErrorModel(model);
}

void
ScenarioLink::CountQueue(uint32_t packets)
{
    if (m_isRecording)
    {
        m_queue.Add({World().Now(), packets});
    }
}

void
ScenarioLink::Record()
{
    World();
    m_isRecording = true;
}

void
ScenarioLink::DoLeave()
{
    m_isRecording = false;
    m_device = nullptr;
    m_disc = nullptr;
}

void
BindLink(py::module_& module)
{
    py::class_<ScenarioLink, std::shared_ptr<ScenarioLink>>(
        module,
        "Link",
        "One direction of a link: the queue before it, and what it carries.")
        .def_property_readonly("name", &ScenarioLink::Name, "From which host to which.")
        .def_property_readonly("sent_packets", &ScenarioLink::SentPackets, "Packets sent so far.")
        .def_property_readonly("sent_bytes",
                               &ScenarioLink::SentBytes,
                               "Bytes of these, with their headers of the link.")
        .def_property_readonly("dropped",
                               &ScenarioLink::Dropped,
                               "Packets that the queue dropped so far.")
        .def_property_readonly("lost",
                               &ScenarioLink::Lost,
                               "Packets that were lost on the way so far, see lose().")
        .def(
            "lose",
            [](ScenarioLink& link,
               const std::optional<std::string>& model,
               const py::kwargs& knobs) {
                if (!model)
                {
                    link.Lose(nullptr);
                    return;
                }
                const auto made = ReadLossModel(*model, knobs);
                SimulatedWorld& world = link.World();
                world.UseStreams(made->AssignStreams(world.NextStream()));
                link.Lose(made);
            },
            py::arg("model"),
            "Lose packets on the way from now on, in place of what was said before: gilbert "
            "(loss_rate, mean_burst), gilbert-elliott (to_bad, to_good, good_loss, bad_loss), "
            "epoch (quiet_time, quiet_loss, quiet_burst, busy_time, busy_loss, busy_burst), outage "
            "(interval, shortest, longest, and other: name and knobs of a model for the rest of "
            "the time), trace (file, offset, time_offset), or None.")
        .def("record",
             &ScenarioLink::Record,
             "Record from now on, for `queue`, `drops` and `losses`.")
        .def_property_readonly(
            "queue",
            [](const ScenarioLink& link) { return link.Queue().ToNumpy(); },
            "How many packets waited, at each change: time_s, packets.")
        .def_property_readonly(
            "drops",
            [](const ScenarioLink& link) { return link.Drops().ToNumpy(); },
            "The packets that the queue dropped: time_s, bytes.")
        .def_property_readonly(
            "losses",
            [](const ScenarioLink& link) { return link.Losses().ToNumpy(); },
            "The packets that were lost on the way: time_s, bytes.")
        .def("__repr__", [](const ScenarioLink& link) { return "<Link " + link.Name() + ">"; });
}

} // namespace qos
} // namespace ns3
