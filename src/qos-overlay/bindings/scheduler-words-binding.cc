/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-words-binding.h"

#include "python-scheduler.h"
#include "quantity-argument.h"
#include "scheduler-arguments.h"
#include "stream-counters-dict.h"

#include "ns3/parameter-error.h"

#include <pybind11/stl.h>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/** @param module gets what is said about packets and messages */
void
BindWords(py::module_& module)
{
    py::enum_<DropReason>(module, "DropReason", "Why a packet or message was dropped.")
        .value("QUEUE_FULL", DropReason::QueueFull, "The stream's queue limit was reached.")
        .value("DEADLINE_MISSED", DropReason::DeadlineMissed, "It cannot meet its deadline.")
        .value("REST_OF_MESSAGE",
               DropReason::RestOfMessage,
               "The message it belongs to was dropped before it arrived.")
        .value("LINKED_MESSAGE",
               DropReason::LinkedMessage,
               "A message of a linked stream of the same unit was dropped.")
        .value("STREAM_CLOSED", DropReason::StreamClosed, "Its stream was removed.")
        .value("STACK_REFUSED", DropReason::StackRefused, "The stack refused it.");
    py::enum_<MessageReport::End>(module, "End", "What became of a message.")
        .value("ON_TIME", MessageReport::End::OnTime, "Sent before its deadline, or it had none.")
        .value("LATE", MessageReport::End::Late, "Sent after its deadline.")
        .value("DROPPED", MessageReport::End::Dropped, "Not sent, or not completely.");

    py::class_<MessageReport>(module, "MessageReport", "What became of a message.")
        .def_readonly("stream", &MessageReport::stream, "Whose message.")
        .def_readonly("message", &MessageReport::message, "Which one, by the stream's own number.")
        .def_readonly("kind", &MessageReport::kind, "The application's mark.")
        .def_readonly("droppable", &MessageReport::droppable, "Whether a drop was allowed.")
        .def_readonly("end", &MessageReport::end, "What became of it.")
        .def_readonly("reason", &MessageReport::reason, "Why, if it was dropped.")
        .def_property_readonly(
            "lateness_ns",
            [](const MessageReport& report) { return report.lateness.count(); },
            "By how much the deadline was missed, if late.");

    py::class_<Admission>(module, "Admission", "What a scheduler did with an arriving packet.")
        .def_readonly("accepted", &Admission::accepted, "Whether the packet is queued now.")
        .def_readonly("packet", &Admission::packet, "Its identity, if accepted.")
        .def_readonly("reason", &Admission::reason, "Why not, if refused.")
        .def("__bool__", [](const Admission& admission) { return admission.accepted; });

    py::class_<PacketArrival>(module, "Arrival", "An arriving packet.")
        .def_readonly("stream", &PacketArrival::stream, "The stream it belongs to.")
        .def_readonly("bytes", &PacketArrival::bytes, "Its size including the IP header.")
        .def_readonly("message", &PacketArrival::message, "Which message of the stream.")
        .def_readonly("message_bytes", &PacketArrival::messageBytes, "Of the message; 0: unknown.")
        .def_readonly("unit", &PacketArrival::unit, "Linked messages share it; 0 for none.")
        .def_property_readonly(
            "deadline_ns",
            [](const PacketArrival& arrival) { return arrival.deadline.count(); },
            "The message's own deadline, FOREVER for none.")
        .def_readonly("last_of_message", &PacketArrival::lastOfMessage, "No further one will come.")
        .def_readonly("droppable", &PacketArrival::droppable, "The message may be dropped.")
        .def_readonly("in_order", &PacketArrival::inOrder, "It must not be reordered.")
        .def_readonly("kind", &PacketArrival::kind, "The application's mark.")
        .def_readonly("flow_hash",
                      &PacketArrival::flowHash,
                      "Of addresses, ports and protocol; 0 if unknown.");
}

/** @param module gets what a scheduler sees */
void
BindViews(py::module_& module)
{
    py::class_<PythonDeparture>(module, "Departure", "A packet that was sent.")
        .def_property_readonly(
            "packet",
            [](const PythonDeparture& departure) { return NumberOrNone(departure.packet); },
            "The packet; None if a message ends because nothing more comes of it.")
        .def_readonly("queue", &PythonDeparture::queue, "The queue it waited in.")
        .def_readonly("stream", &PythonDeparture::stream, "Its stream.")
        .def_readonly("bytes", &PythonDeparture::bytes, "Its size.")
        .def_readonly("ends_message", &PythonDeparture::endsMessage, "The last of its message.");

    using View = PythonMessageView;
    py::class_<View>(module, "Message", "A message as it was when it was asked for.")
        .def_property_readonly(
            "id",
            [](const View& view) {
                return view.id ? NumberOrNone(*view.id) : py::object(py::none());
            },
            "Its identity; None if it was refused and so never waited.")
        .def_property_readonly(
            "number",
            [](const View& view) { return view.message.number; },
            "The stream's own.")
        .def_property_readonly(
            "stream",
            [](const View& view) { return view.message.stream; },
            "Whose it is.")
        .def_property_readonly(
            "queue",
            [](const View& view) { return view.message.queue; },
            "Where it waits.")
        .def_property_readonly(
            "unit",
            [](const View& view) { return view.message.unit; },
            "Linked messages share it; 0 for none.")
        .def_property_readonly(
            "deadline_ns",
            [](const View& view) { return view.message.deadline.count(); },
            "Its deadline, FOREVER for none.")
        .def_property_readonly(
            "total_bytes",
            [](const View& view) { return view.message.totalBytes; },
            "Announced size, 0 if unknown.")
        .def_property_readonly(
            "queued_bytes",
            [](const View& view) { return view.message.queuedBytes; },
            "Bytes that wait.")
        .def_property_readonly(
            "sent_bytes",
            [](const View& view) { return view.message.sentBytes; },
            "Bytes that left.")
        .def_property_readonly(
            "last_sent_bytes",
            [](const View& view) { return view.message.lastSentBytes; },
            "Size of the packet that left last.")
        .def_property_readonly(
            "remaining_bytes",
            [](const View& view) { return view.message.RemainingBytes(); },
            "Bytes still to be sent: the announced rest, or what waits.")
        .def_property_readonly(
            "has_packet",
            [](const View& view) { return view.message.HasPacket(); },
            "A packet of it could be sent now.")
        .def_property_readonly(
            "has_started",
            [](const View& view) { return view.message.HasStarted(); },
            "A part of it has left.")
        .def_property_readonly(
            "complete",
            [](const View& view) { return view.message.complete; },
            "No further packet will come.")
        .def_property_readonly(
            "in_order",
            [](const View& view) { return view.message.inOrder; },
            "It must not overtake an earlier one of its stream.")
        .def_property_readonly(
            "droppable",
            [](const View& view) { return view.message.droppable; },
            "The application allows that it is dropped.")
        .def_property_readonly(
            "kind",
            [](const View& view) { return view.message.kind; },
            "The application's mark.")
        .def_property_readonly(
            "first_packet",
            [](const View& view) { return NumberOrNone(view.message.firstPacket); },
            "The next packet to leave, or None.")
        .def_property_readonly(
            "previous",
            [](const View& view) { return NumberOrNone(view.message.previous); },
            "The message before it in its queue, or None.")
        .def_property_readonly(
            "next",
            [](const View& view) { return NumberOrNone(view.message.next); },
            "The message behind it in its queue, or None.");

    py::class_<QueuedPacket>(module, "Packet", "A packet as it was when it was asked for.")
        .def_readonly("bytes", &QueuedPacket::bytes, "Its size.")
        .def_property_readonly(
            "arrival_ns",
            [](const QueuedPacket& packet) { return packet.arrival.count(); },
            "When it was queued.")
        .def_readonly("message", &QueuedPacket::message, "The message it is part of.")
        .def_readonly("sequence", &QueuedPacket::sequence, "How many were queued before it.")
        .def_property_readonly(
            "next",
            [](const QueuedPacket& packet) { return NumberOrNone(packet.next); },
            "The next packet of its message, or None.");

    py::class_<MessageQueue>(module, "Queue", "A queue as it was when it was asked for.")
        .def_property_readonly(
            "head",
            [](const MessageQueue& queue) { return NumberOrNone(queue.head); },
            "The oldest message, or None.")
        .def_property_readonly(
            "tail",
            [](const MessageQueue& queue) { return NumberOrNone(queue.tail); },
            "The newest message, or None.")
        .def_readonly("packets", &MessageQueue::packets, "Packets that wait.")
        .def_readonly("bytes", &MessageQueue::bytes, "Bytes that wait.")
        .def_readonly("limit_packets", &MessageQueue::limitPackets, "May wait; 0 for no limit.");
}

/** @param module gets what a scheduler and a stream are made from */
void
BindSetup(py::module_& module)
{
    py::class_<SchedulerSetup>(module,
                               "Setup",
                               "What a scheduler is made from.\n\n"
                               "link: rate of the link below, a text such as \"10Mbps\", for "
                               "transmission times; None: they take no time.\n"
                               "best_effort_packets, stream_packets: how many packets of no "
                               "stream, and of one stream, may wait; 0 for no limit.")
        .def(
            py::init(
                [](const py::object& link, const py::object& bestEffort, const py::object& stream) {
                    SchedulerSetup setup;
                    setup.link = ReadRate(link, "link");
                    setup.limits.bestEffortPackets = ReadWhole32(bestEffort, "best_effort_packets");
                    setup.limits.streamPackets = ReadWhole32(stream, "stream_packets");
                    return setup;
                }),
            py::arg("link") = py::none(),
            py::arg("best_effort_packets") = SchedulerLimits().bestEffortPackets,
            py::arg("stream_packets") = SchedulerLimits().streamPackets)
        .def_property_readonly(
            "link_bps",
            [](const SchedulerSetup& setup) { return setup.link.BitsPerSecond(); },
            "Rate of the link in bit/s, 0 if transmission takes no time.")
        .def_property_readonly(
            "best_effort_packets",
            [](const SchedulerSetup& setup) { return setup.limits.bestEffortPackets; },
            "Packets of no stream that may wait.")
        .def_property_readonly(
            "stream_packets",
            [](const SchedulerSetup& setup) { return setup.limits.streamPackets; },
            "Packets of one stream that may wait.")
        .def(
            "transmission_time_ns",
            [](const SchedulerSetup& setup, const py::object& bytes) {
                return setup.link.TransmissionTime(ReadWhole32(bytes, "bytes")).count();
            },
            py::arg("bytes"),
            "How long bytes take on the link, rounded down to a nanosecond.");

    py::class_<StreamDemand>(module,
                             "Demand",
                             "What a stream needs, in words that belong to no discipline; each "
                             "makes of it what it can.\n\n"
                             "period: a message comes in every period; None for none.\n"
                             "deadline: after its arrival, when a message becomes useless; None "
                             "for never.\n"
                             "oln, old: oln of old consecutive messages may be lost.\n"
                             "droppable: messages that miss their deadline may be dropped.\n"
                             "rate: that the messages take on the link; None for none.\n"
                             "weight: share in relation to other streams.")
        .def(py::init([](const py::object& period,
                         const py::object& deadline,
                         const py::object& oln,
                         const py::object& old,
                         bool droppable,
                         const py::object& rate,
                         const py::object& weight) {
                 StreamDemand demand;
                 demand.period = period.is_none() ? Nanoseconds{0} : ReadTime(period, "period");
                 demand.deadline = deadline.is_none() ? FOREVER : ReadTime(deadline, "deadline");
                 demand.oln = ReadWhole32(oln, "oln");
                 demand.old = ReadWhole32(old, "old");
                 demand.droppable = droppable;
                 demand.rate = ReadRate(rate, "rate");
                 demand.weight = ReadWhole32(weight, "weight", 1);
                 return demand;
             }),
             py::kw_only(),
             py::arg("period") = py::none(),
             py::arg("deadline") = py::none(),
             py::arg("oln") = 0,
             py::arg("old") = 0,
             py::arg("droppable") = true,
             py::arg("rate") = py::none(),
             py::arg("weight") = 1)
        .def_property_readonly(
            "period_ns",
            [](const StreamDemand& demand) { return demand.period.count(); },
            "A message comes in every period; 0 for none.")
        .def_property_readonly(
            "deadline_ns",
            [](const StreamDemand& demand) { return demand.deadline.count(); },
            "After its arrival, when a message becomes useless; FOREVER for never.")
        .def_readonly("oln", &StreamDemand::oln, "This many messages may be lost ...")
        .def_readonly("old", &StreamDemand::old, "... of this many consecutive ones.")
        .def_readonly("droppable", &StreamDemand::droppable, "Late messages may be dropped.")
        .def_property_readonly(
            "rate_bps",
            [](const StreamDemand& demand) { return demand.rate.BitsPerSecond(); },
            "Rate of the messages in bit/s, 0 for none.")
        .def_readonly("weight", &StreamDemand::weight, "Share in relation to other streams.");
}

} // namespace

void
BindSchedulerWords(py::module_& module)
{
    BindWords(module);
    BindViews(module);
    BindSetup(module);
}

} // namespace qos
} // namespace ns3
