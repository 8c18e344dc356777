/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_INSTANCE_TABLE_H
#define QOS_INSTANCE_TABLE_H

#include "federation-messages.h"
#include "service-graph.h"

#include "ns3/array-view.h"
#include "ns3/node-id.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** An instance of a service, as it last said. */
struct ServiceInstance
{
    ServiceId service = 0;           //!< which
    NodeId id;                       //!< who provides it
    uint32_t bandwidth = 0;          //!< of streams that it can still take, bytes per second
    std::vector<OnwardWidth> onward; //!< how wide it goes on, if it has said so

    /**
     * @param next a service
     * @return the widest way to one of its instances; 0 if nothing is known
     */
    uint32_t WidthOnward(ServiceId next) const;
};

/** What a table learned. */
enum class InstanceNews : uint8_t
{
    Nothing,   //!< or only how wide it goes on from the instance
    Bandwidth, //!< the instance has another bandwidth
    Instance   //!< the instance was not known with this service
};

/**
 * @ingroup qos-ioverlay-federation
 * The instances that an instance knows: those of the services directly before and after its own.
 * In order of services and ids, each node once, and not more than it may.
 *
 * Source: iOverlay (Middleware 2004), section 3.3; the bound is ours.
 */
class InstanceTable
{
  public:
    /** @param most how many it holds; there is no room for others */
    explicit InstanceTable(std::size_t most)
        : m_most(most)
    {
    }

    /**
     * @param aware what was said of an instance
     * @return what is new; nothing if there is no room
     */
    InstanceNews Update(const InstanceAware& aware);

    /** @param id a node that is gone; nothing happens if it is not known */
    void Remove(NodeId id);

    /** Forget all. */
    void Clear()
    {
        m_instances.clear();
    }

    /**
     * @param service a service
     * @return its instances, by id; valid until the table changes
     */
    ArrayView<const ServiceInstance> Of(ServiceId service) const;

    /** @return how many are known */
    std::size_t Size() const
    {
        return m_instances.size();
    }

  private:
    std::size_t m_most;                       //!< how many it holds
    std::vector<ServiceInstance> m_instances; //!< in order
};

} // namespace qos
} // namespace ns3

#endif // QOS_INSTANCE_TABLE_H
