/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PYTHON_CONGESTION_H
#define QOS_PYTHON_CONGESTION_H

#include "python-hooks.h"

#include "ns3/cm-registry.h"

#include <pybind11/pybind11.h>

#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * Congestion controllers and flow schedulers that are written in Python.
 */

namespace ns3
{
namespace qos
{

/**
 * An object of a class of Python as its half in C++ has it.
 *
 * Python owns both halves until a simulation takes the one in C++, which then keeps the other.
 */
class PythonHalf
{
  public:
    /**
     * @param hooks names of the methods that are called
     * @param required how many of them, the first ones, a class must have
     */
    PythonHalf(std::vector<const char*> hooks, std::size_t required);

    virtual ~PythonHalf();

    PythonHalf(const PythonHalf&) = delete;
    PythonHalf& operator=(const PythonHalf&) = delete;

    /**
     * @param self the object
     * @param base the class whose methods are not to be called
     * @throws ParameterError if a method is missing
     */
    void Bind(pybind11::handle self, pybind11::handle base);

    /** @param self the object, which lives as long as this from now on */
    void Keep(pybind11::object self)
    {
        m_kept = std::move(self);
    }

    /** @return expires with this */
    std::weak_ptr<const bool> Life() const
    {
        return m_life;
    }

    /** @return whether a simulation has it */
    bool IsKept() const
    {
        return static_cast<bool>(m_kept);
    }

    /** @param name under which it is registered */
    void SetName(const std::string& name)
    {
        m_hooks.SetWhat(name);
    }

  protected:
    /**
     * Call a method if the class has it and none failed before.
     * @tparam Arguments of the method
     * @param hook the method
     * @param now the time, if it is known
     * @param arguments its arguments
     * @return what it returned; null if it was not called
     */
    template <typename... Arguments>
    pybind11::object Ask(std::size_t hook,
                         std::optional<Nanoseconds> now,
                         const Arguments&... arguments) const
    {
        if (!m_hooks.Failed().empty())
        {
            if (m_raised)
            {
                std::rethrow_exception(std::exchange(m_raised, nullptr));
            }
            return pybind11::object();
        }
        if (!m_hooks.Has(hook))
        {
            return pybind11::object();
        }
        try
        {
            return m_hooks.Call(hook, now, arguments...);
        }
        catch (const pybind11::error_already_set&)
        {
            m_hooks.Fail(hook);
            throw;
        }
    }

    /**
     * Call a method that destructors call too: in a simulation, what it raises waits for the next
     * call of another one.
     * @tparam Arguments of the method
     * @param hook the method
     * @param arguments its arguments
     */
    template <typename... Arguments>
    void Tell(std::size_t hook, const Arguments&... arguments) const
    {
        if (!m_hooks.Failed().empty())
        {
            return;
        }
        try
        {
            Ask(hook, std::nullopt, arguments...);
        }
        catch (const pybind11::error_already_set&)
        {
            if (!IsKept())
            {
                throw;
            }
            m_raised = std::current_exception();
        }
    }

    mutable PythonHooks m_hooks; //!< the calls to Python

  private:
    std::vector<const char*> m_names;    //!< of the hooks
    std::size_t m_required;              //!< how many a class must have
    pybind11::object m_kept;             //!< the object, if this owns it
    mutable std::exception_ptr m_raised; //!< what waits for the next call
    std::shared_ptr<const bool> m_life = std::make_shared<const bool>(true); //!< see Life()
};

/** Lets an object of Python be a congestion controller. */
class PythonController final : public CongestionController, public PythonHalf
{
  public:
    PythonController();

    double SlowStartThreshold() const override;
    void SetMtu(uint32_t mtu) override;
    void Report(const CongestionReport& report) override;
    void Idle(uint32_t timeouts) override;

    /** @param window bytes */
    void SetWindow(double window)
    {
        m_window = window;
    }

  private:
    /** The methods. */
    enum Hook : uint8_t
    {
        SET_MTU,
        REPORT,
        IDLE,
        SLOW_START_THRESHOLD
    };

    /**
     * @param hook the method that may have changed the window
     * @param now the time, if it is known
     */
    void RequireWindow(Hook hook, std::optional<Nanoseconds> now);

    uint32_t m_mtu = 0; //!< payload bytes
};

/** Lets an object of Python be a flow scheduler. */
class PythonFlowScheduler final : public FlowScheduler, public PythonHalf
{
  public:
    PythonFlowScheduler();

    void Join(MemberId member) override;
    void Leave(MemberId member) override;
    void SetWeight(MemberId member, double weight) override;
    void Request(MemberId member) override;
    MemberId Next(uint32_t mtu) override;
    bool KeepsCredit() const override;
    void Used(MemberId member, uint32_t granted, uint32_t used) override;
    void SetActive(MemberId member, bool isActive) override;
    double Share(MemberId member) const override;

  private:
    /** The methods. */
    enum Hook : uint8_t
    {
        JOIN,
        LEAVE,
        REQUEST,
        NEXT,
        SHARE,
        SET_WEIGHT,
        KEEPS_CREDIT,
        USED,
        SET_ACTIVE
    };

    std::vector<bool> m_isWaiting; //!< by member
};

/**
 * An implementation as Python has it: one in C++, or the half in C++ of one in Python.
 * @tparam Interface what it implements
 * @tparam Half its half in C++
 */
template <typename Interface, typename Half>
class CongestionHandle
{
  public:
    /** One in Python. */
    CongestionHandle()
    {
        auto half = std::make_unique<Half>();
        m_half = half.get();
        m_object = half.get();
        m_owned = std::move(half);
    }

    /** @param object one in C++ */
    explicit CongestionHandle(std::unique_ptr<Interface> object)
        : m_owned(std::move(object)),
          m_object(m_owned.get())
    {
    }

    /** @return the implementation, which its simulation must not have ended with */
    Interface& Get() const
    {
        if (!m_owned && m_life.expired())
        {
            throw std::runtime_error("its simulation has ended, and it with the simulation");
        }
        return *m_object;
    }

    /** @return its half in C++; null if it is not in Python */
    Half* GetHalf() const
    {
        Get();
        return m_half;
    }

    /**
     * Give it to a simulation, which keeps the object of Python from then on.
     * @param self this, as Python has it
     * @return it
     */
    std::unique_ptr<Interface> Release(pybind11::object self)
    {
        if (!m_owned || m_half == nullptr)
        {
            throw std::runtime_error("it belongs to a simulation already");
        }
        m_half->Keep(std::move(self));
        m_life = m_half->Life();
        return std::move(m_owned);
    }

  private:
    std::unique_ptr<Interface> m_owned; //!< null if a simulation has it
    Interface* m_object;                //!< it
    Half* m_half = nullptr;             //!< the same, if it is in Python
    std::weak_ptr<const bool> m_life;   //!< expires with the simulation that has it
};

} // namespace qos
} // namespace ns3

#endif // QOS_PYTHON_CONGESTION_H
