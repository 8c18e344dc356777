/* SPDX-License-Identifier: GPL-2.0-only */

#include "input-round.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

uint32_t
InputRound::Add()
{
    const auto isFree = [](const EngineInput& input) { return input.isFree; };
    const auto free = std::find_if(m_inputs.begin(), m_inputs.end(), isFree);
    const auto number = static_cast<uint32_t>(free - m_inputs.begin());
    if (free == m_inputs.end())
    {
        m_inputs.emplace_back();
    }
    m_inputs[number].isFree = false;
    return number;
}

void
InputRound::Free(uint32_t number)
{
    if (m_inputs[number].isActive)
    {
        for (uint32_t i = 0; i < m_active.Size(); ++i)
        {
            if (m_active[i] == number)
            {
                m_active.Remove(i);
                break;
            }
        }
    }
    m_inputs[number] = EngineInput();
}

void
InputRound::Activate(uint32_t number)
{
    EngineInput& input = m_inputs[number];
    if (input.isActive || input.unplaced > 0)
    {
        return;
    }
    input.isActive = true;
    if (IsInTurn(number))
    {
        m_active.PushFront(number);
    }
    else
    {
        m_active.PushBack(number);
    }
}

} // namespace qos
} // namespace ns3
