/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LOSS_ARGUMENT_H
#define QOS_LOSS_ARGUMENT_H

#include "ns3/loss-error-model.h"
#include "ns3/ptr.h"

#include <pybind11/pybind11.h>

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @param name of a model: epoch, gilbert, gilbert-elliott, outage or trace
 * @param knobs attributes of the model, as SetKnobs() takes them; outage has `other` too: name
 * and knobs, a pair, of what is lost between outages
 * @return the model, which could make a process of losses
 * @throws ParameterError and std::invalid_argument if that is no model, or the knobs are wrong or
 * do not fit together
 */
Ptr<LossErrorModel> ReadLossModel(const std::string& name, const pybind11::dict& knobs);

} // namespace qos
} // namespace ns3

#endif // QOS_LOSS_ARGUMENT_H
