/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FIRST_ROUND_H
#define QOS_FIRST_ROUND_H

#include "fate-counts.h"
#include "retained-packets.h"
#include "sent-frames.h"

#include "ns3/block-encoder.h"
#include "ns3/loss-distribution.h"
#include "ns3/serial-ring.h"

#include <bitset>
#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** A window that has ended. */
struct ClosedWindow
{
    uint32_t block = 0;   //!< its number
    uint32_t packets = 0; //!< k
    uint32_t parity = 0;  //!< n - k
};

/** What the exit lacks of a window that was judged. */
struct WindowShortage
{
    uint32_t block = 0;   //!< its number
    uint32_t first = 0;   //!< data number of its first packet
    uint32_t packets = 0; //!< k
    uint32_t parity = 0;  //!< n - k
    uint32_t missing = 0; //!< l: packets that have not arrived
    uint32_t needed = 0;  //!< l - (parity that arrived): any so many further rows rebuild it
};

/**
 * @ingroup qos-overqos-link
 * The first round of coding: packets are sent as they come, and a window of them is followed by
 * parity.
 *
 * A window ends when its time is over, when it has as many packets as it may have, or when it is
 * told to. Its redundancy is fixed when it begins. It is judged when the fate of all its frames is
 * known: with as many arrivals as it has packets the exit has rebuilt it; otherwise the packets
 * that are lost need a second round. Without parity each packet is judged by itself, at once.
 *
 * Source: OverQoS (NSDI 2004), section 3.2.
 */
class FirstRound
{
  public:
    /** Most frames of a window; that many symbols a code over GF(2^8) has. */
    static constexpr uint32_t MOST_FRAMES = 255;

    /** Most windows that are remembered. */
    static constexpr uint32_t MOST_WINDOWS = 4096;

    /** What the loss distribution knows of a window. */
    enum class WindowState : uint8_t
    {
        New,    //!< nothing yet
        Known,  //!< its loss, under a handle
        Outage, //!< nothing: it was lost in an outage
    };

    /** What became of the frames of a window. */
    struct WindowLoss
    {
        FateCounts frames;                    //!< how many met which fate
        WindowState state = WindowState::New; //!< what the loss distribution knows
        LossDistribution::Handle handle{};    //!< its handle, if it is known
    };

    /**
     * @param code makes parity
     * @param packets where packets are kept
     * @param windowFrames of a window, parity included, 1 to MOST_FRAMES
     * @param keepsPackets whether all packets of a window with parity are kept until it is judged,
     * so that more rows of it can be made
     */
    FirstRound(ErasureCode& code,
               RetainedPackets& packets,
               uint32_t windowFrames,
               bool keepsPackets = false);

    /**
     * A packet is part of the current window.
     * @param number its data number; it is kept
     * @param redundancy share of parity of a window that begins now, 0 to less than 1
     * @param now the time
     */
    void Add(uint32_t number, double redundancy, Nanoseconds now);

    /** @return whether a window is open */
    bool IsOpen() const
    {
        return m_isOpen;
    }

    /** @return whether a window is open that may not get any more packets */
    bool IsFull() const;

    /** @return when the open window began */
    Nanoseconds OpenedAt() const
    {
        return m_openedAt;
    }

    /** @return the number of the open window, or of the next one */
    uint32_t Current() const
    {
        return m_isOpen ? m_windows.End() - 1 : m_windows.End();
    }

    /** @return whether the open window may get parity */
    bool IsCoded() const
    {
        return m_redundancy > 0;
    }

    /** @return how many packets the last window had that ended */
    uint32_t PacketsOfLast() const
    {
        return m_packetsOfLast;
    }

    /**
     * End the open window. There is one.
     * @return its number, of how many packets it is, and how many rows of parity are to be sent
     */
    ClosedWindow Close();

    /**
     * @param row of the window that was closed last; no other one has begun since
     * @return its parity
     */
    ByteView Parity(uint32_t row) const
    {
        return m_encoder.Parity(row);
    }

    /**
     * @param block a window
     * @param index place in it
     * @return the data number, nothing if the window is forgotten
     */
    std::optional<uint32_t> DataNumber(uint32_t block, uint32_t index) const;

    /**
     * The fate of a frame of this round has changed.
     * @param change what is known now
     */
    void Learn(const FateChange& change);

    /** @return packets that need a second round, since the last call of ClearFindings() */
    const std::vector<uint32_t>& Missing() const
    {
        return m_missing;
    }

    /** @return windows that were judged since the last call of ClearFindings(), or judged earlier
     * and now known better */
    const std::vector<uint32_t>& Judged() const
    {
        return m_judged;
    }

    /**
     * @param block a window that was judged
     * @return what became of its frames
     */
    WindowLoss& Loss(uint32_t block)
    {
        return m_windows[block].loss;
    }

    /**
     * @param block a window
     * @return what the exit lacks of it; nothing if it is forgotten, has no parity, was not judged,
     * or lacks nothing
     */
    std::optional<WindowShortage> Shortage(uint32_t block) const;

    /** Forget what was found. */
    void ClearFindings();

  private:
    /** A window as the entry remembers it. */
    struct Window
    {
        uint32_t first = 0;                 //!< data number of its first packet
        uint32_t packets = 0;               //!< k
        uint32_t parity = 0;                //!< n - k
        WindowLoss loss;                    //!< what became of its frames
        bool isCoded = false;               //!< whether it may get parity
        bool isClosed = false;              //!< whether all its frames were sent
        bool isJudged = false;              //!< whether it was judged
        bool isKept = false;                //!< whether its packets are
        std::bitset<MOST_FRAMES> isMissing; //!< packets that have not arrived
        std::bitset<MOST_FRAMES> isUnknown; //!< of these, those of which nothing is known
    };

    /**
     * Begin a window.
     * @param number data number of its first packet
     * @param redundancy its share of parity
     * @param now the time
     */
    void Open(uint32_t number, double redundancy, Nanoseconds now);

    /**
     * @param packets of a window
     * @return its rows of parity, as many as there is room for
     */
    uint32_t ParityFor(uint32_t packets) const;

    /** @param window whose packets may be forgotten, as far as it needs them */
    void Release(Window& window);

    /**
     * Judge a window if its time has come.
     * @param block its number
     */
    void JudgeIfComplete(uint32_t block);

    /**
     * The exit has all that it needs to rebuild a window, or never will.
     * @param window the window; it is coded
     */
    void SettleCoded(Window& window);

    /**
     * The fate of a packet of a window without parity is known.
     * @param number its data number
     * @param fate of its frame
     */
    void SettlePlain(uint32_t number, FrameFate fate);

    RetainedPackets& m_packets;      //!< where packets are kept
    BlockEncoder m_encoder;          //!< of the open window
    SerialRing<Window> m_windows;    //!< by block number
    std::vector<uint32_t> m_missing; //!< see Missing()
    std::vector<uint32_t> m_judged;  //!< see Judged()
    uint32_t m_windowFrames;         //!< of a window, parity included
    bool m_keepsPackets;             //!< of windows with parity, until they are judged
    uint32_t m_packetsOfLast = 0;    //!< as many as the last window had
    double m_redundancy = 0;         //!< of the open window
    Nanoseconds m_openedAt{0};       //!< when it began
    bool m_isOpen = false;           //!< whether there is one
};

} // namespace qos
} // namespace ns3

#endif // QOS_FIRST_ROUND_H
