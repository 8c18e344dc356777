/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_INPUT_ROUND_H
#define QOS_INPUT_ROUND_H

#include "bounded-ring.h"
#include "engine-input.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * Weighted round robin over the inputs of a node. Only those that have something to process wait
 * for their turn, so that nothing is scanned.
 *
 * An input that has to wait for room in the middle of its turn goes on with it afterwards: the
 * weights hold also where the outputs are what is scarce.
 *
 * Source: iOverlay (Middleware 2004), section 2.2.
 */
class InputRound
{
  public:
    /** @return number of a new input, in place of a free one */
    uint32_t Add();

    /** @param number of an input that belongs to nothing any more */
    void Free(uint32_t number);

    /**
     * @param number of an input
     * @return the input; until the next Add()
     */
    EngineInput& operator[](uint32_t number)
    {
        return m_inputs[number];
    }

    /**
     * @param number of an input
     * @return messages in its buffer
     */
    uint32_t Buffered(uint32_t number) const
    {
        return m_inputs[number].buffer.Size();
    }

    /** @return above all numbers */
    uint32_t End() const
    {
        return static_cast<uint32_t>(m_inputs.size());
    }

    /** @return whether no input waits for its turn */
    bool IsEmpty() const
    {
        return m_active.IsEmpty();
    }

    /** @return number of the input whose turn it is; there must be one */
    uint32_t Front()
    {
        return m_active.Front();
    }

    /** The input whose turn it is waits no longer for it. */
    void Take()
    {
        m_inputs[m_active.PopFront()].isActive = false;
    }

    /**
     * An input has something to process.
     * @param number of the input, which may wait already
     */
    void Activate(uint32_t number);

    /**
     * @param number of an input that has nothing to process: its turn is over
     */
    void EndTurn(uint32_t number)
    {
        m_inputs[number].left = m_inputs[number].weight;
    }

    /**
     * @param number of an input of which a message was processed; if it was the last one of its
     * turn, the turn is over
     */
    void Count(uint32_t number)
    {
        if (--m_inputs[number].left == 0)
        {
            EndTurn(number);
        }
    }

    /**
     * @param number of an input
     * @return whether it is in the middle of its turn
     */
    bool IsInTurn(uint32_t number) const
    {
        return m_inputs[number].left < m_inputs[number].weight;
    }

    /** @param set gets the memory of the first input, and of whose turn it is */
    void AddTo(WorkingSet& set) const
    {
        m_active.AddTo(set);
        if (!m_inputs.empty())
        {
            set.Add(m_inputs.data(), sizeof(EngineInput));
            m_inputs.front().buffer.AddTo(set);
        }
    }

  private:
    std::vector<EngineInput> m_inputs; //!< by number
    BoundedRing<uint32_t> m_active;    //!< those that wait for their turn
};

} // namespace qos
} // namespace ns3

#endif // QOS_INPUT_ROUND_H
