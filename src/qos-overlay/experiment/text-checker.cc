/* SPDX-License-Identifier: GPL-2.0-only */

#include "text-checker.h"

#include "ranged-checker.h"

#include "ns3/string.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

/** The checker behind MakeNameChecker. */
class NameChecker : public RangedChecker<StringValue>
{
  public:
    /** @param names yields the names */
    explicit NameChecker(const NameSource& names)
        : RangedChecker("StringValue",
                        "",
                        [names](const StringValue& value) {
                            const auto known = names();
                            return std::find(known.begin(), known.end(), value.Get()) !=
                                   known.end();
                        }),
          m_names(names)
    {
    }

    /** @return the names that are allowed now */
    std::vector<std::string> GetNames() const
    {
        return m_names();
    }

  private:
    NameSource m_names; //!< yields the names
};

} // namespace

Ptr<const AttributeChecker>
MakeNameChecker(const NameSource& names)
{
    return ns3::Create<NameChecker>(names);
}

Ptr<const AttributeChecker>
MakeTextChecker(std::string allowed, const std::function<bool(const std::string&)>& condition)
{
    return ns3::Create<RangedChecker<StringValue>>(
        "StringValue",
        std::move(allowed),
        [condition](const StringValue& value) { return condition(value.Get()); });
}

std::vector<std::string>
GetAllowedNames(const AttributeChecker& checker)
{
    const auto* names = dynamic_cast<const NameChecker*>(&checker);
    return names ? names->GetNames() : std::vector<std::string>();
}

} // namespace qos
} // namespace ns3
