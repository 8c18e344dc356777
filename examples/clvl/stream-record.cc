/* SPDX-License-Identifier: GPL-2.0-only */

#include "stream-record.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

void
StreamRecord::Came(std::size_t index, Nanoseconds now)
{
    Entry& entry = m_entries.at(index);
    entry.came = std::min(entry.came, now);
}

LossRuns
StreamRecord::Runs() const
{
    LossRuns runs;
    for (std::size_t i = 0; i < m_entries.size(); ++i)
    {
        runs.Add(!IsThere(i));
    }
    return runs;
}

std::vector<double>
StreamRecord::WindowLosses(std::size_t length) const
{
    std::vector<double> windows;
    windows.reserve(m_entries.size());
    double lost = 0;
    for (std::size_t i = 0; i < m_entries.size(); ++i)
    {
        lost += IsThere(i) ? 0 : 1;
        if (i + 1 >= length)
        {
            windows.push_back(lost);
            lost -= IsThere(i + 1 - length) ? 0 : 1;
        }
    }
    std::sort(windows.begin(), windows.end());
    return windows;
}

std::vector<double>
StreamRecord::DelaysMs() const
{
    constexpr double PER_MS = 1e6;
    std::vector<double> delays;
    delays.reserve(m_entries.size());
    for (const Entry& entry : m_entries)
    {
        if (entry.came != FOREVER)
        {
            delays.push_back(static_cast<double>((entry.came - entry.sent).count()) / PER_MS);
        }
    }
    std::sort(delays.begin(), delays.end());
    return delays;
}

uint64_t
StreamRecord::ControlDropped() const
{
    return static_cast<uint64_t>(
        std::count_if(m_entries.begin(), m_entries.end(), [](const Entry& entry) {
            return entry.isControl && entry.isVictim;
        }));
}

double
StreamRecord::ControlLoss() const
{
    double sent = 0;
    double lost = 0;
    for (std::size_t i = 0; i < m_entries.size(); ++i)
    {
        sent += m_entries[i].isControl ? 1 : 0;
        lost += m_entries[i].isControl && !IsThere(i) ? 1 : 0;
    }
    return sent > 0 ? lost / sent : 0;
}

} // namespace qos
} // namespace ns3
