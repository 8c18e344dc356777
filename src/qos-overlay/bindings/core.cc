/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The compiled half of the Python package: qos_overlay._core. Texts go in, JSON texts come out;
 * what Python users see is made from them in python/qos_overlay.
 */

#include "controller-binding.h"
#include "overlay-binding.h"
#include "result-json.h"
#include "scenario/scenario-binding.h"
#include "scenario/simulated-world.h"
#include "scheduler-binding.h"

#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"
#include "ns3/global-state.h"
#include "ns3/parameter-error.h"
#include "ns3/rng-stream.h"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <stdexcept>
#include <utility>

namespace py = pybind11;

namespace
{

/**
 * Throws ParameterError and its like as qos_overlay.ParameterError, with the same sentence.
 * @param error what was thrown
 */
void
TranslateParameterError(std::exception_ptr error)
{
    try
    {
        std::rethrow_exception(std::move(error));
    }
    catch (const std::invalid_argument& wrong)
    {
        const auto type = py::module_::import("qos_overlay.errors").attr("ParameterError");
        PyErr_SetString(type.ptr(), wrong.what());
    }
}

} // namespace

PYBIND11_MODULE(_core, module)
{
    using ns3::qos::ExperimentRequest;

    module.doc() =
        "The experiments, as texts. Use qos_overlay, which makes Python objects of them.";
    py::register_local_exception_translator(TranslateParameterError);
    py::module_ overlay = module.def_submodule("overlay");
    ns3::qos::BindOverlay(overlay);

    py::module_ scenario = module.def_submodule("scenario");

    module.def("list",
               &ns3::qos::ListToJson,
               "JSON array: name, summary and replays of every experiment.");
    module.def("describe",
               &ns3::qos::SchemaToJson,
               py::arg("name"),
               "JSON object: the schema of an experiment. Raises ParameterError if there is none.");
    module.def("versions", &ns3::qos::VersionsToJson, "JSON object: versions of project and ns-3.");
    module.def(
        "metric",
        [](const std::string& experiment, const std::string& name) {
            const auto declared =
                ns3::qos::ExperimentRegistry::Instance().Get(experiment).Create()->GetMetrics();
            const ns3::qos::Metric metric = ns3::qos::Result(declared).GetDeclaration(name);
            return std::make_pair(metric.unit, metric.help);
        },
        py::arg("experiment"),
        py::arg("name"),
        "Unit and help of a reported metric. Raises ParameterError or RuntimeError if there is "
        "none.");
    module.def("parse_seed",
               &ns3::qos::ParseSeed,
               py::arg("text"),
               "The seed that a text means. Raises ParameterError.");
    module.def(
        "check",
        [](const std::string& name,
           const ns3::qos::ParameterTexts& parameters,
           const ns3::qos::NamedTexts& settings) {
            const auto checked =
                ns3::qos::CheckRequest(ExperimentRequest{name, parameters, settings});
            return std::make_pair(checked.parameters, checked.settings);
        },
        py::arg("name"),
        py::arg("parameters"),
        py::arg("settings"),
        "The canonical texts of all parameters and of the settings: equal runs have equal ones. "
        "Raises ParameterError if a run with these could not start.");
    module.def(
        "warm_up",
        [] {
            // the first random stream of a process computes powers of matrices for milliseconds
            ns3::RngStream(1, 1, 0);
        },
        "Compute what every run needs and none changes, so that forked children have it.");
    module.def(
        "run_json",
        [](const std::string& name,
           const ns3::qos::ParameterTexts& parameters,
           const ns3::qos::NamedTexts& settings,
           uint64_t seed) {
            ns3::qos::SimulatedWorld::End();
            return ns3::qos::ResultToJson(
                ns3::qos::RunRequest(ExperimentRequest{name, parameters, settings, seed}));
        },
        py::arg("name"),
        py::arg("parameters"),
        py::arg("settings"),
        py::arg("seed"),
        "Run in this process. Returns the result as JSON, with equal bytes in every fresh process "
        "(become_fresh).\n\n"
        "Raises ParameterError before anything has run, RuntimeError if the run failed.");
    module.def("become_fresh",
               &ns3::qos::BecomeFresh,
               "Bring back the defaults that runs have changed. Returns whether the next run gives "
               "what it would give in a process of its own.");
    ns3::qos::BindSchedulers(module);
    ns3::qos::BindCongestion(module);
    ns3::qos::BindScenario(scenario); // with demands of schedulers
}
