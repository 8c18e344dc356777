/* SPDX-License-Identifier: GPL-2.0-only */

#include "sample-writer.h"

#include "table-json.h"

#include <chrono>
#include <cstddef>
#include <ostream>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param cells a row
 * @param keys how many of them are its keys
 * @return the JSON of those
 */
std::string
KeyOf(const std::vector<Cell>& cells, std::size_t keys)
{
    return WriteJson(RowToJson({cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(keys)}));
}

/**
 * Add a member to an object in the making.
 * @param object the text so far
 * @param name of the member
 * @param values JSON values with commas between them; the member is left out if there are none
 */
void
AddArray(std::string& object, const char* name, const std::string& values)
{
    if (!values.empty())
    {
        object += std::string(object.empty() ? "" : ",") + "\"" + name + "\":[" + values + "]";
    }
}

/**
 * @param list gets one value more
 * @param value JSON
 */
void
Append(std::string& list, const std::string& value)
{
    list += (list.empty() ? "" : ",") + value;
}

} // namespace

void
SampleWriter::WriteHeading(const std::vector<SeenTable>& tables)
{
    Json heading = Json::object();
    for (const SeenTable& seen : tables)
    {
        heading[seen.name] = {{"keys", seen.keys}, {"columns", ColumnsToJson(seen.table)}};
    }
    m_out << WriteJson(Json{{"tables", std::move(heading)}}) << "\n";
}

void
SampleWriter::Write(Nanoseconds now, const std::vector<SeenTable>& tables)
{
    if (m_rows.empty())
    {
        WriteHeading(tables);
        m_rows.resize(tables.size());
    }
    const double seconds = std::chrono::duration<double>(now).count();
    m_out << "{\"t\":" << WriteJson(NumberToJson(seconds));
    for (std::size_t i = 0; i < tables.size(); ++i)
    {
        const SeenTable& seen = tables[i];
        Rows& before = m_rows[i];
        Rows after;
        std::string set;
        for (const std::vector<Cell>& cells : seen.table.GetRows())
        {
            const auto [row, isNew] =
                after.emplace(KeyOf(cells, seen.keys), WriteJson(RowToJson(cells)));
            const auto old = before.find(row->first);
            if (old == before.end() || old->second != row->second)
            {
                Append(set, row->second);
            }
        }
        std::string gone;
        for (const auto& [key, row] : before)
        {
            if (after.count(key) == 0)
            {
                Append(gone, key);
            }
        }
        std::string changes;
        AddArray(changes, "set", set);
        AddArray(changes, "gone", gone);
        if (!changes.empty())
        {
            m_out << ",\"" << seen.name << "\":{" << changes << "}";
        }
        before = std::move(after);
    }
    m_out << "}\n";
}

} // namespace qos
} // namespace ns3
