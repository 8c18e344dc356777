/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REPAIR_COST_H
#define QOS_REPAIR_COST_H

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-redundancy
 * What lost packets cost in repairs, compared with what was expected: less where some are not worth
 * a repair, or where blocks are too small for the parity of whole windows; more where they get
 * whole frames of it.
 *
 * Ours; OverQoS (NSDI 2004) takes the redundancy that was chosen for the one that is sent.
 */
class RepairCost
{
  public:
    /**
     * Packets are missing.
     * @param frames of later rounds that they are expected to cost
     */
    void AddExpected(double frames)
    {
        constexpr double MEMORY = 500; // frames, after which one counts 1/e
        const double kept = MEMORY / (MEMORY + frames);
        m_expected = m_expected * kept + frames;
        m_sent *= kept;
    }

    /** @param frames of later rounds that are sent */
    void AddSent(double frames)
    {
        m_sent += frames;
    }

    /** @return frames that are sent per frame that is expected; 1 before anything is known */
    double Factor() const
    {
        constexpr double PRIOR = 20; // frames: a few blocks make a difference
        return (m_sent + PRIOR) / (m_expected + PRIOR);
    }

  private:
    double m_expected = 0; //!< fading sum
    double m_sent = 0;     //!< fading sum
};

} // namespace qos
} // namespace ns3

#endif // QOS_REPAIR_COST_H
