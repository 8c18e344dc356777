/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EXPERIMENT_PARAMETER_H
#define QOS_EXPERIMENT_PARAMETER_H

#include "attribute-text.h"

#include "ns3/type-id.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
class ObjectBase;
class ObjectFactory;

namespace qos
{

/** Values of parameters by name, as texts. */
using ParameterTexts = std::map<std::string, std::string>;

/** Parameters or settings with their values as canonical texts, in the order of the schema. */
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/**
 * @ingroup qos-experiment
 * One parameter of an experiment, as its attribute declares it.
 */
struct Parameter
{
    std::string name;         //!< in snake_case, as users write it
    std::string attribute;    //!< in PascalCase, as C++ has it
    AttributeSyntax syntax;   //!< what may be written for it
    std::string defaultValue; //!< the canonical text of its default
    std::string help;         //!< what it means
};

/**
 * The schema of an experiment's parameters: its attributes and those of its base classes below
 * Experiment.
 * @param tid the experiment's type
 * @return the parameters, in the order of declaration, a base class's before those of a class
 * derived from it
 */
std::vector<Parameter> DescribeParameters(TypeId tid);

/** Values of attributes by the names that C++ has for them. */
using AttributeValues = std::vector<std::pair<std::string, Ptr<AttributeValue>>>;

/**
 * Check texts against the attributes of a type that can be written as text.
 * @param what whose attributes they are, for sentences
 * @param texts the values given, by names in snake_case
 * @param tid the type; what its base classes have belongs to it
 * @return the values
 * @throws ParameterError if a name is unknown or a value is bad or out of range
 */
AttributeValues CheckParameters(const std::string& what, const ParameterTexts& texts, TypeId tid);

/**
 * Check texts against the schema and hand them to the factory of an experiment.
 * @param experiment the experiment's name, for sentences
 * @param texts the values given
 * @param factory makes the experiment afterwards; unchanged if this throws
 * @throws ParameterError if a name is unknown or a value is bad or out of range
 */
void ApplyParameters(const std::string& experiment,
                     const ParameterTexts& texts,
                     ObjectFactory& factory);

/**
 * @param object an experiment
 * @return all of its parameters with their values
 */
NamedTexts ReadParameters(const ObjectBase& object);

} // namespace qos
} // namespace ns3

#endif // QOS_EXPERIMENT_PARAMETER_H
