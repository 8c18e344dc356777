/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_LINK_TEST_PATH_H
#define QOS_TEST_LINK_TEST_PATH_H

#include "ns3/clvl-entry.h"
#include "ns3/clvl-exit.h"
#include "ns3/clvl-wire.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * A virtual link whose frames and reports cross, as datagrams, paths that a test describes: they
 * may be lost, delayed, and overtake each other. Both ends can start again.
 */
class LinkTestPath : public FrameSink, public ExitSink
{
  public:
    /** How long a datagram takes that is sent at a time; nothing if it is lost. */
    using Path = std::function<std::optional<Nanoseconds>(Nanoseconds now)>;

    /**
     * @param params of both ends
     * @param forward path of the frames
     * @param backward path of the reports
     */
    LinkTestPath(const ClvlParams& params, Path forward, Path backward)
        : m_params(params),
          m_forward(std::move(forward)),
          m_backward(std::move(backward))
    {
        RestartEntry();
        RestartExit();
    }

    /**
     * @param delay of all datagrams
     * @return a path that loses nothing
     */
    static Path Constant(Nanoseconds delay)
    {
        return [delay](Nanoseconds /* now */) { return delay; };
    }

    /** The entry forgets everything. */
    void RestartEntry()
    {
        m_entry = std::make_unique<ClvlEntry>(m_params, ++m_incarnations, *this);
    }

    /** The exit forgets everything. */
    void RestartExit()
    {
        m_exit = std::make_unique<ClvlExit>(m_params, ++m_incarnations, *this);
    }

    /** Send a packet, whose content depends on how many were sent before. */
    void Send()
    {
        const std::vector<uint8_t> content = Content(m_sent);
        BundlePacket packet;
        packet.data = content.data();
        packet.size = static_cast<uint32_t>(content.size());
        packet.sequence = m_sent++;
        m_copies.push_back(0);
        m_repairs.push_back(false);
        m_entry->Send(packet, m_now);
    }

    /**
     * Send packets at a constant distance.
     * @param count how many
     * @param interval from one to the next
     */
    void Send(uint32_t count, Nanoseconds interval)
    {
        for (uint32_t i = 0; i < count; ++i)
        {
            Send();
            RunUntil(m_now + interval);
        }
    }

    /** @param end until when to do what happens */
    void RunUntil(Nanoseconds end)
    {
        for (Nanoseconds next = NextEvent(); next <= end; next = NextEvent())
        {
            m_now = std::max(m_now, next);
            Step();
        }
        m_now = end;
    }

    /**
     * End the window and go on until nothing is planned.
     * @return whether that happens within an hour
     */
    bool Finish()
    {
        m_entry->Flush(m_now);
        const Nanoseconds latest = m_now + std::chrono::hours{1};
        while (NextEvent() != FOREVER && m_now < latest)
        {
            m_now = std::max(m_now, NextEvent());
            Step();
        }
        return NextEvent() == FOREVER;
    }

    /** @param bytes a datagram that arrives now, wherever it comes from */
    void Arrive(const std::vector<uint8_t>& bytes)
    {
        BundleReport report;
        if (const auto frame = ReadFrame(bytes))
        {
            m_exit->Receive(frame->frame, m_now);
        }
        else if (ReadReport(bytes, report))
        {
            m_entry->Receive(report.report, m_now);
        }
    }

    /** @param tap is told of every datagram that is sent */
    void SetTap(std::function<void(const std::vector<uint8_t>&)> tap)
    {
        m_tap = std::move(tap);
    }

    /** @return the time */
    Nanoseconds Now() const
    {
        return m_now;
    }

    /** @return its entry */
    ClvlEntry& Entry()
    {
        return *m_entry;
    }

    /** @return its exit */
    ClvlExit& Exit()
    {
        return *m_exit;
    }

    /** @return packets sent */
    uint32_t Sent() const
    {
        return m_sent;
    }

    /** @return packets that came out */
    uint32_t Delivered() const
    {
        return static_cast<uint32_t>(
            std::count_if(m_copies.begin(), m_copies.end(), [](int copies) { return copies > 0; }));
    }

    /**
     * @param packet counted from the first one
     * @return whether it came out
     */
    bool IsDelivered(uint32_t packet) const
    {
        return m_copies[packet] > 0;
    }

    /**
     * @param packet counted from the first one
     * @return whether it came out by way of parity or of a retransmission
     */
    bool WasRepaired(uint32_t packet) const
    {
        return m_repairs[packet];
    }

    /** @return packets that came out more than once, or with another content, or were never sent */
    uint32_t Wrong() const
    {
        return m_wrong;
    }

    /** @return frames of each kind that were sent, data, parity, probes */
    const std::array<uint32_t, 3>& Frames() const
    {
        return m_frames;
    }

    /** @return reports that were sent */
    uint32_t Reports() const
    {
        return m_reports;
    }

    /** @return the last report that was sent */
    const ClvlReport& LastReport() const
    {
        return m_lastReport;
    }

  private:
    /** A datagram on its way. */
    struct Flight
    {
        Nanoseconds arrival{0};     //!< when it arrives
        uint64_t order = 0;         //!< after which others that arrive then
        std::vector<uint8_t> bytes; //!< what it is

        bool operator<(const Flight& other) const
        {
            return arrival != other.arrival ? arrival > other.arrival : order > other.order;
        }
    };

    /**
     * @param number of a packet
     * @return its bytes, 20 to 119
     */
    static std::vector<uint8_t> Content(uint32_t number)
    {
        std::vector<uint8_t> bytes(20 + number * 7 % 100);
        for (std::size_t i = 0; i < bytes.size(); ++i)
        {
            bytes[i] = static_cast<uint8_t>(std::size_t{number} * 31 + i * 11 + (number >> 8U));
        }
        return bytes;
    }

    void Transmit(const ClvlFrame& frame) override
    {
        ++m_frames[static_cast<std::size_t>(frame.kind)];
        std::vector<uint8_t> bytes(FRAME_HEADER_BYTES);
        WriteFrameHeader(1, frame, bytes.data());
        bytes.insert(bytes.end(), frame.symbol.begin(), frame.symbol.end());
        Carry(m_forward, std::move(bytes));
    }

    void Report(const ClvlReport& report) override
    {
        ++m_reports;
        m_lastReport = report;
        std::vector<uint8_t> bytes(MOST_REPORT_BYTES);
        bytes.resize(WriteReport(1, report, bytes.data()));
        Carry(m_backward, std::move(bytes));
    }

    void Deliver(const BundlePacket& packet, bool wasRepaired) override
    {
        if (packet.sequence >= m_sent || m_copies[packet.sequence] > 0 ||
            std::vector<uint8_t>(packet.data, packet.data + packet.size) !=
                Content(packet.sequence))
        {
            ++m_wrong;
            return;
        }
        ++m_copies[packet.sequence];
        m_repairs[packet.sequence] = wasRepaired;
    }

    /**
     * @param path that the datagram takes
     * @param bytes of it
     */
    void Carry(const Path& path, std::vector<uint8_t> bytes)
    {
        if (m_tap)
        {
            m_tap(bytes);
        }
        if (const auto delay = path(m_now))
        {
            m_flights.push({m_now + *delay, ++m_order, std::move(bytes)});
        }
    }

    /** @return when something happens, FOREVER if never */
    Nanoseconds NextEvent() const
    {
        const Nanoseconds next = std::min(m_entry->NextEvent(), m_exit->NextEvent());
        return m_flights.empty() ? next : std::min(next, m_flights.top().arrival);
    }

    /** Do what happens now. */
    void Step()
    {
        if (!m_flights.empty() && m_flights.top().arrival <= m_now)
        {
            const std::vector<uint8_t> bytes = m_flights.top().bytes;
            m_flights.pop();
            Arrive(bytes);
            return;
        }
        if (m_exit->NextEvent() <= m_now)
        {
            m_exit->Advance(m_now);
        }
        if (m_entry->NextEvent() <= m_now)
        {
            m_entry->Advance(m_now);
        }
    }

    ClvlParams m_params;
    Path m_forward;
    Path m_backward;
    std::function<void(const std::vector<uint8_t>&)> m_tap;
    std::unique_ptr<ClvlEntry> m_entry;
    std::unique_ptr<ClvlExit> m_exit;
    std::priority_queue<Flight> m_flights;
    std::vector<int> m_copies;   // by packet
    std::vector<bool> m_repairs; // by packet
    std::array<uint32_t, 3> m_frames{};
    ClvlReport m_lastReport;
    Nanoseconds m_now{0};
    uint64_t m_order = 0;
    uint32_t m_incarnations = 0;
    uint32_t m_sent = 0;
    uint32_t m_wrong = 0;
    uint32_t m_reports = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_LINK_TEST_PATH_H
