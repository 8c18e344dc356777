/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEXT_CHECKER_H
#define QOS_TEXT_CHECKER_H

#include "ns3/attribute.h"

#include <functional>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup qos-experiment
 * Checkers for StringValue attributes whose text is not free: ns-3's MakeStringChecker takes
 * anything.
 */

namespace ns3
{
namespace qos
{

/** Yields the names that are allowed now, so that a registry may grow. */
using NameSource = std::function<std::vector<std::string>()>;

/**
 * Names of a registry, such as the schedulers'.
 * @param names yields the names; asked each time
 * @return a checker of StringValue attributes; such a parameter is described as a choice
 */
Ptr<const AttributeChecker> MakeNameChecker(const NameSource& names);

/**
 * A text of a certain form, such as a queue size or "bql".
 * @param allowed what is allowed, as it stands behind "allowed:" in a sentence
 * @param condition whether a text is allowed
 * @return a checker of StringValue attributes
 */
Ptr<const AttributeChecker> MakeTextChecker(
    std::string allowed,
    const std::function<bool(const std::string&)>& condition);

/**
 * @param checker any checker
 * @return the names that it allows, if it was made by MakeNameChecker; else none
 */
std::vector<std::string> GetAllowedNames(const AttributeChecker& checker);

} // namespace qos
} // namespace ns3

#endif // QOS_TEXT_CHECKER_H
