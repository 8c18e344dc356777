/* SPDX-License-Identifier: GPL-2.0-only */

#include "dwcs-algorithm.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint32_t STREAM_BITS =
    24; //!< of a rank's turn: streams of one turn are told apart by their numbers

} // namespace

int
DwcsAlgorithm::Rank::CompareRatio(const Rank& other) const
{
    const bool zero = window.losses == 0;
    const bool otherZero = other.window.losses == 0;
    if (zero || otherZero)
    {
        return static_cast<int>(otherZero) - static_cast<int>(zero);
    }
    const uint64_t here = static_cast<uint64_t>(window.losses) * other.window.deadlines;
    const uint64_t there = static_cast<uint64_t>(other.window.losses) * window.deadlines;
    return static_cast<int>(here > there) - static_cast<int>(here < there);
}

bool
DwcsAlgorithm::DeadlineFirst::BreakTie(const Rank& a, const Rank& b)
{
    if (const int ratio = a.CompareRatio(b); ratio != 0)
    {
        return ratio < 0;
    }
    if (a.window.losses == 0 && a.window.deadlines != b.window.deadlines)
    {
        return a.window.deadlines > b.window.deadlines;
    }
    if (a.window.losses != b.window.losses)
    {
        return a.window.losses < b.window.losses;
    }
    return a.turn < b.turn;
}

bool
DwcsAlgorithm::WindowFirst::operator()(const Rank& a, const Rank& b) const
{
    if (const int ratio = a.CompareRatio(b); ratio != 0)
    {
        return ratio < 0;
    }
    if (a.window.losses == 0 && a.window.deadlines != b.window.deadlines)
    {
        return a.window.deadlines > b.window.deadlines;
    }
    if (a.deadline != b.deadline)
    {
        return a.deadline < b.deadline;
    }
    if (a.window.losses != b.window.losses)
    {
        return a.window.losses < b.window.losses;
    }
    return a.turn < b.turn;
}

DwcsAlgorithm::DwcsAlgorithm(const Params& params)
    : m_params(params)
{
}

void
DwcsAlgorithm::Open(StreamId stream, LossWindow window)
{
    if (stream >= m_windowOf.size())
    {
        m_windowOf.resize(static_cast<std::size_t>(stream) + 1);
        m_turnOf.resize(static_cast<std::size_t>(stream) + 1);
    }
    m_turnOf[stream] = 0;
    const uint32_t index = NewWindow(window);
    m_windowOf[stream] = index;
    m_windows[index].sharers.push_back(stream);
}

void
DwcsAlgorithm::Change(StreamId stream, LossWindow constraint)
{
    Window& window = WindowOf(stream);
    window.original = constraint;
    window.current = constraint;
    window.violated = false;
    window.position = 0;
    window.missed = 0;
    RankSharers(stream);
    if (IsActive(stream))
    {
        Rank rank = m_byDeadline.KeyOf(stream);
        rank.window = constraint;
        Place(stream, rank);
    }
}

void
DwcsAlgorithm::Close(StreamId stream)
{
    Deactivate(stream);
    LeaveWindow(stream);
}

void
DwcsAlgorithm::Share(const std::vector<StreamId>& streams, LossWindow constraint)
{
    const uint32_t index = NewWindow(constraint);
    for (const StreamId stream : streams)
    {
        LeaveWindow(stream);
        m_windowOf[stream] = index;
        m_windows[index].sharers.push_back(stream);
    }
    Change(streams.front(), constraint);
}

void
DwcsAlgorithm::Activate(StreamId stream, Nanoseconds deadline)
{
    if (m_turnOf[stream] == 0)
    {
        m_turnOf[stream] = ++m_turn;
    }
    Rank rank;
    rank.deadline = deadline;
    rank.window = Current(stream);
    rank.turn = (m_turnOf[stream] << STREAM_BITS) | stream;
    Place(stream, rank);
}

void
DwcsAlgorithm::Deactivate(StreamId stream)
{
    m_byDeadline.Remove(stream);
    m_byWindow.Remove(stream);
    m_turnOf[stream] = 0;
}

StreamId
DwcsAlgorithm::Best() const
{
    return m_params.precedence == Precedence::WindowFirst ? m_byWindow.Top() : m_byDeadline.Top();
}

void
DwcsAlgorithm::Served(StreamId stream)
{
    Window& window = WindowOf(stream);
    uint32_t& losses = window.current.losses;
    uint32_t& deadlines = window.current.deadlines;
    // y' > x': one deadline less; y' = x' > 0: one less of both. Computed and not branched upon,
    // because where a window stands cannot be predicted.
    const auto larger = static_cast<uint32_t>(deadlines > losses);
    const auto equal = (1 - larger) & static_cast<uint32_t>(losses > 0);
    losses -= equal;
    deadlines -= larger + equal;
    if (losses == 0 && deadlines == 0)
    {
        window.current = window.original;
    }
    EndViolation(window);
    CountMet(window);
    TakeTurn(stream);
    if (window.sharers.size() > 1)
    {
        RankSharers(stream);
    }
}

void
DwcsAlgorithm::ServedAfterMiss(StreamId stream)
{
    EndViolation(WindowOf(stream));
    TakeTurn(stream);
    RankSharers(stream);
}

void
DwcsAlgorithm::TakeTurn(StreamId stream)
{
    m_turnOf[stream] = ++m_turn;
    ++m_turn;
}

void
DwcsAlgorithm::EndViolation(Window& window)
{
    if (window.violated)
    {
        window.current = window.original;
        window.violated = false;
    }
}

bool
DwcsAlgorithm::Missed(StreamId stream, uint64_t deadlines)
{
    Window& window = WindowOf(stream);
    const uint64_t intolerable = SpendTolerance(window, deadlines);
    const bool violation = intolerable > 0 && window.current.deadlines > 0;
    if (violation)
    {
        Violate(window, intolerable);
    }
    m_turnOf[stream] = m_turn;
    CountMissed(window, deadlines);
    RankSharers(stream);
    return violation;
}

uint64_t
DwcsAlgorithm::SpendTolerance(Window& window, uint64_t deadlines)
{
    LossWindow& current = window.current;
    while (deadlines > 0 && current.losses > 0)
    {
        const auto tolerated = static_cast<uint32_t>(std::min<uint64_t>(deadlines, current.losses));
        current.losses -= tolerated;
        current.deadlines -= tolerated;
        deadlines -= tolerated;
        if (current.deadlines == 0)
        {
            current = window.original;
            if (current.losses == current.deadlines)
            {
                deadlines %= current.losses; // whole windows of tolerated misses change nothing
            }
        }
    }
    return deadlines;
}

void
DwcsAlgorithm::Violate(Window& window, uint64_t deadlines) const
{
    constexpr uint64_t LARGEST = std::numeric_limits<uint32_t>::max();
    const uint64_t room = LARGEST - window.current.deadlines;
    const uint64_t growth = std::min(deadlines, LARGEST) * m_params.violationIncrement;
    window.current.deadlines += static_cast<uint32_t>(std::min(growth, room));
    window.violated = true;
    window.history.violations += deadlines;
}

uint32_t
DwcsAlgorithm::NewWindow(LossWindow constraint)
{
    uint32_t index = 0;
    if (m_freeWindows.empty())
    {
        index = static_cast<uint32_t>(m_windows.size());
        m_windows.emplace_back();
    }
    else
    {
        index = m_freeWindows.back();
        m_freeWindows.pop_back();
    }
    m_windows[index] = Window();
    m_windows[index].original = constraint;
    m_windows[index].current = constraint;
    return index;
}

void
DwcsAlgorithm::LeaveWindow(StreamId stream)
{
    auto& sharers = WindowOf(stream).sharers;
    sharers.erase(std::find(sharers.begin(), sharers.end(), stream));
    if (sharers.empty())
    {
        m_freeWindows.push_back(m_windowOf[stream]);
    }
}

void
DwcsAlgorithm::CountMet(Window& window)
{
    if (window.original.deadlines == 0)
    {
        return;
    }
    if (++window.position == window.original.deadlines)
    {
        EndFixedWindow(window);
    }
}

void
DwcsAlgorithm::CountMissed(Window& window, uint64_t deadlines)
{
    const uint32_t length = window.original.deadlines;
    if (length == 0)
    {
        return;
    }
    if (const uint32_t rest = length - window.position; deadlines >= rest)
    {
        window.missed += rest;
        EndFixedWindow(window);
        deadlines -= rest;
    }
    if (deadlines >= length)
    {
        const uint64_t whole = deadlines / length;
        window.history.windowsCompleted += whole;
        window.history.windowsViolated += length > window.original.losses ? whole : 0;
        deadlines %= length;
    }
    window.position += static_cast<uint32_t>(deadlines);
    window.missed += static_cast<uint32_t>(deadlines);
}

void
DwcsAlgorithm::EndFixedWindow(Window& window)
{
    ++window.history.windowsCompleted;
    window.history.windowsViolated += window.missed > window.original.losses ? 1 : 0;
    window.position = 0;
    window.missed = 0;
}

void
DwcsAlgorithm::RankSharers(StreamId stream)
{
    const Window& window = WindowOf(stream);
    for (const StreamId sharer : window.sharers)
    {
        if (sharer != stream && IsActive(sharer))
        {
            Rank rank = m_byDeadline.KeyOf(sharer);
            rank.window = window.current;
            Place(sharer, rank);
        }
    }
}

void
DwcsAlgorithm::Place(StreamId stream, const Rank& rank)
{
    m_byDeadline.Set(stream, rank);
    if (m_params.precedence == Precedence::WindowFirst)
    {
        m_byWindow.Set(stream, rank);
    }
}

} // namespace qos
} // namespace ns3
