/* SPDX-License-Identifier: GPL-2.0-only */

#include "uniform-stream.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace qos
{

UniformSource
UniformStream(int64_t stream)
{
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    return [random] { return random->GetValue(0, 1); };
}

} // namespace qos
} // namespace ns3
