/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DEADLINE_POLICY_H
#define QOS_DEADLINE_POLICY_H

#include "message-queues.h"
#include "scheduler-options.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-scheduler
 * What it means to meet a deadline, and how a sender predicts whether a message will.
 *
 * The paper wants messages that are likely to miss their deadline discarded at the source
 * (section 1.2); what lies below the scheduler (device queue, link, propagation) delays every
 * message by a residual time that the scheduler must allow for.
 */
struct DeadlinePolicy
{
    /** Which instant must not come after the deadline. */
    enum Meaning : uint8_t
    {
        COMMENCE, //!< the first packet of the message is handed to the device
        COMPLETE, //!< the last bit of the message is transmitted, if the device is idle
        DELIVERED //!< the last bit arrives at the receiver: completion plus the residual time
    };

    Meaning meaning = COMPLETE; //!< what the deadline is compared with
    Nanoseconds residual{0}; //!< DELIVERED: time from here to the receiver beyond the message's own
                             //!< transmission time
    Bitrate link;            //!< rate of the device below

    /**
     * @param message a message with something left to send
     * @return the latest instant at which the transmission of the rest must begin for its deadline
     * to be met by the rule above
     * @param deadline the deadline to meet
     */
    Nanoseconds LatestStart(const Message& message, Nanoseconds deadline) const
    {
        return deadline == FOREVER ? FOREVER : deadline - Ahead(message.RemainingBytes());
    }

    /**
     * @param message a message whose last packet is handed to the device
     * @param now the time
     * @return by how much its deadline is missed, 0 or less if it is met
     */
    Nanoseconds Lateness(const Message& message, Nanoseconds now) const
    {
        return message.deadline == FOREVER ? Nanoseconds{0}
                                           : now + Ahead(message.lastSentBytes) - message.deadline;
    }

  private:
    /**
     * @param bytes what is transmitted from now on
     * @return how far in the future the instant lies that counts
     */
    Nanoseconds Ahead(uint32_t bytes) const
    {
        switch (meaning)
        {
        case COMPLETE:
            return link.TransmissionTime(bytes);
        case DELIVERED:
            return link.TransmissionTime(bytes) + residual;
        case COMMENCE:
            break;
        }
        return Nanoseconds{0};
    }
};

/** The options that disciplines with deadlines have in common. */
struct DeadlineOptions : SchedulerOptions
{
    DeadlinePolicy::Meaning meaning =
        DeadlinePolicy::COMPLETE; //!< what must happen before a deadline
    Nanoseconds residual{0};      //!< from the scheduler to the receiver: device queue and
                                  //!< propagation, see DeadlinePolicy
};

} // namespace qos
} // namespace ns3

#endif // QOS_DEADLINE_POLICY_H
