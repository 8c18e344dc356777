/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CLVL_ENTRY_H
#define QOS_CLVL_ENTRY_H

#include "block-source.h"
#include "bundle-packet.h"
#include "clvl-params.h"
#include "clvl-report.h"
#include "excused-losses.h"
#include "first-round.h"
#include "frame-sink.h"
#include "repair-choice.h"
#include "retained-packets.h"
#include "second-round.h"
#include "sent-frames.h"
#include "told-receipts.h"

#include "ns3/erasure-code.h"
#include "ns3/redundancy-control.h"
#include "ns3/rtt-filter.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace qos
{

/** What the entry of a virtual link has sent. */
struct EntryCounters
{
    uint64_t dataFrames = 0;         //!< packets, each for the first time
    uint64_t parityFrames = 0;       //!< parity of the first round
    uint64_t repairFrames = 0;       //!< packets that were sent again
    uint64_t repairParityFrames = 0; //!< parity of the second round
    uint64_t probeFrames = 0;        //!< probes
    uint64_t dataBytes = 0;          //!< symbols of the first kind
    uint64_t redundantBytes = 0;     //!< symbols of the others
    uint64_t withdrawnFrames = 0;    //!< of all these frames, those that never left (Withdraw())
    uint64_t refused = 0;            //!< packets that found no room, or were too long
};

/**
 * @ingroup qos-overqos-link
 * The entry of a controlled-loss virtual link (CLVL): numbers the packets of a bundle, adds parity,
 * and repairs what its exit reports as lost, so that the residual loss stays below a target.
 *
 * It knows neither a simulator nor a rate: whoever owns it hands over packets at the rate that the
 * link may have (BundleRate), and sends its frames. Time is an argument; NextEvent() tells when
 * Advance() is to be called.
 *
 * Source: OverQoS (NSDI 2004), sections 3.2 to 4.1.
 */
class ClvlEntry : public BlockSource
{
  public:
    /**
     * @param params its knobs
     * @param incarnation a number that no earlier entry of this link had, such as a random one
     * @param sink where frames go; it outlives the entry
     * @throws std::invalid_argument if a knob is out of range
     */
    ClvlEntry(const ClvlParams& params, uint32_t incarnation, FrameSink& sink);

    /**
     * Send a packet of the bundle.
     * @param packet the packet; its bytes are copied
     * @param now the time
     * @return false, and nothing is sent, if it is too long, or if no packet can be forgotten
     */
    bool Send(const BundlePacket& packet, Nanoseconds now);

    /**
     * End the window, whose parity is sent.
     * @param now the time
     */
    void Flush(Nanoseconds now);

    /**
     * A report came from the exit.
     * @param report what it says; the edge is not before the base
     * @param now the time
     * @return what it brought
     */
    LinkObservation Receive(const ClvlReport& report, Nanoseconds now);

    /** A frame that was transmitted has to wait: Delay() or Withdraw() follows. Meanwhile no answer
     * is overdue. */
    void Hold()
    {
        ++m_held;
    }

    /**
     * A frame that had to wait leaves only now.
     * @param link its number
     * @param now the time
     */
    void Delay(uint32_t link, Nanoseconds now);

    /**
     * A frame of redundancy that had to wait never leaves.
     * @param link its number
     * @param now the time
     */
    void Withdraw(uint32_t link, Nanoseconds now);

    /** @return how long the exit waits for a packet, and redundancy is of use to it */
    Nanoseconds Patience() const;

    /** @return when Advance() is to be called, FOREVER if nothing is planned */
    Nanoseconds NextEvent() const;

    /**
     * Do what is due.
     * @param now the time
     */
    void Advance(Nanoseconds now);

    /**
     * Recover losses, or only measure them, as in slow start.
     * @param isOn whether to recover
     */
    void SetRecovery(bool isOn)
    {
        m_isRecovering = isOn;
    }

    /** @param choice which lost packets are repaired; outlives the entry; null: all of them */
    void SetRepairChoice(RepairChoice* choice)
    {
        m_choice = choice;
    }

    /** @return frames whose fate is open; 0: the link is silent */
    uint32_t InFlight() const
    {
        return m_sent.InFlight();
    }

    /** @return the smoothed round-trip time, the configured one before the first sample */
    Nanoseconds Rtt() const;

    /** @return how long a window lasts */
    Nanoseconds WindowTime() const;

    /** @return the redundancy in use */
    const RedundancyDecision& GetRedundancy() const
    {
        return m_control.Current();
    }

    /** @return whether its code needs bytes, and makes some */
    bool HasBytes() const
    {
        return m_code->HasBytes();
    }

    /** @return what was sent */
    const EntryCounters& GetCounters() const
    {
        return m_counters;
    }

    /** @return what became of the packets, as far as is known */
    const PacketCounters& GetPacketCounters() const
    {
        return m_packets.GetCounters();
    }

    /** @return what happened to reports */
    const ReportCounters& GetReportCounters() const
    {
        return m_sent.GetCounters();
    }

    /** @return the loss of the link as the windows saw it */
    const RedundancyControl& GetControl() const
    {
        return m_control;
    }

    ByteView Symbol(CodingRound round, uint32_t block, uint32_t index) const override;

  private:
    /** End the open window and send its parity. */
    void CloseWindow();

    /** Send what is due of the second round. */
    void SendDue();

    /**
     * Send a frame.
     * @param frame what it is; number, times and incarnation are filled in
     * @param due what it is in the second round; null if it is of the first, or a probe
     * @param data number of its data, if it has some
     */
    void Emit(ClvlFrame& frame, uint32_t data, const DueFrame* due = nullptr);

    /** Ask the exit what became of the last frames, or give up. */
    void Probe();

    /** @return when an answer is overdue, FOREVER if none is waited for */
    Nanoseconds ProbeTime() const;

    /** @return how long after the last frame an answer is overdue */
    Nanoseconds ProbeTimeout() const;

    /** Tell the rounds what became of frames. */
    void Learn();

    /** Decide what becomes of packets that are missing. */
    void Repair();

    /** The same, if sending has found anything: what is too old to be remembered is settled. */
    void RepairIfNeeded();

    /**
     * @param packets of a block of retransmissions
     * @return frames of parity that it gets
     */
    uint32_t RepairParity(uint32_t packets);

    /**
     * @param number data number of a packet that is missing
     * @param packet the packet
     * @return whether the exit waits for it no longer; after an outage the old would hold up the
     * new
     */
    bool IsTooOld(uint32_t number, const RetainedPacket& packet) const;

    /**
     * @param number data number of a packet that is missing
     * @param packet the packet
     * @return whether it can be sent again, and would still be of use
     */
    bool MayRepair(uint32_t number, const RetainedPacket& packet) const;

    /**
     * @param packet a packet that is missing
     * @return whether it is worth a repair
     */
    bool IsChosen(const RetainedPacket& packet) const;

    /**
     * @param packet that stays lost
     * @param isOnPurpose whether recovery was not asked to repair it
     */
    void GiveUp(RetainedPacket& packet, bool isOnPurpose);

    /** @param report that brings news; what it says of packets is a measure of recovery */
    void LearnResidual(const ClvlReport& report);

    /** Send further rows of windows in place of packets of m_toRepair, where these are fewer. */
    void SendRows();

    /**
     * @param window what it lacks
     * @param packets of it that are to be repaired
     * @return how many further rows of it do that, 0 if they cannot, or if the packets are as few
     */
    uint32_t RowsFor(const WindowShortage& window, uint32_t packets);

    /**
     * Choose what is sent again; the rest is lost.
     * @param numbers packets that are missing
     */
    void Sort(const std::vector<uint32_t>& numbers);

    ClvlParams m_params;                 //!< knobs
    uint32_t m_incarnation;              //!< see ClvlFrame
    FrameSink& m_sink;                   //!< where frames go
    std::unique_ptr<ErasureCode> m_code; //!< makes parity
    RedundancyControl m_control;         //!< how much
    RetainedPackets m_packets;           //!< what may be needed again
    SentFrames m_sent;                   //!< what was sent
    FirstRound m_first;                  //!< windows
    SecondRound m_second;                //!< retransmissions
    ExcusedLosses m_excused;             //!< given up on purpose
    ToldReceipts m_told;                 //!< of the exit
    RttFilter m_rtt;                     //!< round-trip time
    EntryCounters m_counters;            //!< what was sent
    RepairChoice* m_choice = nullptr;    //!< see SetRepairChoice()
    std::vector<uint32_t> m_toRepair;    //!< packets for the second round
    Nanoseconds m_now{0};                //!< time of the current call
    Nanoseconds m_lastSent{0};           //!< when the last frame was sent
    uint32_t m_held = 0;                 //!< frames that wait, see Hold()
    uint32_t m_probes = 0;               //!< since the last news
    bool m_isRecovering = true;          //!< whether losses are recovered
};

} // namespace qos
} // namespace ns3

#endif // QOS_CLVL_ENTRY_H
