/* SPDX-License-Identifier: GPL-2.0-only */

#include "loss-argument.h"

#include "knob-arguments.h"

#include "ns3/epoch-error-model.h"
#include "ns3/gilbert-elliott-error-model.h"
#include "ns3/gilbert-error-model.h"
#include "ns3/join.h"
#include "ns3/outage-error-model.h"
#include "ns3/parameter-error.h"
#include "ns3/pointer.h"
#include "ns3/trace-error-model.h"

#include <map>
#include <vector>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/** @return the models by name */
std::map<std::string, TypeId>
Models()
{
    return {{"epoch", EpochErrorModel::GetTypeId()},
            {"gilbert", GilbertErrorModel::GetTypeId()},
            {"gilbert-elliott", GilbertElliottErrorModel::GetTypeId()},
            {"outage", OutageErrorModel::GetTypeId()},
            {"trace", TraceErrorModel::GetTypeId()}};
}

/**
 * @param name of a model
 * @return its type
 */
TypeId
ReadModelName(const std::string& name)
{
    const auto models = Models();
    const auto found = models.find(name);
    if (found == models.end())
    {
        std::vector<std::string> names;
        names.reserve(models.size());
        for (const auto& model : models)
        {
            names.push_back(model.first);
        }
        throw ParameterError("loss model is '" + name + "', allowed: " + Join(names));
    }
    return found->second;
}

/**
 * @param value name and knobs of a model
 * @return the model
 */
Ptr<LossErrorModel>
ReadOther(const py::object& value)
{
    constexpr std::size_t PAIR = 2;
    if (py::isinstance<py::tuple>(value) && py::len(value) == PAIR)
    {
        const auto pair = value.cast<py::tuple>();
        if (py::isinstance<py::str>(pair[0]) && py::isinstance<py::dict>(pair[1]))
        {
            return ReadLossModel(pair[0].cast<std::string>(), pair[1].cast<py::dict>());
        }
    }
    throw ParameterError("other is " + py::repr(value).cast<std::string>() +
                         ", allowed: name and knobs of a loss model, such as ('gilbert', "
                         "{'loss_rate': 0.01})");
}

} // namespace

Ptr<LossErrorModel>
ReadLossModel(const std::string& name, const py::dict& knobs)
{
    constexpr const char* OTHER = "other";
    ObjectFactory factory;
    factory.SetTypeId(ReadModelName(name));
    py::dict own = knobs.attr("copy")();
    py::object other;
    if (factory.GetTypeId() == OutageErrorModel::GetTypeId() && own.contains(OTHER))
    {
        other = own.attr("pop")(OTHER);
    }
    SetKnobs("loss model " + name, own, factory);
    const auto model = factory.Create<LossErrorModel>();
    if (other)
    {
        model->SetAttribute("Other", PointerValue(ReadOther(other)));
    }
    model->MakeProcess(); // now, and not when the first packet comes, it says what is wrong
    return model;
}

} // namespace qos
} // namespace ns3
