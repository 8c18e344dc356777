/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TRACED_CHURN_H
#define QOS_TRACED_CHURN_H

#include "churn-model.h"

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-churn
 * Nodes go and come back as a trace says.
 */
class TracedChurn : public ChurnModel
{
  public:
    /**
     * @param text lines of time, node and what it does, such as "12.5,3,down": seconds since the
     * beginning in order, up or down; each node goes first and then does the other thing in turn.
     * Empty lines, and those that begin with #, mean nothing.
     * @param first number of the first node
     * @param nodes how many there are
     * @return what the trace says
     * @throws std::invalid_argument if it is none, with the number of the line
     */
    static TracedChurn Parse(std::istream& text, uint32_t first, uint32_t nodes);

    /**
     * @param path of a file with such lines
     * @param first number of the first node
     * @param nodes how many there are
     * @return what the trace says
     * @throws std::invalid_argument if it cannot be read, or as Parse(); the sentence has the path
     */
    static TracedChurn Read(const std::string& path, uint32_t first, uint32_t nodes);

    ChurnEvent Next() const override;
    void Pop() override;

  private:
    std::vector<ChurnEvent> m_events; //!< by time
    std::size_t m_next = 0;           //!< of them
};

} // namespace qos
} // namespace ns3

#endif // QOS_TRACED_CHURN_H
