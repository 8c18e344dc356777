/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONTROL_ARGUMENTS_H
#define QOS_CONTROL_ARGUMENTS_H

#include "control-script.h"

#include "ns3/node-id.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-observer
 * The arguments of an action in a script, which are taken one by one. All functions throw
 * std::invalid_argument with where, what and what is allowed.
 */
class ControlArguments
{
  public:
    /**
     * @param row the action; it lives longer
     * @param names of nodes; they live longer
     */
    ControlArguments(const ControlRow& row, const ControlScript::Names& names)
        : m_row(row),
          m_names(names),
          m_isTaken(row.arguments.size(), false)
    {
    }

    /**
     * @param name of an argument
     * @param least that is allowed
     * @param most that is allowed
     * @param fallback what holds if it is left out; none if it may not be
     * @return its value
     */
    int64_t TakeNumber(const std::string& name,
                       int64_t least,
                       int64_t most,
                       std::optional<int64_t> fallback = std::nullopt);

    /**
     * @param name of an argument
     * @param words that are allowed
     * @return number of the word that it is
     */
    std::size_t TakeWord(const std::string& name, const std::vector<std::string>& words);

    /**
     * @param name of an argument
     * @return the node that it names
     */
    NodeId TakeNode(const std::string& name);

    /**
     * @param name of an argument, which may be left out
     * @return the nodes that it names, with + between them
     */
    std::vector<NodeId> TakeNodes(const std::string& name);

    /**
     * @param name of an argument, which may be left out
     * @param least that is allowed
     * @param most that is allowed
     * @return the numbers that it has, with : between them
     */
    std::vector<int64_t> TakeNumbers(const std::string& name, int64_t least, int64_t most);

    /**
     * @param name as it is in the row
     * @param what it names, for the error
     * @return the node
     */
    NodeId NodeNamed(const std::string& name, const std::string& what) const;

    /** Refuse arguments that nobody took. */
    void Finish() const;

    /**
     * @param what is wrong
     * @throws std::invalid_argument always
     */
    [[noreturn]] void Refuse(const std::string& what) const;

  private:
    /**
     * @param name of an argument
     * @return its value; null if there is none
     */
    const std::string* Take(const std::string& name);

    /**
     * @param text of a number
     * @param name of its argument
     * @param least that is allowed
     * @param most that is allowed
     * @return the number
     */
    int64_t NumberIn(const std::string& text,
                     const std::string& name,
                     int64_t least,
                     int64_t most) const;

    const ControlRow& m_row;             //!< the action
    const ControlScript::Names& m_names; //!< of nodes
    std::vector<bool> m_isTaken;         //!< by argument
};

} // namespace qos
} // namespace ns3

#endif // QOS_CONTROL_ARGUMENTS_H
