/* SPDX-License-Identifier: GPL-2.0-only */

#include "host-process.h"

#include "ns3/simulator.h"

#include <utility>

namespace ns3
{
namespace qos
{

HostProcess::HostProcess(MeteredHost& host)
    : m_host(host)
{
}

void
HostProcess::Start(std::vector<uint64_t> marks, std::function<void()> done)
{
    m_marks = std::move(marks);
    m_done = std::move(done);
    Cpu().Submit([this] {
        Open();
        Cpu().Submit([this] { Select(); });
    });
}

HostSnapshot
HostProcess::Note() const
{
    return {Simulator::Now(), Sent(), Cpu().GetCounts(), Cpu().GetTime(), Cpu().GetFreeAt()};
}

void
HostProcess::Select()
{
    while (m_notes.size() < m_marks.size() && Sent() >= m_marks[m_notes.size()])
    {
        m_notes.push_back(Note());
    }
    if (!HasMore())
    {
        return;
    }
    const uint32_t sockets = SelectSockets();
    if (sockets > 0)
    {
        Cpu().Count(HostOperation::Select);
        Cpu().Count(HostOperation::SelectSocket, sockets);
    }
    if (IsReady())
    {
        Go();
    }
    else
    {
        m_isAsleep = true;
    }
}

void
HostProcess::Wake()
{
    if (m_isAsleep && IsReady())
    {
        m_isAsleep = false;
        Cpu().Submit([this] { Go(); });
    }
}

void
HostProcess::Go()
{
    Round();
    Cpu().Submit([this] { Select(); });
}

void
HostProcess::End()
{
    m_isDone = true;
    m_end = Note();
    if (m_done)
    {
        m_done();
    }
}

} // namespace qos
} // namespace ns3
