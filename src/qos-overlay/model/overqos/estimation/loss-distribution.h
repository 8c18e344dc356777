/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LOSS_DISTRIBUTION_H
#define QOS_LOSS_DISTRIBUTION_H

#include "ns3/units.h"

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-estimation
 * The part of the mean loss that windows with more than a share r of lost packets cause:
 * G(r) = integral from r to 1 of p f(p) dp, at r = j/n for j = 0 to n.
 *
 * A code that spends the share r of a window on redundancy rebuilds windows with at most that loss
 * and nothing of the others, so G(r) is the loss that it leaves. G(0) is the mean loss.
 *
 * Source: OverQoS (NSDI 2004), section 3.2; the formula is reconstructed.
 * @param shares n + 1 shares of the windows, by their loss j/n; they add up to 1
 * @return n + 1 values that never rise
 */
Eigen::ArrayXd TailLoss(const Eigen::ArrayXd& shares);

/**
 * The least redundancy with G(r) <= target, found in O(log n).
 * @param tail values of G as of TailLoss()
 * @param target loss that may be left, 0 or more
 * @return the share of a window that is redundancy, j/n; 1 if no code can do it
 */
double LeastRedundancy(const Eigen::ArrayXd& tail, double target);

/** The knobs of a loss distribution. */
struct LossDistributionParams
{
    /** Losses are told apart in steps of 1/bins; 100 is the largest window of common rates. */
    uint32_t bins = 100;

    /** Windows that are remembered: 100 s at 100 ms, so that the tail is seen. */
    uint32_t windows = 1000;

    /** After this time without traffic the path is a new one. */
    Nanoseconds idle = std::chrono::seconds{60};

    /** Round-trip times that leave the range of those before by more than this share, for good, are
     * another route. */
    double routeChange = 0.5;

    /** Windows of a block, of which the least round-trip time counts: a queue is rarely full for
     * so long. */
    uint32_t routeWindows = 16;

    /** Blocks in a row that must have left the range: 5 s at 100 ms. A queue that swings comes back
     * before, or has been there before. */
    uint32_t routeBlocks = 3;

    /** Samples per probability that is estimated: 20/u (OverQoS, Figure 8(c)). */
    double samplesPerTail = 20;

    /** So many windows are enough for any probability: a code that has to see the tail of 0.1 % by
     * itself would wait for 20 000 of them. */
    uint32_t enoughWindows = 500;
};

/**
 * @ingroup qos-overqos-estimation
 * f(p): how often a coding window loses which share of its packets, over the latest windows.
 *
 * A window of any size counts once. Its loss, which mostly lies between two bins, is divided among
 * them such that the mean is exact. Weights are integers, so that a window leaves as it came and
 * nothing drifts. Adding, amending and forgetting a window is O(1); G is computed when it is asked
 * for after a change, O(bins).
 *
 * Source: OverQoS (NSDI 2004), section 3.2, reconstructed; memory, restarts and divided bins are
 * ours.
 */
class LossDistribution
{
  public:
    /** A window that was added, for Amend(). */
    using Handle = uint64_t;

    /**
     * @param params the knobs
     * @throws std::invalid_argument if a knob is 0 or negative
     */
    explicit LossDistribution(const LossDistributionParams& params = LossDistributionParams());

    /**
     * Add a window; forget the oldest one if there are too many, and all of them after an idle
     * time.
     * @param now the time
     * @param lost packets of the window that the network lost
     * @param sent packets of the window, at least 1
     * @return its handle
     * @throws std::invalid_argument if more were lost than sent, or nothing was sent
     */
    Handle Add(Nanoseconds now, uint32_t lost, uint32_t sent);

    /**
     * Correct a window: a packet that was counted as lost came late.
     * @param window its handle
     * @param lost packets of the window that the network lost
     * @return whether the window is still remembered and was not removed; nothing happens if not
     * @throws std::invalid_argument if more were lost than sent
     */
    bool Amend(Handle window, uint32_t lost);

    /**
     * Take a window out: it says nothing about the path.
     * @param window its handle
     * @return whether it was remembered; nothing happens if not
     */
    bool Remove(Handle window);

    /**
     * Take notice of a round-trip time; everything is forgotten if it tells of another route.
     *
     * A route changes all round-trip times at once and for good. A queue changes them as well, but
     * within a range, to which it returns. So the least ones of a few blocks of windows are
     * compared with those of all blocks before, as far as windows are remembered.
     * @param rtt the least one of a window
     * @return whether everything was forgotten
     */
    bool NoteRtt(Nanoseconds rtt);

    /** Forget all windows, and the route. */
    void Restart();

    /** @return how many windows are remembered, without those that were removed */
    std::size_t Windows() const
    {
        return m_known;
    }

    /** @return the mean loss, G(0); 0 without windows */
    double Mean() const;

    /** @return G at j/bins for j = 0 to bins; valid until the next change */
    const Eigen::ArrayXd& Tail() const;

    /**
     * @param redundancy a share of a window, 0 to 1
     * @return G at the last bin that is not above it
     */
    double G(double redundancy) const;

    /**
     * @param target loss that may be left
     * @return the least share of redundancy that does it, 1 if none does
     */
    double LeastRedundancy(double target) const
    {
        return qos::LeastRedundancy(Tail(), target);
    }

    /**
     * Whether there are 20/u windows, or as many as are waited for, or the memory is full.
     * @param probability u, of the tail that matters, above 0
     * @return whether such a tail can be estimated
     */
    bool HasEnoughFor(double probability) const;

  private:
    /** A window that is remembered. */
    struct Window
    {
        uint32_t lost; //!< packets
        uint32_t sent; //!< packets; 0: it was removed
    };

    /**
     * @param window a handle
     * @return the window, null if it is forgotten or was removed
     */
    Window* Find(Handle window);

    /**
     * @param window a window
     * @param sign 1 to count it, -1 to take it out
     */
    void Count(const Window& window, int64_t sign);

    /** Forget all windows. */
    void ForgetWindows();

    /** @return whether the latest blocks are of another route than those before */
    bool HasRouteChanged() const;

    LossDistributionParams m_params;                    //!< the knobs
    std::vector<Window> m_windows;                      //!< a ring, by handle
    Handle m_next = 0;                                  //!< handle of the next window
    std::size_t m_count = 0;                            //!< places taken in the ring
    std::size_t m_known = 0;                            //!< of these, windows not removed
    Nanoseconds m_latest{0};                            //!< time of the last window
    Eigen::Array<int64_t, Eigen::Dynamic, 1> m_weights; //!< of the bins, parts of WHOLE
    mutable Eigen::ArrayXd m_tail;                      //!< G, if it is not stale
    mutable bool m_isStale = true;                      //!< m_tail is older than m_weights
    std::deque<Nanoseconds> m_routeRtts;                //!< the least of each block
    Nanoseconds m_leastRtt{0};                          //!< the least of this block
    uint32_t m_rtts = 0;                                //!< windows in this block
};

} // namespace qos
} // namespace ns3

#endif // QOS_LOSS_DISTRIBUTION_H
