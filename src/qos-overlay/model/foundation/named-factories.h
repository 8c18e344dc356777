/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_NAMED_FACTORIES_H
#define QOS_NAMED_FACTORIES_H

#include "join.h"

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * Implementations of an interface by name.
 * @tparam Product the interface
 * @tparam Setup what an implementation is made from
 */
template <typename Product, typename Setup>
class NamedFactories
{
  public:
    /** Makes one implementation. */
    using Factory = std::function<std::unique_ptr<Product>(const Setup&)>;

    /** @param what what the products are called in sentences */
    explicit NamedFactories(std::string what)
        : m_what(std::move(what))
    {
    }

    /**
     * Add an implementation.
     * @param name its name
     * @param factory makes it
     * @throws std::invalid_argument if the name is taken
     */
    void Register(const std::string& name, Factory factory)
    {
        if (!m_factories.emplace(name, std::move(factory)).second)
        {
            throw std::invalid_argument(m_what + " " + name + " is registered already");
        }
    }

    /**
     * Forget an implementation; those made before stay.
     * @param name its name
     */
    void Unregister(const std::string& name)
    {
        m_factories.erase(name);
    }

    /**
     * @param name a name
     * @param setup what to make it from
     * @return the implementation of that name
     * @throws std::invalid_argument if the name is unknown; the sentence lists the known ones
     */
    std::unique_ptr<Product> Create(const std::string& name, const Setup& setup) const
    {
        const auto found = m_factories.find(name);
        if (found == m_factories.end())
        {
            throw std::invalid_argument("unknown " + m_what + " '" + name + "'; known are " +
                                        Join(Names()));
        }
        return found->second(setup);
    }

    /** @return all names, sorted */
    std::vector<std::string> Names() const
    {
        std::vector<std::string> names;
        for (const auto& entry : m_factories)
        {
            names.push_back(entry.first);
        }
        return names;
    }

  private:
    std::string m_what;                         //!< what the products are called
    std::map<std::string, Factory> m_factories; //!< by name
};

} // namespace qos
} // namespace ns3

#endif // QOS_NAMED_FACTORIES_H
