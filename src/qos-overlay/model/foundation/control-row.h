/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONTROL_ROW_H
#define QOS_CONTROL_ROW_H

#include "units.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * An action of a control panel in words, not yet understood. As a line of CSV it has the columns
 *
 *     t,action,target,args
 *
 * where args, which may be left out, are name=value, with blanks between them.
 */
struct ControlRow
{
    static constexpr const char* HEADING = "t,action,target,args"; //!< of the columns

    std::string place;  //!< where it stands, for errors: "line 3"
    std::string time;   //!< seconds
    std::string action; //!< what is done
    std::string target; //!< name of what it is done to
    std::vector<std::pair<std::string, std::string>> arguments; //!< names and values
};

/**
 * @ingroup qos-foundation
 * @param line with the columns of a row
 * @param place where it stands
 * @return the row; what its words mean is not checked
 * @throws std::invalid_argument with the place, if it has other columns, or an argument no "="
 */
ControlRow ReadControlRow(const std::string& line, const std::string& place);

/**
 * @ingroup qos-foundation
 * @param csv lines of rows; empty lines, those that begin with # and a heading mean nothing
 * @return the rows
 * @throws std::invalid_argument as ReadControlRow, with the number of the line
 */
std::vector<ControlRow> ReadControlRows(const std::string& csv);

/**
 * @ingroup qos-foundation
 * @param row a row
 * @return its time
 * @throws std::invalid_argument with the place, if it has none
 */
Nanoseconds TimeOf(const ControlRow& row);

/**
 * @ingroup qos-foundation
 * @param row a row
 * @return its line, which ReadControlRow() reads, without an end
 */
std::string WriteControlRow(const ControlRow& row);

} // namespace qos
} // namespace ns3

#endif // QOS_CONTROL_ROW_H
