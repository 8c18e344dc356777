/* SPDX-License-Identifier: GPL-2.0-only */

#include "result-json.h"

#include "table-json.h"

#include "ns3/experiment-registry.h"
#include "ns3/ns3-compat.h"
#include "ns3/object-factory.h"

#include <nlohmann/json.hpp>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param texts pairs of name and value
 * @return an object
 */
Json
TextsToJson(const NamedTexts& texts)
{
    Json object = Json::object();
    for (const auto& [name, text] : texts)
    {
        object[name] = text;
    }
    return object;
}

/** @return versions of project and ns-3 */
Json
Versions()
{
    return Json{{"project", QOS_VERSION}, {"ns3", "3." + std::to_string(QOS_NS3_MINOR)}};
}

/**
 * @param info an experiment
 * @return what a list says of it
 */
Json
InfoToJson(const ExperimentInfo& info)
{
    return Json{{"name", info.name}, {"summary", info.summary}, {"replays", info.replays}};
}

/**
 * @param parameter a parameter
 * @return its schema
 */
Json
ParameterToJson(const Parameter& parameter)
{
    Json schema{{"name", parameter.name},
                {"type", parameter.syntax.type},
                {"default", parameter.defaultValue},
                {"allowed", parameter.syntax.allowed}};
    if (!parameter.syntax.choices.empty())
    {
        schema["choices"] = parameter.syntax.choices;
    }
    schema["help"] = parameter.help;
    return schema;
}

/**
 * @param metric a declaration
 * @return its schema
 */
Json
MetricToJson(const Metric& metric)
{
    return Json{{"name", metric.name},
                {"unit", metric.unit},
                {"help", metric.help},
                {"wall_time", metric.wallTime}};
}

} // namespace

std::string
ResultToJson(const Result& result)
{
    const Provenance& provenance = result.GetProvenance();
    Json json{{"experiment", provenance.experiment},
              {"parameters", TextsToJson(provenance.parameters)}};
    if (!provenance.settings.empty())
    {
        json["settings"] = TextsToJson(provenance.settings);
    }
    json["seed"] = provenance.seed;
    json["versions"] = Versions();
    json["duration_s"] = NumberToJson(provenance.duration);
    json["events"] = provenance.events;

    Json metrics = Json::object();
    Json wallTime = Json::array();
    for (const auto& [name, value] : result.GetMetrics())
    {
        metrics[name] = NumberToJson(value);
        if (result.GetDeclaration(name).wallTime)
        {
            wallTime.push_back(name);
        }
    }
    json["metrics"] = std::move(metrics);
    if (!wallTime.empty())
    {
        json["wall_time_metrics"] = std::move(wallTime);
    }
    Json tables = Json::object();
    for (const auto& [name, table] : result.GetTables())
    {
        tables[name] = TableToJson(table);
    }
    json["tables"] = std::move(tables);
    return WriteJson(json);
}

std::string
SchemaToJson(const std::string& name)
{
    const ExperimentInfo& info = ExperimentRegistry::Instance().Get(name);
    Json json = InfoToJson(info);
    json["parameters"] = Json::array();
    for (const Parameter& parameter : DescribeParameters(info.getTypeId()))
    {
        json["parameters"].push_back(ParameterToJson(parameter));
    }
    json["ends"] = Json::array();
    for (const ExperimentEnd& end : info.Create()->GetEnds())
    {
        json["ends"].push_back({{"name", end.name}, {"help", end.help}});
    }
    json["metrics"] = Json::array();
    for (const Metric& metric : info.Create()->GetMetrics())
    {
        json["metrics"].push_back(MetricToJson(metric));
    }
    return WriteJson(json);
}

std::string
ListToJson()
{
    Json json = Json::array();
    for (const ExperimentInfo& info : ExperimentRegistry::Instance().List())
    {
        json.push_back(InfoToJson(info));
    }
    return WriteJson(json);
}

std::string
VersionsToJson()
{
    return WriteJson(Versions());
}

} // namespace qos
} // namespace ns3
