/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-binding.h"

#include "python-scheduler.h"
#include "quantity-argument.h"
#include "scheduler-options-argument.h"
#include "stream-counters-dict.h"

#include "ns3/parameter-error.h"

#include <pybind11/stl.h>

#include <map>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

constexpr uint32_t LARGEST = NONE - 1; //!< number of a stream, queue, message or packet

/**
 * @param value a number of something
 * @return as Python has it: None for NONE
 */
py::object
NumberOrNone(uint32_t value)
{
    return value == NONE ? py::object(py::none()) : py::object(py::int_(value));
}

/**
 * @param value a number of something
 * @param name of the argument
 * @return the number
 */
uint32_t
ReadId(const py::handle& value, const char* name)
{
    return static_cast<uint32_t>(ReadWhole(value, name, 0, LARGEST));
}

/**
 * @param value a deadline, or None for none
 * @param nanoseconds the same in nanoseconds
 * @return the deadline
 */
Nanoseconds
ReadDeadline(const py::object& value, const py::object& nanoseconds)
{
    const bool isGiven = !value.is_none() || !nanoseconds.is_none();
    if (isGiven && nanoseconds.is(py::int_(FOREVER.count())))
    {
        return FOREVER;
    }
    return isGiven ? ReadTime(value, nanoseconds, "deadline") : FOREVER;
}

/**
 * @param scheduler a scheduler
 * @param wanted what a stream wants
 * @return in the words of the scheduler
 */
std::shared_ptr<const StreamAttributes>
AttributesOf(const SchedulerHandle& scheduler, const py::object& wanted)
{
    const std::string name = scheduler.Get().Name();
    if (scheduler.IsPython())
    {
        return std::make_shared<PythonAttributes>(name, wanted);
    }
    if (!py::isinstance<StreamDemand>(wanted))
    {
        throw ParameterError("what a stream of scheduler " + name + " wants is " +
                             py::repr(wanted).cast<std::string>() + ", allowed: a Demand");
    }
    return SchedulerRegistry::Instance().AttributesFor(name, wanted.cast<const StreamDemand&>());
}

/** @return what makes schedulers in Python, by name; never destroyed, because the registry that
 * uses it is destroyed long after Python */
std::map<std::string, py::object>&
Factories()
{
    static auto& factories = *new std::map<std::string, py::object>;
    return factories;
}

/**
 * @param name of a scheduler in Python
 * @param setup what to make it from
 * @param options further arguments of what makes it
 * @return the scheduler
 */
py::object
MakeInPython(const std::string& name, const SchedulerSetup& setup, const py::kwargs& options)
{
    py::object made = Factories().at(name)(setup, **options);
    if (!py::isinstance<SchedulerHandle>(made))
    {
        throw SchedulerError("what makes scheduler " + name + " returned " +
                             py::repr(made).cast<std::string>() + ", allowed: a Scheduler");
    }
    made.cast<SchedulerHandle&>().Python().SetName(name);
    return made;
}

/**
 * @param name of a scheduler
 * @param setup what to make it from
 * @param options of the discipline
 * @return the scheduler
 */
py::object
MakeScheduler(const std::string& name, const SchedulerSetup& setup, const py::kwargs& options)
{
    if (Factories().count(name) != 0)
    {
        return MakeInPython(name, setup, options);
    }
    SchedulerSetup full = setup;
    full.options = ReadSchedulerOptions(name, options);
    return py::cast(
        std::make_unique<SchedulerHandle>(SchedulerRegistry::Instance().Create(name, full)));
}

/**
 * Give a name to a class of Python, or another class to a name that Python gave.
 * @param name the name
 * @param factory makes a scheduler from a setup
 */
void
RegisterScheduler(const std::string& name, const py::object& factory)
{
    if (name.empty() || PyCallable_Check(factory.ptr()) == 0)
    {
        throw ParameterError("a scheduler needs a name and a class, but these are '" + name +
                             "' and " + py::repr(factory).cast<std::string>());
    }
    if (Factories().count(name) == 0)
    {
        Discipline discipline;
        discipline.create = [name](const SchedulerSetup& setup) {
            const py::gil_scoped_acquire lock;
            const py::object made = MakeInPython(name, setup, py::kwargs());
            return made.cast<SchedulerHandle&>().Release(made);
        };
        discipline.attributesFor = [name](const StreamDemand& demand) {
            const py::gil_scoped_acquire lock;
            return std::make_shared<PythonAttributes>(name, py::cast(demand));
        };
        SchedulerRegistry::Instance().Register(name, discipline);
    }
    Factories()[name] = factory;
}

/**
 * Take a name back that Python gave.
 * @param name the name
 */
void
UnregisterScheduler(const std::string& name)
{
    if (Factories().erase(name) == 0)
    {
        throw ParameterError("scheduler '" + name + "' was not registered by Python");
    }
    SchedulerRegistry::Instance().Unregister(name);
}

/**
 * Throws SchedulerError as qos_overlay.ParameterError, with the same sentence.
 * @param error what was thrown
 */
void
TranslateSchedulerError(std::exception_ptr error)
{
    try
    {
        std::rethrow_exception(std::move(error));
    }
    catch (const SchedulerError& wrong)
    {
        const auto type = py::module_::import("qos_overlay.errors").attr("ParameterError");
        PyErr_SetString(type.ptr(), wrong.what());
    }
}

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

using SchedulerClass = py::class_<SchedulerHandle>;

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
BindSchedulers(py::module_& module)
{
    py::module_ schedulers =
        module.def_submodule("schedulers", "Packet schedulers. Use qos_overlay.schedulers.");
    py::register_exception_translator(TranslateSchedulerError);
    BindWords(schedulers);
    BindViews(schedulers);
    BindSetup(schedulers);
    schedulers.attr("FOREVER") = FOREVER.count();
    schedulers.attr("BEST_EFFORT") = BEST_EFFORT;

    SchedulerClass type(
        schedulers,
        "Scheduler",
        "A packet scheduler of an end host.\n\n"
        "One of your own is a subclass with the method do_choose; the other methods "
        "that begin with ``do_`` may be left out, and are called by the scheduler only. "
        "Those from queue() to move_message() are for them. What such a method "
        "raises goes to who called the scheduler, with a note that says where and "
        "when; the scheduler cannot be used any more then, unless it was "
        "do_check_attributes or do_link_streams.");
    type.def(py::init([](const SchedulerSetup& setup) {
                 return std::make_unique<SchedulerHandle>(setup);
             }),
             py::arg_v("setup", SchedulerSetup(), "Setup()"));
    BindDriving(type);
    BindTools(type);
    BindHooks(type);

    schedulers.def("create",
                   MakeScheduler,
                   py::arg("name"),
                   py::arg_v("setup", SchedulerSetup(), "Setup()"),
                   "A scheduler by its name.");
    schedulers.def(
        "names",
        [] { return SchedulerRegistry::Instance().Names(); },
        "The names of all schedulers.");
    schedulers.def("unregister",
                   UnregisterScheduler,
                   py::arg("name"),
                   "Take a name back that register() gave.");
    schedulers.def("raise_what_was_kept",
                   RaiseWhatWasKept,
                   "Raise what a method raised while its simulation was cleared away.");
    schedulers.def("register",
                   RegisterScheduler,
                   py::arg("name"),
                   py::arg("factory"),
                   "Give a name to what makes a scheduler from a Setup.");
}

} // namespace qos
} // namespace ns3
