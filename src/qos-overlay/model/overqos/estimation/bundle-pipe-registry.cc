/* SPDX-License-Identifier: GPL-2.0-only */

#include "bundle-pipe-registry.h"

#include "multcp-pipe.h"
#include "tfrc-pipe.h"

#include <memory>

namespace ns3
{
namespace qos
{

BundlePipeRegistry&
BundlePipes()
{
    static BundlePipeRegistry registry = [] {
        BundlePipeRegistry builtIn("pipe");
        builtIn.Register(MulTcpPipe::NAME, [](const BundlePipeParams& params) {
            return std::make_unique<MulTcpPipe>(params);
        });
        builtIn.Register(MulTcpPipe::SMOOTH_NAME, [](const BundlePipeParams& params) {
            return std::make_unique<MulTcpPipe>(params, SmoothMulTcpFactors);
        });
        builtIn.Register(TfrcPipe::NAME, [](const BundlePipeParams& params) {
            return std::make_unique<TfrcPipe>(params);
        });
        return builtIn;
    }();
    return registry;
}

} // namespace qos
} // namespace ns3
