/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CLVL_EXIT_H
#define QOS_CLVL_EXIT_H

#include "arrived-frames.h"
#include "block-assembly.h"
#include "block-source.h"
#include "bundle-packet.h"
#include "clvl-frame.h"
#include "clvl-params.h"
#include "clvl-report.h"
#include "data-receipts.h"
#include "data-symbol.h"
#include "followed-number.h"

#include "ns3/serial-ring.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace ns3
{
namespace qos
{

/** What the exit of a virtual link does with a packet and with a report. */
class ExitSink
{
  public:
    virtual ~ExitSink() = default;

    /**
     * A packet of the bundle came out of the link, for the first and only time.
     * @param packet the packet; its bytes live until the call returns
     * @param wasRepaired whether it came by way of parity or of a retransmission
     */
    virtual void Deliver(const BundlePacket& packet, bool wasRepaired) = 0;

    /** @param report to be sent to the entry now */
    virtual void Report(const ClvlReport& report) = 0;
};

/** What came to the exit of a virtual link. */
struct ExitCounters
{
    uint64_t frames = 0;           //!< used
    uint64_t duplicateFrames = 0;  //!< of a link number that was seen before
    uint64_t oldFrames = 0;        //!< too old to be judged, or parity that comes too late
    uint64_t refusedFrames = 0;    //!< of an impossible number, content or incarnation
    uint64_t duplicatePackets = 0; //!< packets that were there already
    uint64_t latePackets = 0;      //!< frames of a packet that had been given up
    uint64_t repaired = 0;         //!< packets delivered by way of parity or of a retransmission
    uint64_t reports = 0;          //!< sent
};

/**
 * @ingroup qos-overqos-link
 * The exit of a controlled-loss virtual link: delivers packets, rebuilds lost ones, and tells the
 * entry what arrived.
 *
 * A packet is delivered at once and out of order; whoever wants order puts a Resequencer behind it.
 * A frame whose content is refused or comes too late counts as lost, so that the entry does not
 * take for delivered what is not.
 *
 * It knows no simulator; time is an argument.
 *
 * Source: OverQoS (NSDI 2004), sections 3.3 and 4.
 */
class ClvlExit
{
  public:
    /**
     * @param params the knobs of the link
     * @param incarnation a number that no earlier exit of this link had
     * @param sink what to do with packets and reports; it outlives the exit
     * @throws std::invalid_argument if a knob is out of range
     */
    ClvlExit(const ClvlParams& params, uint32_t incarnation, ExitSink& sink);

    /**
     * A frame arrived.
     * @param frame from the network: its fields may be anything
     * @param now the time
     */
    void Receive(const ClvlFrame& frame, Nanoseconds now);

    /** @return when Advance() is to be called, FOREVER if nothing is planned */
    Nanoseconds NextEvent() const;

    /**
     * Do what is due.
     * @param now the time
     */
    void Advance(Nanoseconds now);

    /** @param kbps b_max to be told with every report; 0: any rate */
    void SetMostKbps(uint32_t kbps)
    {
        m_mostKbps = kbps;
    }

    /**
     * Send a report now, such as when b_max has fallen.
     * @param now the time
     */
    void ReportNow(Nanoseconds now);

    /** @param source where packets are found if the code only counts; outlives the exit */
    void SetBlockSource(const BlockSource* source)
    {
        m_source = source;
    }

    /** @return whether its code needs bytes, and rebuilds some */
    bool HasBytes() const
    {
        return m_code->HasBytes();
    }

    /** @return packets delivered and given up */
    const DataReceipts& Receipts() const
    {
        return m_receipts;
    }

    /** @return which frames arrived */
    const ArrivedFrames& Frames() const
    {
        return m_frames;
    }

    /** @return what came */
    const ExitCounters& GetCounters() const
    {
        return m_counters;
    }

  private:
    /** A report that was sent. */
    struct Sent
    {
        Nanoseconds at{0}; //!< when
        uint32_t edge = 0; //!< its edge
    };

    /**
     * @param frame a frame
     * @return whether it belongs to the entry that is heard, or to a new one
     */
    bool IsOfEntry(const ClvlFrame& frame);

    /**
     * Forget all that arrived, but for the counters.
     * @param frame the first one from now on
     */
    void Restart(const ClvlFrame& frame);

    /**
     * @param frame of the entry
     * @param data what it carries, if that is data
     * @return whether its numbers can have moved on so far since the last frames
     */
    bool IsPlausible(const ClvlFrame& frame, const std::optional<DataSymbol>& data);

    /**
     * A frame is new.
     * @param frame the frame
     * @param data what it carries, if that is data
     * @return whether that was of use, or was there already
     */
    bool Take(const ClvlFrame& frame, const std::optional<DataSymbol>& data);

    /**
     * Remember the numbers of a frame.
     * @param frame that was taken
     * @param data what it carries, if that is data
     */
    void NoteNumbers(const ClvlFrame& frame, const std::optional<DataSymbol>& data);

    /**
     * @param symbol of data
     * @param size bytes of the symbol on the wire
     * @return what it is; nothing if it is malformed or too long
     */
    std::optional<DataSymbol> Read(ByteView symbol, uint32_t size) const;

    /**
     * A packet is there.
     * @param data the packet
     * @param wasRepaired whether it came by way of parity or of a retransmission
     * @return false if it comes too late
     */
    bool Accept(const DataSymbol& data, bool wasRepaired);

    /**
     * A coded frame goes to its block, which may be rebuilt by it.
     * @param frame the frame
     * @return what became of it, or of what was rebuilt
     */
    CodedFate AddToBlock(const ClvlFrame& frame);

    /**
     * @param block of the first round that was rebuilt
     * @return the data number of its first packet, as one that arrived tells; nothing if none did
     */
    std::optional<uint32_t> FirstNumber(const BlockDecoder& block) const;

    /**
     * A block was rebuilt.
     * @param frame that did it
     * @param block the block
     * @return Used, unless one of the packets comes too late or is impossible
     */
    CodedFate TakeRebuilt(const ClvlFrame& frame, const BlockDecoder& block);

    /** @return how long a packet or a block is waited for */
    Nanoseconds Patience() const
    {
        return RepairPatience(m_window, m_rtt);
    }

    /** Report if there is a reason to. */
    void ReportIfDue();

    /** Send a report. */
    void Report();

    ClvlParams m_params;                   //!< knobs
    uint32_t m_incarnation;                //!< of this exit
    ExitSink& m_sink;                      //!< packets and reports
    std::unique_ptr<ErasureCode> m_code;   //!< rebuilds
    ArrivedFrames m_frames;                //!< by link number
    DataReceipts m_receipts;               //!< by data number
    FollowedNumber m_data;                 //!< data numbers of the first round
    FollowedNumber m_firstBlocks;          //!< block numbers of the first round
    FollowedNumber m_secondBlocks;         //!< block numbers of the second round
    BlockAssembly m_first;                 //!< coded windows
    BlockAssembly m_second;                //!< coded blocks of retransmissions
    const BlockSource* m_source = nullptr; //!< see SetBlockSource()
    ExitCounters m_counters;               //!< what came
    ClvlReport m_report;                   //!< the last one
    SerialRing<Sent> m_sent;               //!< reports of the last windows
    Nanoseconds m_now{0};                  //!< time of the current call
    Nanoseconds m_rtt{0};                  //!< as the entry says
    Nanoseconds m_window{0};               //!< as the entry says
    Nanoseconds m_latestAt{0};             //!< when the latest frame arrived
    Nanoseconds m_reportAt = FOREVER;      //!< when the next report is due
    uint32_t m_entry = 0;                  //!< incarnation of the entry
    uint32_t m_latest = 0;                 //!< link number of the latest frame that arrived
    uint32_t m_windowBegin = 0;            //!< link number with which the newest window began
    uint32_t m_mostKbps = 0;               //!< b_max
    uint64_t m_reportedLoss = 0;           //!< frames that were lost by the last report
    bool m_isWindowOver = false;           //!< the window before the newest is not reported yet
    bool m_isProbed = false;               //!< the entry asked
};

} // namespace qos
} // namespace ns3

#endif // QOS_CLVL_EXIT_H
