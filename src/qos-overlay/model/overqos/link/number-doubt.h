/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_NUMBER_DOUBT_H
#define QOS_NUMBER_DOUBT_H

#include "ns3/serial-number.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-link
 * A number that nobody believes, until another one shortly behind it proves that numbers have
 * jumped: one may be forged, or damaged.
 */
class NumberDoubt
{
  public:
    /** How close behind the doubted number another one proves it. */
    static constexpr uint32_t CLOSE = 64;

    /**
     * @param number one that is implausible
     * @return whether it proves the one that is doubted
     */
    bool IsProof(uint32_t number) const
    {
        return m_isDoubting && SerialIsBefore(m_number, number) && number - m_number <= CLOSE;
    }

    /**
     * @param number one that is implausible
     * @return whether it proves the one that is doubted; if not, it is doubted in its place
     */
    bool Judge(uint32_t number)
    {
        const bool isProof = IsProof(number);
        if (!isProof)
        {
            Doubt(number);
        }
        return isProof;
    }

    /** @param number to be doubted in place of any other */
    void Doubt(uint32_t number)
    {
        m_number = number;
        m_isDoubting = true;
    }

    /** A number was plausible: they have not jumped. */
    void Clear()
    {
        m_isDoubting = false;
    }

  private:
    uint32_t m_number = 0;     //!< the doubted one
    bool m_isDoubting = false; //!< whether there is one
};

} // namespace qos
} // namespace ns3

#endif // QOS_NUMBER_DOUBT_H
