/* SPDX-License-Identifier: GPL-2.0-only */

#include "python-scheduler.h"

#include <pybind11/stl.h>

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/**
 * @param value a number, or NONE
 * @return as Python has it
 */
std::string
Text(uint32_t value)
{
    return value == NONE ? "None" : std::to_string(value);
}

} // namespace

SchedulerHandle::SchedulerHandle(const SchedulerSetup& setup)
{
    auto scheduler = std::make_unique<PythonScheduler>(setup, *this);
    m_python = scheduler.get();
    m_scheduler = scheduler.get();
    m_owned = std::move(scheduler);
}

SchedulerHandle::SchedulerHandle(std::unique_ptr<StreamScheduler> scheduler)
    : m_owned(std::move(scheduler)),
      m_scheduler(m_owned.get())
{
}

SchedulerHandle::~SchedulerHandle() = default;

StreamScheduler&
SchedulerHandle::Get() const
{
    if (m_scheduler == nullptr)
    {
        throw SchedulerError(
            "the simulation of this scheduler has ended, and the scheduler with it");
    }
    return *m_scheduler;
}

StreamScheduler&
SchedulerHandle::Enter() const
{
    StreamScheduler& scheduler = Get();
    if (m_isTelling || (m_python != nullptr && m_python->Hooks().IsRunning()))
    {
        throw SchedulerError("a scheduler must not be called by what it calls itself");
    }
    if (m_python != nullptr && !m_python->Hooks().Failed().empty())
    {
        throw SchedulerError("scheduler " + m_python->Name() +
                             " cannot be used any more, because " + m_python->Hooks().Failed() +
                             " failed");
    }
    if (!m_owned)
    {
        throw SchedulerError("scheduler " + scheduler.Name() + " belongs to a simulation");
    }
    return scheduler;
}

StreamScheduler&
SchedulerHandle::EnterAt(Nanoseconds now)
{
    StreamScheduler& scheduler = Enter();
    if (now < m_now)
    {
        throw SchedulerError("the time is " + std::to_string(now.count()) + " ns after it was " +
                             std::to_string(m_now.count()) + " ns; time never goes back");
    }
    m_now = now;
    return scheduler;
}

PythonScheduler&
SchedulerHandle::Python() const
{
    Get();
    if (m_python == nullptr)
    {
        throw SchedulerError("scheduler " + m_scheduler->Name() +
                             " is not written in Python: it does not show its queues");
    }
    return *m_python;
}

std::unique_ptr<StreamScheduler>
SchedulerHandle::Release(py::object self)
{
    Enter();
    if (m_python == nullptr)
    {
        throw SchedulerError("only a scheduler written in Python can be registered");
    }
    m_python->Keep(std::move(self));
    return std::move(m_owned);
}

void
SchedulerHandle::Forget()
{
    m_scheduler = nullptr;
    m_python = nullptr;
}

void
SchedulerHandle::Observe(py::object packetDropped, py::object messageEnded)
{
    m_packetDropped = std::move(packetDropped);
    m_messageEnded = std::move(messageEnded);
    const bool isWanted = !m_packetDropped.is_none() || !m_messageEnded.is_none();
    Enter().SetObserver(isWanted ? this : nullptr);
}

void
SchedulerHandle::PacketDropped(PacketId packet, DropReason reason)
{
    Tell(m_packetDropped, packet, reason);
}

void
SchedulerHandle::MessageEnded(const MessageReport& report)
{
    Tell(m_messageEnded, report);
}

template <typename... Arguments>
void
SchedulerHandle::Tell(const py::object& observer, const Arguments&... arguments)
{
    if (observer.is_none())
    {
        return;
    }
    m_isTelling = true;
    try
    {
        observer(arguments...);
    }
    catch (const py::error_already_set&)
    {
        // not now: the scheduler is in the middle of a change
        m_raised = m_raised ? m_raised : std::current_exception();
    }
    m_isTelling = false;
}

void
SchedulerHandle::RaiseWhatObserversDid()
{
    if (m_raised)
    {
        std::rethrow_exception(std::exchange(m_raised, nullptr));
    }
}

PythonScheduler::PythonScheduler(const SchedulerSetup& setup, SchedulerHandle& handle)
    : StreamScheduler(setup.limits),
      m_handle(&handle),
      m_hooks({"do_check_attributes",
               "do_add_stream",
               "do_change_stream",
               "do_remove_stream",
               "do_link_streams",
               "do_select_queue",
               "do_keeps_messages",
               "do_make_room",
               "do_packet_queued",
               "do_message_ready",
               "do_message_unready",
               "do_head_changed",
               "do_choose",
               "do_served",
               "do_dropped",
               "do_lateness",
               "do_next_eligible_time",
               "do_specifics",
               "do_needs_flow_hash"},
              "a scheduler")
{
}

PythonScheduler::~PythonScheduler()
{
    if (m_kept)
    {
        const py::gil_scoped_acquire lock;
        KeepForTheEnd(std::exchange(m_raised, nullptr));
        m_handle->Forget();
        m_kept = py::object();
    }
}

PythonHooks&
PythonScheduler::Hooks() const
{
    if (!m_hooks.IsBound())
    {
        const py::object self = py::cast(m_handle, py::return_value_policy::reference);
        m_hooks.Bind(self, py::type::of<SchedulerHandle>());
        const auto type = py::type::of(self).attr("__name__").cast<std::string>();
        m_hooks.SetWhat("scheduler " + (m_name.empty() ? type : m_name));
        if (!m_hooks.Has(CHOOSE))
        {
            throw SchedulerError("class " + type +
                                 " has no method do_choose, which says the message to send next");
        }
    }
    return m_hooks;
}

std::string
PythonScheduler::Name() const
{
    return m_name.empty() ? py::type::of(Hooks().Self()).attr("__name__").cast<std::string>()
                          : m_name;
}

void
PythonScheduler::SetName(const std::string& name)
{
    m_name = name;
    Hooks().SetWhat("scheduler " + m_name);
}

template <typename... Arguments>
py::object
PythonScheduler::Ask(Hook hook, std::optional<Nanoseconds> now, const Arguments&... arguments) const
{
    PythonHooks& hooks = Hooks();
    if (!hooks.Has(hook))
    {
        return py::object();
    }
    const bool mayThrow = !m_kept || !IsToldOfEnds(hook);
    if (!hooks.Failed().empty())
    {
        if (m_raised && mayThrow)
        {
            std::rethrow_exception(std::exchange(m_raised, nullptr));
        }
        return py::object();
    }
    try
    {
        return hooks.Call(hook, now, arguments...);
    }
    catch (const py::error_already_set&)
    {
        // these two are asked before anything changes
        if (hook != CHECK_ATTRIBUTES && hook != LINK_STREAMS)
        {
            hooks.Fail(hook);
        }
        if (mayThrow)
        {
            throw;
        }
        m_raised = std::current_exception();
        return py::object();
    }
}

bool
PythonScheduler::IsToldOfEnds(Hook hook)
{
    return hook == REMOVE_STREAM || hook == DROPPED || hook == MESSAGE_UNREADY ||
           hook == HEAD_CHANGED;
}

bool
PythonScheduler::HasQueue(QueueId queue) const
{
    return IsOpen(queue) || (queue < m_ownQueues.size() && m_ownQueues[queue]);
}

bool
PythonScheduler::HasMessage(MessageId id) const
{
    if (id >= m_messagesSeen)
    {
        return false;
    }
    // a slot that is not in use is linked with nothing
    const Message& message = Queues().At(id);
    return message.previous == NONE ? HeadOf(message.queue) == id
                                    : Queues().At(message.previous).next == id;
}

const MessageQueue&
PythonScheduler::QueueAt(QueueId queue) const
{
    if (!HasQueue(queue))
    {
        throw SchedulerError("there is no queue " + Text(queue));
    }
    return Queues().Queue(queue);
}

const Message&
PythonScheduler::MessageAt(MessageId message) const
{
    if (!HasMessage(message))
    {
        throw SchedulerError("there is no message " + Text(message));
    }
    return Queues().At(message);
}

const QueuedPacket&
PythonScheduler::PacketAt(PacketId packet) const
{
    if (packet >= m_packetsSeen)
    {
        throw SchedulerError("there is no packet " + Text(packet));
    }
    return Queues().Packet(packet);
}

void
PythonScheduler::SetDeadlineOf(MessageId message, Nanoseconds deadline)
{
    MessageAt(message);
    SetDeadline(message, deadline);
}

void
PythonScheduler::RequireDecision(const char* what) const
{
    const PythonHooks& hooks = Hooks();
    if (!hooks.IsRunning(CHOOSE) && !hooks.IsRunning(MAKE_ROOM))
    {
        throw SchedulerError(std::string("messages may be ") + what +
                             " in do_choose and do_make_room only");
    }
}

void
PythonScheduler::Drop(MessageId message, DropReason reason, Nanoseconds now)
{
    RequireDecision("dropped");
    MessageAt(message);
    DropMessage(message, reason, now);
}

QueueId
PythonScheduler::AddQueue()
{
    const QueueId queue = AddOwnQueue();
    m_ownQueues.resize(static_cast<std::size_t>(queue) + 1);
    m_ownQueues[queue] = true;
    return queue;
}

void
PythonScheduler::Move(MessageId message, QueueId queue)
{
    RequireDecision("moved");
    QueueAt(queue);
    if (!MessageAt(message).complete)
    {
        throw SchedulerError("message " + Text(message) +
                             " cannot be moved, because more of it is to come");
    }
    MoveMessage(message, queue);
}

const py::object&
PythonScheduler::ObjectOf(const StreamAttributes& attributes) const
{
    return AttributesFrom<PythonAttributes>(attributes, Name()).object;
}

PythonMessageView
PythonScheduler::View(const Message& message) const
{
    PythonMessageView view{message, std::nullopt};
    const MessageId id =
        message.previous != NONE ? Queues().At(message.previous).next : HeadOf(message.queue);
    if (id != NONE && &Queues().At(id) == &message)
    {
        view.id = id;
    }
    return view;
}

void
PythonScheduler::DoCheckAttributes(const StreamAttributes& attributes) const
{
    Ask(CHECK_ATTRIBUTES, std::nullopt, ObjectOf(attributes));
}

void
PythonScheduler::DoAddStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now)
{
    Ask(ADD_STREAM, now, stream, ObjectOf(attributes), now);
}

void
PythonScheduler::DoChangeStream(StreamId stream,
                                const StreamAttributes& attributes,
                                Nanoseconds now)
{
    Ask(CHANGE_STREAM, now, stream, ObjectOf(attributes), now);
}

void
PythonScheduler::DoRemoveStream(StreamId stream)
{
    Ask(REMOVE_STREAM, std::nullopt, stream);
}

void
PythonScheduler::DoLinkStreams(const std::vector<StreamId>& streams,
                               const StreamAttributes& attributes)
{
    if (!Hooks().Has(LINK_STREAMS))
    {
        DefaultLinkStreams(streams, attributes);
        return;
    }
    Ask(LINK_STREAMS, std::nullopt, py::object(py::cast(streams)), ObjectOf(attributes));
}

QueueId
PythonScheduler::DoSelectQueue(const PacketArrival& arrival)
{
    if (!Hooks().Has(SELECT_QUEUE))
    {
        return StreamScheduler::DoSelectQueue(arrival);
    }
    const py::object answer = Ask(SELECT_QUEUE, std::nullopt, py::object(py::cast(arrival)));
    if (!answer)
    {
        return StreamScheduler::DoSelectQueue(arrival);
    }
    const bool isNumber = PyLong_Check(answer.ptr()) != 0;
    const long long queue = isNumber ? PyLong_AsLongLong(answer.ptr()) : -1;
    PyErr_Clear();
    if (queue < 0 || queue >= static_cast<long long>(NONE) ||
        !HasQueue(static_cast<QueueId>(queue)))
    {
        m_hooks.Fail(SELECT_QUEUE);
        m_hooks.Refuse(SELECT_QUEUE, answer, "an existing queue", std::nullopt);
    }
    return static_cast<QueueId>(queue);
}

bool
PythonScheduler::DoKeepsMessages() const
{
    if (m_keepsMessages < 0)
    {
        const py::object answer = Ask(KEEPS_MESSAGES, std::nullopt);
        m_keepsMessages = !answer || PyObject_IsTrue(answer.ptr()) == 1 ? 1 : 0;
    }
    return m_keepsMessages == 1;
}

bool
PythonScheduler::NeedsFlowHash() const
{
    const py::object answer = Ask(NEEDS_FLOW_HASH, std::nullopt);
    return answer && PyObject_IsTrue(answer.ptr()) == 1;
}

bool
PythonScheduler::DoMakeRoom(QueueId queue, Nanoseconds now)
{
    const py::object answer = Ask(MAKE_ROOM, now, queue, now);
    if (answer && PyBool_Check(answer.ptr()) == 0)
    {
        m_hooks.Fail(MAKE_ROOM);
        m_hooks.Refuse(MAKE_ROOM, answer, "True or False", now);
    }
    return !answer || answer.is(py::bool_(true));
}

void
PythonScheduler::DoPacketQueued(PacketId packet, Nanoseconds now)
{
    m_packetsSeen = std::max(m_packetsSeen, packet + 1);
    m_messagesSeen = std::max(m_messagesSeen, Queues().Packet(packet).message + 1);
    Ask(PACKET_QUEUED, now, packet, now);
}

void
PythonScheduler::DoMessageReady(MessageId message)
{
    Ask(MESSAGE_READY, std::nullopt, message);
}

void
PythonScheduler::DoMessageUnready(MessageId message)
{
    Ask(MESSAGE_UNREADY, std::nullopt, message);
}

void
PythonScheduler::DoHeadChanged(QueueId queue, Nanoseconds now)
{
    Ask(HEAD_CHANGED, now, queue, now);
}

MessageId
PythonScheduler::DoChoose(Nanoseconds now)
{
    const py::object answer = Ask(CHOOSE, now, now);
    if (!answer || answer.is_none())
    {
        return NONE;
    }
    const bool isNumber = PyLong_Check(answer.ptr()) != 0;
    const long long message = isNumber ? PyLong_AsLongLong(answer.ptr()) : -1;
    PyErr_Clear();
    if (message < 0 || message >= static_cast<long long>(NONE) ||
        !HasMessage(static_cast<MessageId>(message)) ||
        !Queues().At(static_cast<MessageId>(message)).HasPacket())
    {
        m_hooks.Fail(CHOOSE);
        m_hooks.Refuse(CHOOSE, answer, "a message that has a packet, or None", now);
    }
    return static_cast<MessageId>(message);
}

void
PythonScheduler::DoServed(const Departure& departure, Nanoseconds now)
{
    if (Hooks().Has(SERVED))
    {
        const PythonDeparture seen{departure.packet,
                                   departure.queue,
                                   departure.stream,
                                   departure.bytes,
                                   departure.endsMessage};
        Ask(SERVED, now, py::object(py::cast(seen)), now);
    }
}

void
PythonScheduler::DoDropped(const Message& message, DropReason reason, Nanoseconds now)
{
    if (Hooks().Has(DROPPED))
    {
        Ask(DROPPED, now, py::object(py::cast(View(message))), py::object(py::cast(reason)), now);
    }
}

Nanoseconds
PythonScheduler::DoLateness(const Message& message, Nanoseconds now) const
{
    if (!Hooks().Has(LATENESS))
    {
        return DefaultLateness(message, now);
    }
    const py::object answer = Ask(LATENESS, now, py::object(py::cast(View(message))), now);
    if (!answer)
    {
        return DefaultLateness(message, now);
    }
    const bool isNumber = PyLong_Check(answer.ptr()) != 0;
    const long long lateness = isNumber ? PyLong_AsLongLong(answer.ptr()) : 0;
    if (!isNumber || PyErr_Occurred() != nullptr)
    {
        PyErr_Clear();
        m_hooks.Fail(LATENESS);
        m_hooks.Refuse(LATENESS, answer, "a whole number of nanoseconds", now);
    }
    return Nanoseconds{lateness};
}

Nanoseconds
PythonScheduler::DoNextEligibleTime() const
{
    const py::object answer = Ask(NEXT_ELIGIBLE_TIME, std::nullopt);
    if (!answer || answer.is_none())
    {
        return FOREVER;
    }
    const bool isNumber = PyLong_Check(answer.ptr()) != 0;
    const long long time = isNumber ? PyLong_AsLongLong(answer.ptr()) : 0;
    if (!isNumber || PyErr_Occurred() != nullptr)
    {
        PyErr_Clear();
        m_hooks.Fail(NEXT_ELIGIBLE_TIME);
        m_hooks.Refuse(NEXT_ELIGIBLE_TIME,
                       answer,
                       "a whole number of nanoseconds, or None",
                       std::nullopt);
    }
    return Nanoseconds{time};
}

std::vector<std::pair<std::string, double>>
PythonScheduler::DoSpecifics(StreamId stream) const
{
    const py::object answer = Ask(SPECIFICS, std::nullopt, stream);
    std::vector<std::pair<std::string, double>> specifics;
    if (!answer)
    {
        return specifics;
    }
    try
    {
        for (const auto& entry : answer.cast<py::dict>())
        {
            specifics.emplace_back(entry.first.cast<std::string>(), entry.second.cast<double>());
        }
    }
    catch (const py::cast_error&)
    {
        m_hooks.Refuse(SPECIFICS, answer, "a dict of texts and numbers", std::nullopt);
    }
    return specifics;
}

} // namespace qos
} // namespace ns3
