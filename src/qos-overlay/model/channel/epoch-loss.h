/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EPOCH_LOSS_H
#define QOS_EPOCH_LOSS_H

#include "gilbert-loss.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-channel
 * Losses on a path whose load changes slowly: quiet and busy epochs of fixed lengths take turns,
 * each with a loss rate and a mean burst of its own.
 *
 * The first packet comes at a random time of the first turn. An epoch does not go on with a burst
 * of the one before. The epochs of two rounds of a hybrid of FEC and ARQ are mostly the same, so
 * that their losses are correlated, as those of a congested path are.
 */
class EpochLoss final : public LossProcess
{
  public:
    /** What an epoch is like. */
    struct Epoch
    {
        Nanoseconds duration{0};  //!< of each, above 0
        GilbertLoss::Params loss; //!< in it
    };

    /** The knobs. */
    struct Params
    {
        Epoch quiet; //!< comes first in a turn
        Epoch busy;  //!< comes second

        /** @return share of the packets that are lost if they come at a constant rate */
        double LossRate() const;
    };

    /** Where random numbers come from. */
    struct Sources
    {
        UniformSource phase; //!< where in a turn the first packet comes
        UniformSource begin; //!< whether a burst begins
        UniformSource end;   //!< whether a burst ends
    };

    /**
     * Model A, a path that is nearly free of losses most of the time: a loss of 0.1 % for 50
     * round trips, of 5 % for 7; 40 in 5700, 0.70 %, on the whole. Ours; the paper has no such
     * model.
     * @param rtt a round-trip time
     * @param burst mean burst of both epochs
     * @return the parameters
     */
    static Params ModelA(Nanoseconds rtt, double burst = 1);

    /**
     * Model B, a path that is often congested: a loss of 0.5 % for 100 round trips, of 10 % for 20;
     * 2.1 % on the whole. Ours; the paper has no such model.
     * @param rtt a round-trip time
     * @param burst mean burst of both epochs
     * @return the parameters
     */
    static Params ModelB(Nanoseconds rtt, double burst = 1);

    /**
     * @param params the knobs
     * @param sources of random numbers
     * @throws std::invalid_argument if a knob is out of range
     */
    EpochLoss(const Params& params, const Sources& sources);

    bool IsLost(Nanoseconds now) override;
    void Reset() override;

    /**
     * @param now not before the last packet
     * @return whether the path is busy then
     */
    bool IsBusy(Nanoseconds now);

  private:
    /** @param now is past the current epoch, or there is none yet */
    void Enter(Nanoseconds now);

    Params m_params;         //!< the knobs
    UniformSource m_phase;   //!< source of the phase
    GilbertLoss m_quiet;     //!< losses in quiet epochs
    GilbertLoss m_busy;      //!< losses in busy epochs
    bool m_hasBegun = false; //!< a packet has come
    bool m_isBusy = false;   //!< what the current epoch is
    Nanoseconds m_turn{0};   //!< when the current turn began
    Nanoseconds m_end{0};    //!< when the current epoch ends, exclusive
};

} // namespace qos
} // namespace ns3

#endif // QOS_EPOCH_LOSS_H
