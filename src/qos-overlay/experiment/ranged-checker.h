/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RANGED_CHECKER_H
#define QOS_RANGED_CHECKER_H

#include "attribute-text.h"

#include "ns3/attribute.h"
#include "ns3/data-rate.h"

#include <functional>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * The checker of an attribute type of ours: the type, a condition, and what to say about it.
 * @tparam Value the attribute's value class
 */
template <typename Value>
class RangedChecker : public AttributeChecker
{
  public:
    /** Whether a value is allowed. */
    using Condition = std::function<bool(const Value&)>;

    /**
     * @param typeName name of the value class
     * @param allowed what is allowed, as it stands behind "allowed:" in a sentence
     * @param condition whether a value is allowed
     */
    RangedChecker(std::string typeName, std::string allowed, Condition condition)
        : m_typeName(std::move(typeName)),
          m_allowed(std::move(allowed)),
          m_condition(std::move(condition))
    {
    }

    bool Check(const AttributeValue& value) const override
    {
        const auto* own = dynamic_cast<const Value*>(&value);
        return own && m_condition(*own);
    }

    std::string GetValueTypeName() const override
    {
        return m_typeName;
    }

    bool HasUnderlyingTypeInformation() const override
    {
        return true;
    }

    std::string GetUnderlyingTypeInformation() const override
    {
        return m_allowed;
    }

    Ptr<AttributeValue> Create() const override
    {
        return ns3::Create<Value>();
    }

    bool Copy(const AttributeValue& source, AttributeValue& destination) const override
    {
        const auto* from = dynamic_cast<const Value*>(&source);
        auto* to = dynamic_cast<Value*>(&destination);
        if (!from || !to)
        {
            return false;
        }
        *to = *from;
        return true;
    }

  private:
    std::string m_typeName; //!< name of the value class
    std::string m_allowed;  //!< what is allowed
    Condition m_condition;  //!< whether a value is allowed
};

/**
 * @ingroup qos-experiment
 * The checker of a rate that is used in calculations; ns-3's MakeDataRateChecker takes any, even 0.
 * @param least the lowest rate allowed
 * @param most the highest rate allowed
 * @return a checker of DataRate attributes
 */
inline Ptr<const AttributeChecker>
MakeRateChecker(DataRate least, DataRate most)
{
    const auto text = [](DataRate rate) {
        return FormatAttribute(DataRateValue(rate), MakeDataRateChecker());
    };
    return ns3::Create<RangedChecker<DataRateValue>>("DataRateValue",
                                                     "from " + text(least) + " to " + text(most),
                                                     [least, most](const DataRateValue& value) {
                                                         return value.Get() >= least &&
                                                                value.Get() <= most;
                                                     });
}

} // namespace qos
} // namespace ns3

#endif // QOS_RANGED_CHECKER_H
