/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SAMPLE_WRITER_H
#define QOS_SAMPLE_WRITER_H

#include "ns3/run-observer.h"
#include "ns3/units.h"

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * Writes what is seen in a run, moment by moment, as lines of JSON. The first one tells the tables,
 * each other one a time in seconds and what has changed since the line before: rows that are new or
 * other than they were, and the keys of rows that are gone.
 *
 *     {"tables":{"nodes":{"keys":1,"columns":[{"name":"node","unit":""}, ...]}, ...}}
 *     {"t":0.5,"nodes":{"set":[["1", ...], ...],"gone":[["2"]]}}
 *
 * A table, a "set" or a "gone" in which nothing has changed is left out.
 */
class SampleWriter
{
  public:
    /** @param out takes the lines; it lives longer */
    explicit SampleWriter(std::ostream& out)
        : m_out(out)
    {
    }

    /**
     * @param now simulated time
     * @param tables what is seen, the same tables each time
     */
    void Write(Nanoseconds now, const std::vector<SeenTable>& tables);

  private:
    using Rows = std::map<std::string, std::string>; //!< their JSON by that of their keys

    /** @param tables of which the first line tells */
    void WriteHeading(const std::vector<SeenTable>& tables);

    std::ostream& m_out;      //!< takes the lines
    std::vector<Rows> m_rows; //!< of each table, as they were last; empty before the first line
};

} // namespace qos
} // namespace ns3

#endif // QOS_SAMPLE_WRITER_H
