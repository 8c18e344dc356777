/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-class-binding.h"

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

/** @param type gets how a scheduler is driven */
void
BindDriving(SchedulerClass& type)
{
    type.def_property_readonly(
            "name",
            [](const SchedulerHandle& handle) { return handle.Get().Name(); },
            "The name under which it is registered, or that of its class.")
        .def(
            "add_stream",
            [](SchedulerHandle& handle,
               const py::object& demand,
               const py::object& now,
               const py::object& nowNs) {
                auto& scheduler = handle.EnterAt(ReadTime(now, nowNs, "now"));
                return scheduler.AddStream(*AttributesOf(handle, demand),
                                           ReadTime(now, nowNs, "now"));
            },
            py::arg("demand"),
            py::arg("now") = py::none(),
            py::kw_only(),
            py::arg("now_ns") = py::none(),
            "Open a stream that wants this; returns its number. demand: a Demand; a scheduler in "
            "Python may want any other object.")
        .def(
            "change_stream",
            [](SchedulerHandle& handle,
               const py::object& stream,
               const py::object& demand,
               const py::object& now,
               const py::object& nowNs) {
                const Nanoseconds time = ReadTime(now, nowNs, "now");
                auto& scheduler = handle.EnterAt(time);
                scheduler.ChangeStream(ReadId(stream, "stream"),
                                       *AttributesOf(handle, demand),
                                       time);
            },
            py::arg("stream"),
            py::arg("demand"),
            py::arg("now") = py::none(),
            py::kw_only(),
            py::arg("now_ns") = py::none(),
            "Let a stream want something else; queued messages stay.")
        .def(
            "remove_stream",
            [](SchedulerHandle& handle,
               const py::object& stream,
               const py::object& now,
               const py::object& nowNs) {
                const Nanoseconds time = ReadTime(now, nowNs, "now");
                handle.EnterAt(time).RemoveStream(ReadId(stream, "stream"), time);
                handle.RaiseWhatObserversDid();
            },
            py::arg("stream"),
            py::arg("now") = py::none(),
            py::kw_only(),
            py::arg("now_ns") = py::none(),
            "Close a stream; what it has queued is dropped.")
        .def(
            "link_streams",
            [](SchedulerHandle& handle, const py::sequence& streams, const py::object& demand) {
                std::vector<StreamId> numbers;
                for (const auto& stream : streams)
                {
                    numbers.push_back(ReadId(stream, "a stream"));
                }
                handle.Enter().LinkStreams(numbers, *AttributesOf(handle, demand));
            },
            py::arg("streams"),
            py::arg("demand"),
            "Let streams share one loss budget, and drop messages of the same unit together.")
        .def(
            "enqueue",
            [](SchedulerHandle& handle,
               const py::object& stream,
               const py::object& bytes,
               const py::object& now,
               const py::object& nowNs,
               const py::object& message,
               const py::object& messageBytes,
               const py::object& unit,
               const py::object& deadline,
               const py::object& deadlineNs,
               bool lastOfMessage,
               bool droppable,
               bool inOrder,
               const py::object& kind,
               const py::object& flowHash) {
                constexpr uint64_t ANY = std::numeric_limits<uint64_t>::max();
                PacketArrival arrival;
                arrival.stream = ReadId(stream, "stream");
                arrival.bytes = ReadWhole32(bytes, "bytes", 1);
                arrival.message = ReadWhole(message, "message", 0, ANY);
                arrival.messageBytes = ReadWhole32(messageBytes, "message_bytes");
                arrival.unit = ReadWhole(unit, "unit", 0, ANY);
                arrival.deadline = ReadDeadline(deadline, deadlineNs);
                arrival.lastOfMessage = lastOfMessage;
                arrival.droppable = droppable;
                arrival.inOrder = inOrder;
                arrival.kind = static_cast<uint8_t>(ReadWhole(kind, "kind", 0, UINT8_MAX));
                arrival.flowHash = ReadWhole32(flowHash, "flow_hash");
                const Nanoseconds time = ReadTime(now, nowNs, "now");
                const Admission admission = handle.EnterAt(time).Enqueue(arrival, time);
                handle.RaiseWhatObserversDid();
                return admission;
            },
            py::arg("stream"),
            py::arg("bytes"),
            py::arg("now") = py::none(),
            py::kw_only(),
            py::arg("now_ns") = py::none(),
            py::arg("message") = 0,
            py::arg("message_bytes") = 0,
            py::arg("unit") = 0,
            py::arg("deadline") = py::none(),
            py::arg("deadline_ns") = py::none(),
            py::arg("last_of_message") = true,
            py::arg("droppable") = true,
            py::arg("in_order") = false,
            py::arg("kind") = 0,
            py::arg("flow_hash") = 0,
            "Queue a packet, or refuse it; returns an Admission. The arguments are those of an "
            "Arrival.")
        .def(
            "dequeue",
            [](SchedulerHandle& handle, const py::object& now, const py::object& nowNs) {
                const Nanoseconds time = ReadTime(now, nowNs, "now");
                const auto packet = handle.EnterAt(time).Dequeue(time);
                handle.RaiseWhatObserversDid();
                return packet;
            },
            py::arg("now") = py::none(),
            py::kw_only(),
            py::arg("now_ns") = py::none(),
            "Choose the packet to send now, and drop what is to be dropped at this moment; returns "
            "the packet that Admission named, or None if none may be sent now.")
        .def(
            "next_eligible_time_ns",
            [](SchedulerHandle& handle) { return handle.Enter().NextEligibleTime().count(); },
            "When to ask again after dequeue() returned None although packets wait; FOREVER if "
            "only an arrival changes the answer.")
        .def_property_readonly(
            "backlog_packets",
            [](const SchedulerHandle& handle) { return handle.Get().BacklogPackets(); },
            "How many packets wait.")
        .def(
            "counters",
            [](SchedulerHandle& handle, const py::object& stream) {
                const StreamId number = ReadId(stream, "stream");
                if (!handle.Get().IsOpen(number))
                {
                    throw SchedulerError("stream " + std::to_string(number) +
                                         " is not open in scheduler " + handle.Get().Name());
                }
                return ToDict(handle.Get().Counters(number));
            },
            py::arg("stream"),
            "What was counted for an open stream, 0 for best effort.")
        .def(
            "specifics",
            [](SchedulerHandle& handle, const py::object& stream) {
                const StreamId number = ReadId(stream, "stream");
                auto& scheduler = handle.Enter();
                if (number == BEST_EFFORT || !scheduler.IsOpen(number))
                {
                    throw SchedulerError("stream " + std::to_string(number) +
                                         " is not open in scheduler " + scheduler.Name());
                }
                py::dict dict;
                for (const auto& [name, value] : scheduler.Specifics(number))
                {
                    dict[py::str(name)] = value;
                }
                return dict;
            },
            py::arg("stream"),
            "Figures of an open stream that only this discipline knows, by name.")
        .def("observe",
             &SchedulerHandle::Observe,
             py::kw_only(),
             py::arg("packet_dropped") = py::none(),
             py::arg("message_ended") = py::none(),
             "Call packet_dropped(packet, reason) for every queued packet that is dropped, and "
             "message_ended(report) for every message that comes to its end. Neither may call the "
             "scheduler.");
}

/** @param type gets what a scheduler in Python sees and does */
void
BindTools(SchedulerClass& type)
{
    type.def(
            "queue",
            [](const SchedulerHandle& handle, uint32_t queue) {
                return handle.Python().QueueAt(queue);
            },
            py::arg("queue"),
            "The state of a queue. The queue of a stream has its number, 0 is best effort.")
        .def(
            "head_of",
            [](const SchedulerHandle& handle, uint32_t queue) {
                return NumberOrNone(handle.Python().QueueAt(queue).head);
            },
            py::arg("queue"),
            "The first message of a queue, None if it is empty.")
        .def(
            "message",
            [](const SchedulerHandle& handle, uint32_t message) {
                return PythonMessageView{handle.Python().MessageAt(message), message};
            },
            py::arg("message"),
            "The state of a queued message.")
        .def(
            "has_packet",
            [](const SchedulerHandle& handle, uint32_t message) {
                return handle.Python().MessageAt(message).HasPacket();
            },
            py::arg("message"),
            "Whether a packet of a queued message could be sent now.")
        .def(
            "packet",
            [](const SchedulerHandle& handle, uint32_t packet) {
                return handle.Python().PacketAt(packet);
            },
            py::arg("packet"),
            "The state of a queued packet.")
        .def(
            "set_deadline_ns",
            [](const SchedulerHandle& handle, uint32_t message, int64_t deadline) {
                handle.Python().SetDeadlineOf(message, Nanoseconds{deadline});
            },
            py::arg("message"),
            py::arg("deadline_ns"),
            "Set the deadline of a queued message.")
        .def(
            "drop_message",
            [](const SchedulerHandle& handle, uint32_t message, int64_t now, DropReason reason) {
                handle.Python().Drop(message, reason, Nanoseconds{now});
            },
            py::arg("message"),
            py::arg("now_ns"),
            py::arg_v("reason", DropReason::DeadlineMissed, "DropReason.DEADLINE_MISSED"),
            "Drop a message as a whole, and those linked with it; in do_choose and do_make_room.")
        .def(
            "add_own_queue",
            [](const SchedulerHandle& handle) { return handle.Python().AddQueue(); },
            "Create a queue beside those of the streams.")
        .def(
            "move_message",
            [](const SchedulerHandle& handle, uint32_t message, uint32_t queue) {
                handle.Python().Move(message, queue);
            },
            py::arg("message"),
            py::arg("queue"),
            "Move a complete message to the tail of another queue; in do_choose and do_make_room.");
}

/** @param type gets the methods that a scheduler in Python may have, as they are by default */
void
BindHooks(SchedulerClass& type)
{
    using Object = const py::object&;
    type.def(
            "do_check_attributes",
            [](const SchedulerHandle& /* handle */, Object /* demand */) {},
            py::arg("demand"),
            "Refuse with an exception what no stream can want. Nothing has changed then.")
        .def(
            "do_add_stream",
            [](const SchedulerHandle& /* handle */, uint32_t, Object, int64_t) {},
            py::arg("stream"),
            py::arg("demand"),
            py::arg("now_ns"),
            "A stream was opened; its number may have been used before.")
        .def(
            "do_change_stream",
            [](const SchedulerHandle& /* handle */, uint32_t, Object, int64_t) {},
            py::arg("stream"),
            py::arg("demand"),
            py::arg("now_ns"),
            "A stream wants something else; messages may be queued.")
        .def(
            "do_remove_stream",
            [](const SchedulerHandle& /* handle */, uint32_t) {},
            py::arg("stream"),
            "A stream was closed; its queue is empty already.")
        .def(
            "do_link_streams",
            [](const SchedulerHandle& handle, const std::vector<StreamId>& streams, Object demand) {
                PythonScheduler& scheduler = handle.Python();
                scheduler.DefaultLinkStreams(streams, PythonAttributes(scheduler.Name(), demand));
            },
            py::arg("streams"),
            py::arg("demand"),
            "Prepare streams that share a loss budget; refuses by default.")
        .def(
            "do_select_queue",
            [](const SchedulerHandle& /* handle */, const PacketArrival& arrival) {
                return arrival.stream;
            },
            py::arg("arrival"),
            "The queue that a packet goes to; its stream's own by default.")
        .def(
            "do_keeps_messages",
            [](const SchedulerHandle& /* handle */) { return true; },
            "Whether packets of a message are kept and dropped together; asked once.")
        .def(
            "do_needs_flow_hash",
            [](const SchedulerHandle& /* handle */) { return false; },
            "Whether arrivals must bring a flow hash, which costs time to compute.")
        .def(
            "do_make_room",
            [](const SchedulerHandle& /* handle */, uint32_t, int64_t) { return true; },
            py::arg("queue"),
            py::arg("now_ns"),
            "Whether a packet may go to a queue, after others were dropped for it if need be. The "
            "limit of the queue holds beside it.")
        .def(
            "do_packet_queued",
            [](const SchedulerHandle& /* handle */, uint32_t, int64_t) {},
            py::arg("packet"),
            py::arg("now_ns"),
            "A packet was queued.")
        .def(
            "do_message_ready",
            [](const SchedulerHandle& /* handle */, uint32_t) {},
            py::arg("message"),
            "A message has a packet to send now and had none before.")
        .def(
            "do_message_unready",
            [](const SchedulerHandle& /* handle */, uint32_t) {},
            py::arg("message"),
            "A message that was ready has no packet to send any more.")
        .def(
            "do_head_changed",
            [](const SchedulerHandle& /* handle */, uint32_t, int64_t) {},
            py::arg("queue"),
            py::arg("now_ns"),
            "The packet that a queue would send next changed, appeared or disappeared.")
        .def(
            "do_choose",
            [](const SchedulerHandle& handle, int64_t) -> py::object {
                throw SchedulerError("scheduler " + handle.Get().Name() +
                                     " leaves do_choose to nobody else");
            },
            py::arg("now_ns"),
            "The message whose next packet is sent, or None; may drop messages. Every class has "
            "one of its own.")
        .def(
            "do_served",
            [](const SchedulerHandle& /* handle */, const PythonDeparture&, int64_t) {},
            py::arg("departure"),
            py::arg("now_ns"),
            "A packet is sent; called before do_head_changed().")
        .def(
            "do_dropped",
            [](const SchedulerHandle& /* handle */, const PythonMessageView&, DropReason, int64_t) {
            },
            py::arg("message"),
            py::arg("reason"),
            py::arg("now_ns"),
            "A message is dropped; called before do_head_changed().")
        .def(
            "do_lateness",
            [](const SchedulerHandle& handle, const PythonMessageView& view, int64_t now) {
                return handle.Python().DefaultLateness(view.message, Nanoseconds{now}).count();
            },
            py::arg("message"),
            py::arg("now_ns"),
            "By how many nanoseconds a message that is sent completely now is late, 0 or less if "
            "it is on time; by default when its last packet leaves after its deadline.")
        .def(
            "do_next_eligible_time",
            [](const SchedulerHandle& /* handle */) { return py::none(); },
            "When to ask again after nothing could be sent, in nanoseconds; None if only an "
            "arrival changes that.")
        .def(
            "do_specifics",
            [](const SchedulerHandle& /* handle */, uint32_t) { return py::dict(); },
            py::arg("stream"),
            "Figures of a stream that only this discipline knows, by name.");
}

} // namespace

void
BindSchedulerMethods(SchedulerClass& type)
{
    BindDriving(type);
    BindTools(type);
    BindHooks(type);
}

} // namespace qos
} // namespace ns3
