/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PYTHON_SCHEDULER_H
#define QOS_PYTHON_SCHEDULER_H

#include "python-hooks.h"

#include "ns3/scheduler-registry.h"

#include <pybind11/pybind11.h>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * Packet schedulers that are written in Python, and what they see.
 */

namespace ns3
{
namespace qos
{

/** Attributes of a stream of a scheduler in Python: any object. */
struct PythonAttributes : StreamAttributes
{
    /**
     * @param schedulerName the scheduler that they are for
     * @param given the object
     */
    PythonAttributes(std::string schedulerName, pybind11::object given)
        : name(std::move(schedulerName)),
          object(std::move(given))
    {
    }

    std::string SchedulerName() const override
    {
        return name;
    }

    std::string name;        //!< of the scheduler
    pybind11::object object; //!< what the stream wants
};

/** A message as Python sees it: a copy. */
struct PythonMessageView
{
    Message message;             //!< its state
    std::optional<MessageId> id; //!< none if it was refused and never queued
};

/** A packet that was sent, as Python sees it. */
struct PythonDeparture
{
    PacketId packet = NONE;   //!< NONE if a message ends because nothing more comes of it
    QueueId queue = 0;        //!< it waited in
    StreamId stream = 0;      //!< whose it is
    uint32_t bytes = 0;       //!< its size
    bool endsMessage = false; //!< it was the last one of its message
};

class PythonScheduler;

/**
 * A scheduler as Python has it: a discipline in C++, or the half in C++ of one in Python. It owns
 * the scheduler until a simulation takes it.
 */
class SchedulerHandle : public SchedulerObserver
{
  public:
    /** @param setup of a scheduler in Python */
    explicit SchedulerHandle(const SchedulerSetup& setup);

    /** @param scheduler a discipline in C++ */
    explicit SchedulerHandle(std::unique_ptr<StreamScheduler> scheduler);

    ~SchedulerHandle() override;

    SchedulerHandle(const SchedulerHandle&) = delete;
    SchedulerHandle& operator=(const SchedulerHandle&) = delete;

    /**
     * @return the scheduler
     * @throws SchedulerError if its simulation has ended, or a method of it failed before
     */
    StreamScheduler& Get() const;

    /**
     * The scheduler, to be called from outside.
     * @return as Get()
     * @throws SchedulerError as Get(), and if it calls this itself
     */
    StreamScheduler& Enter() const;

    /**
     * The scheduler, to be called at a time.
     * @param now the time
     * @return as Enter()
     * @throws SchedulerError as Enter(), and if the time has gone back
     */
    StreamScheduler& EnterAt(Nanoseconds now);

    /**
     * @return the scheduler, if it is one in Python
     * @throws SchedulerError as Get(), and if it is none
     */
    PythonScheduler& Python() const;

    /** @return whether Python wrote it */
    bool IsPython() const
    {
        return m_python != nullptr;
    }

    /**
     * Give the scheduler to a simulation. It keeps the object of Python from then on.
     * @param self this, as Python has it
     * @return the scheduler
     * @throws SchedulerError if it was given away before
     */
    std::unique_ptr<StreamScheduler> Release(pybind11::object self);

    /** The scheduler is gone. */
    void Forget();

    /**
     * @param packetDropped called with a packet and a reason, or None
     * @param messageEnded called with a report, or None
     */
    void Observe(pybind11::object packetDropped, pybind11::object messageEnded);

    void PacketDropped(PacketId packet, DropReason reason) override;
    void MessageEnded(const MessageReport& report) override;

    /** Throw what an observer raised, if one did, now that the scheduler is whole again. */
    void RaiseWhatObserversDid();

  private:
    /**
     * Call an observer.
     * @tparam Arguments of it
     * @param observer a function of Python, or None
     * @param arguments of it
     */
    template <typename... Arguments>
    void Tell(const pybind11::object& observer, const Arguments&... arguments);

    std::unique_ptr<StreamScheduler> m_owned;            //!< null if a simulation has it
    StreamScheduler* m_scheduler = nullptr;              //!< null if it is gone
    PythonScheduler* m_python = nullptr;                 //!< the same, if it is in Python
    Nanoseconds m_now{0};                                //!< the latest time that was given
    pybind11::object m_packetDropped = pybind11::none(); //!< a function, or None
    pybind11::object m_messageEnded = pybind11::none();  //!< a function, or None
    std::exception_ptr m_raised;                         //!< what an observer raised first
    bool m_isTelling = false;                            //!< one of the two runs
};

/** Lets an object of Python be a scheduler. */
class PythonScheduler : public StreamScheduler
{
  public:
    /**
     * @param setup limits
     * @param handle as which Python has it; outlives this, or is told with Forget()
     */
    PythonScheduler(const SchedulerSetup& setup, SchedulerHandle& handle);

    ~PythonScheduler() override;

    std::string Name() const override;
    bool NeedsFlowHash() const override;

    /**
     * The object of Python lives as long as this.
     * @param self the object
     */
    void Keep(pybind11::object self)
    {
        m_kept = std::move(self);
    }

    /** @param name under which it is registered */
    void SetName(const std::string& name);

    /** @return the calls to Python; bound */
    PythonHooks& Hooks() const;

    // What methods in Python call; wrong arguments are a SchedulerError.

    /**
     * @param queue any number
     * @return the state of the queue
     */
    const MessageQueue& QueueAt(QueueId queue) const;

    /**
     * @param message any number
     * @return the message
     */
    const Message& MessageAt(MessageId message) const;

    /**
     * @param packet any number
     * @return the packet
     */
    const QueuedPacket& PacketAt(PacketId packet) const;

    /**
     * @param message a message
     * @param deadline its deadline
     */
    void SetDeadlineOf(MessageId message, Nanoseconds deadline);

    /**
     * @param message a message
     * @param reason why
     * @param now the time
     */
    void Drop(MessageId message, DropReason reason, Nanoseconds now);

    /** @return a queue beside those of streams */
    QueueId AddQueue();

    /**
     * @param message a message
     * @param queue a queue
     */
    void Move(MessageId message, QueueId queue);

    // The defaults of what methods in Python may leave out.

    /** @copydoc StreamScheduler::DoLinkStreams */
    void DefaultLinkStreams(const std::vector<StreamId>& streams,
                            const StreamAttributes& attributes)
    {
        StreamScheduler::DoLinkStreams(streams, attributes);
    }

    /** @copydoc StreamScheduler::DoLateness */
    Nanoseconds DefaultLateness(const Message& message, Nanoseconds now) const
    {
        return StreamScheduler::DoLateness(message, now);
    }

  protected:
    void DoCheckAttributes(const StreamAttributes& attributes) const override;
    void DoAddStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now) override;
    void DoChangeStream(StreamId stream,
                        const StreamAttributes& attributes,
                        Nanoseconds now) override;
    void DoRemoveStream(StreamId stream) override;
    void DoLinkStreams(const std::vector<StreamId>& streams,
                       const StreamAttributes& attributes) override;
    QueueId DoSelectQueue(const PacketArrival& arrival) override;
    bool DoKeepsMessages() const override;
    bool DoMakeRoom(QueueId queue, Nanoseconds now) override;
    void DoPacketQueued(PacketId packet, Nanoseconds now) override;
    void DoMessageReady(MessageId message) override;
    void DoMessageUnready(MessageId message) override;
    void DoHeadChanged(QueueId queue, Nanoseconds now) override;
    MessageId DoChoose(Nanoseconds now) override;
    void DoServed(const Departure& departure, Nanoseconds now) override;
    void DoDropped(const Message& message, DropReason reason, Nanoseconds now) override;
    Nanoseconds DoLateness(const Message& message, Nanoseconds now) const override;
    Nanoseconds DoNextEligibleTime() const override;
    std::vector<std::pair<std::string, double>> DoSpecifics(StreamId stream) const override;

  private:
    /** The methods of a scheduler in Python. */
    enum Hook : uint8_t
    {
        CHECK_ATTRIBUTES,
        ADD_STREAM,
        CHANGE_STREAM,
        REMOVE_STREAM,
        LINK_STREAMS,
        SELECT_QUEUE,
        KEEPS_MESSAGES,
        MAKE_ROOM,
        PACKET_QUEUED,
        MESSAGE_READY,
        MESSAGE_UNREADY,
        HEAD_CHANGED,
        CHOOSE,
        SERVED,
        DROPPED,
        LATENESS,
        NEXT_ELIGIBLE_TIME,
        SPECIFICS,
        NEEDS_FLOW_HASH
    };

    /**
     * A simulation that is cleared away closes streams, in destructors: what these methods raise
     * waits for the next decision.
     * @param hook a method
     * @return whether it is called when a stream is closed
     */
    static bool IsToldOfEnds(Hook hook);

    /**
     * Call a method if the class has it. Whatever it raises leaves the scheduler unusable, because
     * it may have stopped in the middle of a change.
     * @tparam Arguments of the method
     * @param hook the method
     * @param now the time, if it is known
     * @param arguments its arguments
     * @return what it returned; null if the class does not have it, or one failed before
     */
    template <typename... Arguments>
    pybind11::object Ask(Hook hook,
                         std::optional<Nanoseconds> now,
                         const Arguments&... arguments) const;

    /**
     * @param queue any number
     * @return whether there is such a queue
     */
    bool HasQueue(QueueId queue) const;

    /**
     * @param message any number
     * @return whether there is such a message
     */
    bool HasMessage(MessageId message) const;

    /**
     * @param attributes of this scheduler
     * @return what Python gave
     */
    const pybind11::object& ObjectOf(const StreamAttributes& attributes) const;

    /**
     * @param message a message
     * @return as Python sees it
     */
    PythonMessageView View(const Message& message) const;

    /**
     * Messages may be dropped and moved only where the base expects it.
     * @param what is not allowed elsewhere
     */
    void RequireDecision(const char* what) const;

    SchedulerHandle* m_handle;           //!< as which Python has it
    mutable PythonHooks m_hooks;         //!< the calls to Python
    std::string m_name;                  //!< see Name(); empty: that of the class
    pybind11::object m_kept;             //!< the object, if this owns it
    std::vector<bool> m_ownQueues;       //!< by QueueId: whether it is one beside those of streams
    MessageId m_messagesSeen = 0;        //!< above the largest MessageId so far
    PacketId m_packetsSeen = 0;          //!< above the largest PacketId so far
    mutable int m_keepsMessages = -1;    //!< the answer, -1 before it was asked
    mutable std::exception_ptr m_raised; //!< what waits for the next decision, or for the end
};

} // namespace qos
} // namespace ns3

#endif // QOS_PYTHON_SCHEDULER_H
