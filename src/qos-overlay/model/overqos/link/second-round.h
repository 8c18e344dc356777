/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SECOND_ROUND_H
#define QOS_SECOND_ROUND_H

#include "fate-counts.h"
#include "first-round.h"
#include "retained-packets.h"
#include "sent-frames.h"

#include "ns3/array-view.h"
#include "ns3/block-encoder.h"
#include "ns3/serial-ring.h"
#include "ns3/units.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** When the frames of a second round are sent. */
enum class SecondRoundPolicy : uint8_t
{
    Burst,      //!< at once, one after the other, as the paper describes it
    Spread,     //!< evenly over a time, so that they do not share one burst of losses
    Incremental //!< spread; where parity of a window has arrived, and too little, more parity of it
                //!< goes in place of its lost packets
};

/** A frame of the second round whose time has come. */
struct DueFrame
{
    FrameKind kind = FrameKind::Data; //!< data or parity
    uint32_t block = 0;               //!< its block
    uint8_t index = 0;                //!< place in it, or row
    uint8_t sources = 0;              //!< parity: packets of the block
    bool isCoded = false;             //!< data: parity of its block may follow
    uint32_t data = 0;                //!< data: its number

    /** Parity: the window of the first round whose row it is, if it is none of its block. */
    std::optional<uint32_t> window;
};

/**
 * @ingroup qos-overqos-link
 * The second round of coding: blocks of retransmissions, followed by parity of their own.
 *
 * What is missing is sent again and joins the open block. With a block time of 0, for reports on
 * whole windows, all that one report brings is one block, which ends there. Otherwise a block
 * collects for that time.
 *
 * Source: OverQoS (NSDI 2004), section 3.2, whose text on the second round is reconstructed: lost
 * packets are sent once more, with a redundancy of their own. Spreading is this project's, because
 * a burst that takes all of a block takes its parity as well.
 *
 * So are further rows of a window (type-II hybrid ARQ, incremental redundancy): where l packets are
 * missing and parity has arrived, fewer than l frames make up for them. They are a block without
 * packets of its own here.
 */
class SecondRound
{
  public:
    /** Most packets of a block; leaves room for parity in a code over GF(2^8). */
    static constexpr uint32_t MOST_PACKETS = 128;

    /** How many frames of parity a block of so many packets gets. */
    using ParityRule = std::function<uint32_t(uint32_t packets)>;

    /** What it is made of. */
    struct Params
    {
        bool isCoded = true; //!< whether there are blocks; retransmissions stand alone if not
        SecondRoundPolicy policy = SecondRoundPolicy::Spread; //!< when frames are sent
        Nanoseconds blockTime{0};  //!< how long a block collects; 0: what one report brings
        Nanoseconds spreadTime{0}; //!< over how long what one report brings is spread; parity that
                                   //!< comes later, over a block time
    };

    /**
     * @param code makes parity
     * @param packets where packets are kept
     * @param parity how much of it a block gets
     */
    SecondRound(ErasureCode& code, RetainedPackets& packets, ParityRule parity);

    /** @param params from now on */
    void SetParams(const Params& params)
    {
        m_params = params;
    }

    /**
     * Send packets again.
     * @param numbers their data numbers; those that are no longer kept are passed over
     * @param now the time
     */
    void Add(const std::vector<uint32_t>& numbers, Nanoseconds now);

    /**
     * Send further rows of a window in place of packets. A row serves all of them, or none if too
     * few arrive.
     * @param window what is lacking, all of whose packets are kept
     * @param numbers data numbers of its packets that are missing
     * @param rows how many, at least as many as are needed; with those of before and the packets at
     * most 255
     * @param now the time
     */
    void AddRows(const WindowShortage& window,
                 ArrayView<const uint32_t> numbers,
                 uint32_t rows,
                 Nanoseconds now);

    /** @return when NextDue() is to be asked again, FOREVER if nothing is planned */
    Nanoseconds NextEvent() const;

    /**
     * End the open block if its time is over.
     * @param now the time
     */
    void Advance(Nanoseconds now);

    /**
     * @param now the time
     * @param frame where to put the next frame to be sent
     * @return whether there is one
     */
    bool TakeDue(Nanoseconds now, DueFrame& frame);

    /**
     * @param block of a frame that was taken, and not judged yet
     * @param row of parity
     * @return the parity
     */
    ByteView Parity(uint32_t block, uint32_t row) const;

    /**
     * A frame that was taken has been sent.
     * @param frame the frame
     */
    void Sent(const DueFrame& frame);

    /**
     * @param block a block
     * @param index place in it
     * @return the data number, nothing if the block is forgotten
     */
    std::optional<uint32_t> DataNumber(uint32_t block, uint32_t index) const;

    /**
     * The fate of a frame of this round has changed.
     * @param change what is known now
     */
    void Learn(const FateChange& change);

    /** @return packets that are missing after their second round, since the last call of
     * ClearFindings() */
    const std::vector<uint32_t>& Missing() const
    {
        return m_missing;
    }

    /** Forget what was found. */
    void ClearFindings()
    {
        m_missing.clear();
    }

  private:
    /** Most blocks that are remembered. */
    static constexpr uint32_t MOST_BLOCKS = 4096;

    /** A block as the entry remembers it. */
    struct Block
    {
        std::vector<uint32_t> packets;         //!< data numbers of what it repairs
        std::vector<bool> isMissing;           //!< packets not known to have arrived
        std::unique_ptr<BlockEncoder> encoder; //!< makes its parity; none if it gets none
        uint32_t sent = 0;                     //!< of these, as many as are sent: all or none
        uint32_t needed = 0;                   //!< frames that suffice
        uint32_t parity = 0;                   //!< rows
        uint32_t unsentParity = 0;             //!< of these, not sent yet
        FateCounts frames;                     //!< how many met which fate
        bool isClosed = false;                 //!< whether it gets no more packets
        bool isJudged = false;                 //!< whether it was judged
    };

    /** A frame that is to be sent. */
    struct Planned
    {
        Nanoseconds due{0}; //!< when
        uint64_t order = 0; //!< after which others that are due then
        DueFrame frame;     //!< what

        /**
         * @param other another one
         * @return whether it is sent after the other
         */
        bool operator<(const Planned& other) const
        {
            return due != other.due ? due > other.due : order > other.order;
        }
    };

    /** @return a new block, with an encoder */
    Block& PushBlock();

    /**
     * A packet joins the open block.
     * @param number its data number
     * @param packet the packet
     */
    void Join(uint32_t number, RetainedPacket& packet);

    /** End the open block; its parity joins what is to be sent. */
    void CloseBlock();

    /** @param block its encoder, if it has one, may be used for others */
    void FreeEncoder(Block& block);

    /**
     * Plan what is to be sent, and begin anew.
     * @param now the time
     * @param spreadTime over how long, if it is spread
     */
    void PlanBatch(Nanoseconds now, Nanoseconds spreadTime);

    /**
     * What became of a packet in this round is known, or will not be.
     * @param number its data number
     * @param fate of its frame, or of its block
     */
    void Settle(uint32_t number, FrameFate fate);

    /**
     * Judge a block if its time has come.
     * @param number the block
     */
    void JudgeIfComplete(uint32_t number);

    ErasureCode& m_code;                                   //!< makes parity
    RetainedPackets& m_packets;                            //!< where packets are kept
    ParityRule m_parity;                                   //!< how much parity
    Params m_params;                                       //!< knobs
    SerialRing<Block> m_blocks;                            //!< by number
    std::vector<std::unique_ptr<BlockEncoder>> m_encoders; //!< not in use
    std::vector<DueFrame> m_batch;                         //!< to be planned
    std::vector<Planned> m_planned;                        //!< a heap, the next one first
    std::vector<uint32_t> m_missing;                       //!< see Missing()
    uint64_t m_order = 0;                                  //!< frames planned so far
    Nanoseconds m_openedAt{0};                             //!< when the open block began
    uint32_t m_open = 0;                                   //!< its number
    bool m_isOpen = false;                                 //!< whether there is one
};

} // namespace qos
} // namespace ns3

#endif // QOS_SECOND_ROUND_H
