/* SPDX-License-Identifier: GPL-2.0-only */

#include "synthetic-path.h"

#include "uniform-stream.h"

#include "ns3/epoch-loss.h"
#include "ns3/gilbert-loss.h"

#include <utility>

namespace ns3
{
namespace qos
{

SyntheticPath
SyntheticPath::Make(const SyntheticPathParams& params, int64_t stream)
{
    const UniformSource begin = UniformStream(stream);
    const UniformSource end = UniformStream(stream + 1);
    const UniformSource third = UniformStream(stream + 2);
    SyntheticPath path;
    if (params.kind == "epoch-a" || params.kind == "epoch-b")
    {
        const EpochLoss::Params epochs = params.kind == "epoch-a"
                                             ? EpochLoss::ModelA(params.rtt, params.burst)
                                             : EpochLoss::ModelB(params.rtt, params.burst);
        path.process = std::make_unique<EpochLoss>(epochs, EpochLoss::Sources{third, begin, end});
        return path;
    }
    path.process = std::make_unique<GilbertLoss>(GilbertLoss::Params{params.loss, params.burst},
                                                 GilbertLoss::Sources{begin, end});
    if (params.kind == "outage")
    {
        auto outage =
            std::make_unique<OutageLoss>(OutageLoss::Params(),
                                         std::move(path.process),
                                         OutageLoss::Sources{third, UniformStream(stream + 3)});
        path.outage = outage.get();
        path.process = std::move(outage);
    }
    return path;
}

} // namespace qos
} // namespace ns3
