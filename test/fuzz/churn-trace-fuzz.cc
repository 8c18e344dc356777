/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/traced-churn.h"

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>

/**
 * @file
 * A trace of nodes that go and come back, whatever is in it: it is read, or refused with a
 * sentence; if it is read, its events come in order and are about the nodes that there are.
 */

using namespace ns3::qos;

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    constexpr uint32_t FIRST = 1;
    constexpr uint32_t NODES = 8;
    try
    {
        std::istringstream text(std::string(data, data + size));
        TracedChurn churn = TracedChurn::Parse(text, FIRST, NODES);
        Nanoseconds last{0};
        for (; churn.Next().at != FOREVER; churn.Pop())
        {
            const ChurnEvent event = churn.Next();
            if (event.at < last || event.node < FIRST || event.node - FIRST >= NODES)
            {
                __builtin_trap();
            }
            last = event.at;
        }
    }
    catch (const std::invalid_argument&)
    {
        return 0;
    }
    return 0;
}
