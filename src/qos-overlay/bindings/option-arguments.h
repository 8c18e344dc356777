/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OPTION_ARGUMENTS_H
#define QOS_OPTION_ARGUMENTS_H

#include "ns3/join.h"
#include "ns3/parameter-error.h"

#include <pybind11/pybind11.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @param value a word, or None
 * @param name of the option
 * @param words what is allowed
 * @return which of them it is
 */
template <typename Value>
Value
ReadWord(const pybind11::handle& value,
         const std::string& name,
         const std::map<std::string, Value>& words)
{
    const auto found =
        PyUnicode_Check(value.ptr()) != 0 ? words.find(value.cast<std::string>()) : words.end();
    if (found == words.end())
    {
        std::vector<std::string> allowed;
        allowed.reserve(words.size());
        for (const auto& word : words)
        {
            allowed.push_back(word.first);
        }
        throw ParameterError(name + " is " + pybind11::repr(value).cast<std::string>() +
                             ", allowed: " + Join(allowed));
    }
    return found->second;
}

/** Options of something as keyword arguments, taken one by one. */
class OptionArguments
{
  public:
    /**
     * @param what whose options they are, such as "scheduler dwcs"
     * @param given the arguments
     */
    OptionArguments(std::string what, pybind11::dict given)
        : m_what(std::move(what)),
          m_given(std::move(given))
    {
    }

    /**
     * @param option name of an option
     * @return its value; null if it is not given
     */
    pybind11::object Take(const char* option);

    /** @throws ParameterError if one was given that nobody asked for */
    void RequireAllTaken() const;

  private:
    std::string m_what;            //!< whose options they are
    pybind11::dict m_given;        //!< the arguments
    std::set<std::string> m_known; //!< options that there are
};

} // namespace qos
} // namespace ns3

#endif // QOS_OPTION_ARGUMENTS_H
