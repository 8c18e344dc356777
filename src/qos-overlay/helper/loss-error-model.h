/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LOSS_ERROR_MODEL_H
#define QOS_LOSS_ERROR_MODEL_H

#include "ns3/error-model.h"
#include "ns3/loss-process.h"
#include "ns3/random-variable-stream.h"
#include "ns3/uniform-source.h"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * A loss process as an error model of ns-3, for the attribute ReceiveErrorModel of devices.
 *
 * The process is made when it is needed first, and anew after an attribute was changed. If its
 * parameters make no sense together, that is when std::invalid_argument is thrown.
 */
class LossErrorModel : public ErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Fix the random variables.
     * @param stream the first stream number to use
     * @return how many were used
     */
    virtual int64_t AssignStreams(int64_t stream);

    /**
     * @return a new process with the model's parameters and random variables
     * @throws std::invalid_argument if the parameters make no sense
     */
    virtual std::unique_ptr<LossProcess> MakeProcess() const = 0;

  protected:
    /** What a pointer to a member is made of. */
    template <typename Pointer>
    struct MemberPointer;

    /** The same, with names for it. */
    template <typename OwnerType, typename ValueType>
    struct MemberPointer<ValueType OwnerType::*>
    {
        using Owner = OwnerType; //!< class of the member
        using Value = ValueType; //!< type of the member
    };

    /** @param streams how many random variables the process needs */
    explicit LossErrorModel(std::size_t streams);

    /**
     * @param index of a random variable
     * @return draws from it
     */
    UniformSource Source(std::size_t index) const;

    /** @return the process */
    LossProcess& Process();

    /**
     * Set an attribute, and begin anew with it.
     * @tparam Field the member of a subclass that holds it
     * @param value the new value
     */
    template <auto Field>
    void Set(typename MemberPointer<decltype(Field)>::Value value)
    {
        using Model = typename MemberPointer<decltype(Field)>::Owner;
        static_cast<Model*>(this)->*Field = std::move(value);
        m_process.reset();
    }

    /**
     * @tparam Field the member of a subclass that holds an attribute
     * @return its value
     */
    template <auto Field>
    typename MemberPointer<decltype(Field)>::Value Get() const
    {
        using Model = typename MemberPointer<decltype(Field)>::Owner;
        return static_cast<const Model*>(this)->*Field;
    }

  private:
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;

    std::vector<Ptr<UniformRandomVariable>> m_random; //!< one for each purpose
    std::unique_ptr<LossProcess> m_process;           //!< null until it is needed
};

} // namespace qos
} // namespace ns3

#endif // QOS_LOSS_ERROR_MODEL_H
