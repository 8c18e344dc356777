/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PYTHON_HOOKS_H
#define QOS_PYTHON_HOOKS_H

#include "ns3/units.h"

#include <pybind11/pybind11.h>

#include <array>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * The methods of a Python object that are called from C++: those that its class has written anew.
 *
 * They are looked up once, when the first is called. The object is borrowed, because it owns who
 * calls it; who outlives it holds it in another way.
 */
class PythonHooks
{
  public:
    /**
     * @param names of the methods, by the number under which they are called
     * @param what the object is, for the sentence about one that fails
     */
    PythonHooks(std::vector<const char*> names, std::string what)
        : m_names(std::move(names)),
          m_what(std::move(what))
    {
    }

    /** @return whether Bind() was called */
    bool IsBound() const
    {
        return static_cast<bool>(m_self);
    }

    /**
     * Look the methods up.
     * @param self the object
     * @param base the class whose methods are not to be called
     */
    void Bind(pybind11::handle self, pybind11::handle base);

    /**
     * @param hook number of a method
     * @return whether the class has it
     */
    bool Has(std::size_t hook) const
    {
        return static_cast<bool>(m_methods[hook]);
    }

    /** @return whether a method runs at this time */
    bool IsRunning() const
    {
        return m_running > 0;
    }

    /** @return whether the method that runs is this one */
    bool IsRunning(std::size_t hook) const
    {
        return m_running > 0 && m_hook == hook;
    }

    /** @return the method that failed, empty if none did */
    const std::string& Failed() const
    {
        return m_failed;
    }

    /**
     * Refuse all further calls.
     * @param hook the method that failed
     */
    void Fail(std::size_t hook)
    {
        m_failed = m_names[hook];
    }

    /** @return the object */
    pybind11::handle Self() const
    {
        return m_self;
    }

    /** @return its class and its name, for sentences */
    const std::string& What() const
    {
        return m_what;
    }

    /** @param what as in the constructor */
    void SetWhat(std::string what)
    {
        m_what = std::move(what);
    }

    /**
     * Call a method that the class has.
     * @tparam Arguments std::size_t, integers, truths, or pybind11 objects
     * @param hook its number
     * @param now the time, for the note on an exception; none if it is not known
     * @param arguments its arguments
     * @return what it returned
     * @throws pybind11::error_already_set what it raised, with a note that says where and when
     */
    template <typename... Arguments>
    pybind11::object Call(std::size_t hook,
                          std::optional<Nanoseconds> now,
                          const Arguments&... arguments)
    {
        // one place in front is free, which lets Python call without a copy
        std::array<pybind11::object, sizeof...(Arguments)> converted{ToPython(arguments)...};
        std::array<PyObject*, sizeof...(Arguments) + 2> stack{nullptr, m_self.ptr()};
        for (std::size_t i = 0; i < converted.size(); ++i)
        {
            stack[i + 2] = converted[i].ptr();
        }
        const Running running(*this, hook);
        PyObject* result =
            PyObject_Vectorcall(m_methods[hook].ptr(),
                                stack.data() + 1,
                                (sizeof...(Arguments) + 1) | PY_VECTORCALL_ARGUMENTS_OFFSET,
                                nullptr);
        if (result == nullptr)
        {
            Explain(hook, now);
        }
        return pybind11::reinterpret_steal<pybind11::object>(result);
    }

    /**
     * Raise an error about what a method returned.
     * @param hook its number
     * @param value what it returned
     * @param allowed what it may return
     * @param now the time, if it is known
     */
    [[noreturn]] void Refuse(std::size_t hook,
                             const pybind11::object& value,
                             const std::string& allowed,
                             std::optional<Nanoseconds> now);

  private:
    /** A call under way. */
    class Running
    {
      public:
        /**
         * @param hooks whose
         * @param hook which
         */
        Running(PythonHooks& hooks, std::size_t hook)
            : m_hooks(hooks),
              m_before(hooks.m_hook)
        {
            ++m_hooks.m_running;
            m_hooks.m_hook = hook;
        }

        ~Running()
        {
            --m_hooks.m_running;
            m_hooks.m_hook = m_before;
        }

        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;

      private:
        PythonHooks& m_hooks; //!< whose
        std::size_t m_before; //!< the call around this one
    };

    /**
     * @param value a number
     * @return as Python has it
     */
    static pybind11::object ToPython(uint32_t value)
    {
        return pybind11::reinterpret_steal<pybind11::object>(PyLong_FromUnsignedLong(value));
    }

    /**
     * @param value a time
     * @return whole nanoseconds
     */
    static pybind11::object ToPython(Nanoseconds value)
    {
        return pybind11::reinterpret_steal<pybind11::object>(PyLong_FromLongLong(value.count()));
    }

    /**
     * @param value a truth
     * @return as Python has it
     */
    static pybind11::object ToPython(bool value)
    {
        return pybind11::bool_(value);
    }

    /**
     * @param value a number
     * @return as Python has it
     */
    static pybind11::object ToPython(double value)
    {
        return pybind11::float_(value);
    }

    /**
     * @param value an object
     * @return the same
     */
    static pybind11::object ToPython(const pybind11::object& value)
    {
        return value;
    }

    /**
     * Throw the exception that Python has raised, with a note.
     * @param hook the method that raised it
     * @param now the time, if it is known
     */
    [[noreturn]] void Explain(std::size_t hook, std::optional<Nanoseconds> now);

    std::vector<const char*> m_names;        //!< by number
    std::string m_what;                      //!< see What()
    pybind11::handle m_self;                 //!< the object, not owned
    std::vector<pybind11::object> m_methods; //!< by number; null where the class has none
    std::size_t m_hook = 0;                  //!< the method that runs
    uint32_t m_running = 0;                  //!< how deep calls are nested
    std::string m_failed;                    //!< see Failed()
};

/**
 * Keep an exception that nobody was left to be told of, because it came while its simulation was
 * cleared away.
 * @param raised the exception, or null
 */
void KeepForTheEnd(std::exception_ptr raised);

/** Throw the exception that was kept, if one was, and forget it. */
void RaiseWhatWasKept();

} // namespace qos
} // namespace ns3

#endif // QOS_PYTHON_HOOKS_H
