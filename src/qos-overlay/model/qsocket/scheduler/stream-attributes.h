/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STREAM_ATTRIBUTES_H
#define QOS_STREAM_ATTRIBUTES_H

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-scheduler
 * Base of the scheduling attributes of a stream (the paper's `void* attributes`, with a type).
 *
 * Every scheduler has attributes of its own (DwcsAttributes, EdfAttributes, ...) and refuses those
 * of another.
 */
struct StreamAttributes
{
    virtual ~StreamAttributes() = default;

    /** @return the name of the scheduler that these attributes are for */
    virtual std::string SchedulerName() const = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_STREAM_ATTRIBUTES_H
