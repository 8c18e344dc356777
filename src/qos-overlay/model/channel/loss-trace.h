/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LOSS_TRACE_H
#define QOS_LOSS_TRACE_H

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-channel
 * What was once measured on a path: runs of received and of lost packets that take turns, a run of
 * received ones first. A run is so many packets, or a span of time in which whatever comes shares
 * its fate.
 *
 * Its text form is words between white space; # begins a comment that ends with the line. The first
 * word may say how to read the others:
 *
 * | first word | other words                                                                      |
 * |------------|----------------------------------------------------------------------------------|
 * | packets    | one digit per packet, 0: received, 1: lost; a word may have any number of digits |
 * | runs       | whole numbers of packets: received, lost, received, lost ...                     |
 * | times      | seconds with or without decimals: received, lost, received, lost ...             |
 *
 * Without such a word it is read as packets. A run may be 0, so that a trace can begin with a loss.
 */
class LossTrace
{
  public:
    /** What its runs are measured in. */
    enum class Unit
    {
        Packets, //!< packets
        Times    //!< times in nanoseconds
    };

    /**
     * @param isLost by packet
     * @return the trace
     * @throws std::invalid_argument if there is no packet
     */
    static LossTrace FromPackets(const std::vector<bool>& isLost);

    /**
     * @param unit of the runs
     * @param runs received, lost, received, lost ...
     * @throws std::invalid_argument if a run is negative, or all together are 0 or above 10^18
     */
    LossTrace(Unit unit, const std::vector<int64_t>& runs);

    /**
     * @param text in one of the forms above
     * @return the trace
     * @throws std::invalid_argument if the text is in none of the forms; the sentence has the line
     */
    static LossTrace Parse(std::istream& text);

    /**
     * @param path of a file
     * @return the trace in it
     * @throws std::invalid_argument if it cannot be read, or as Parse(); the sentence has the path
     */
    static LossTrace Read(const std::string& path);

    /** @return what the runs are measured in */
    Unit GetUnit() const
    {
        return m_unit;
    }

    /** @return packets or nanoseconds from the begin to the end, above 0 */
    int64_t Length() const
    {
        return m_ends.back();
    }

    /** @return share of it that is lost */
    double LossRate() const;

    /** @return where the runs end, exclusive: received, lost, received, lost ... */
    const std::vector<int64_t>& Ends() const
    {
        return m_ends;
    }

  private:
    Unit m_unit;                 //!< of the runs
    std::vector<int64_t> m_ends; //!< of the runs
};

} // namespace qos
} // namespace ns3

#endif // QOS_LOSS_TRACE_H
