/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/observer-commands.h"
#include "ns3/observer-reports.h"
#include "ns3/status-report.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

/**
 * @file
 * Reports of nodes and commands of the observer: what is read is written again as it was.
 */

using namespace ns3::qos;

namespace
{

/**
 * @tparam Content what to read
 * @param bytes of a payload
 */
template <typename Content>
void
ReadAndWrite(ByteView bytes)
{
    if (const auto content = Content::Read(bytes))
    {
        const Payload payload = content->Write();
        if (!std::equal(bytes.begin(), bytes.end(), payload->begin(), payload->end()))
        {
            std::abort();
        }
    }
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    const ByteView bytes(data, size);
    ReadAndWrite<StatusReport>(bytes);
    ReadAndWrite<LinkBandwidthCommand>(bytes);
    ReadAndWrite<DeployCommand>(bytes);
    ReadAndWrite<WeightCommand>(bytes);
    ReadAndWrite<BootRequest>(bytes);
    ReadAndWrite<NodeDown>(bytes);
    return 0;
}
