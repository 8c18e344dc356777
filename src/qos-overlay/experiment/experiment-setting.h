/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EXPERIMENT_SETTING_H
#define QOS_EXPERIMENT_SETTING_H

#include "experiment-parameter.h"

#include "ns3/type-id.h"

#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * A new default of an ns-3 attribute, from `--set ns3::Type::Attribute=value`, checked but not yet
 * in force.
 */
class Setting
{
  public:
    /**
     * @param path `ns3::Type::Attribute`
     * @param text the value
     * @throws ParameterError if type or attribute are unknown, are a parameter of an experiment,
     * cannot be written as text, or if the value is bad or out of range
     */
    Setting(const std::string& path, const std::string& text);

    /** @return `ns3::Type::Attribute` and the canonical text of the value */
    std::pair<std::string, std::string> GetText() const;

    /**
     * Put the value in force.
     * @return the value that was in force
     */
    Ptr<const AttributeValue> Exchange();

    /** @param value the value to put back in force */
    void Restore(Ptr<const AttributeValue> value);

  private:
    std::string m_path;                //!< `ns3::Type::Attribute`
    std::string m_text;                //!< the value's canonical text
    TypeId m_tid;                      //!< the type
    uint32_t m_index = 0;              //!< the attribute's index in the type
    Ptr<const AttributeValue> m_value; //!< the value
};

/**
 * @ingroup qos-experiment
 * Settings that are in force as long as this object lives.
 */
class ScopedSettings
{
  public:
    /** @param settings the settings to put in force, in this order */
    explicit ScopedSettings(std::vector<Setting> settings);
    /** Restores the defaults that were in force before. */
    ~ScopedSettings();
    ScopedSettings(const ScopedSettings&) = delete;
    ScopedSettings& operator=(const ScopedSettings&) = delete;

  private:
    std::vector<Setting> m_settings;                   //!< what is in force
    std::vector<Ptr<const AttributeValue>> m_previous; //!< what was before, in the same order
};

} // namespace qos
} // namespace ns3

#endif // QOS_EXPERIMENT_SETTING_H
