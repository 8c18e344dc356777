/* SPDX-License-Identifier: GPL-2.0-only */

#include "instance-table.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

uint32_t
ServiceInstance::WidthOnward(ServiceId next) const
{
    const auto isIt = [next](const OnwardWidth& width) { return width.service == next; };
    const auto found = std::find_if(onward.begin(), onward.end(), isIt);
    return found == onward.end() ? 0 : found->width;
}

InstanceNews
InstanceTable::Update(const InstanceAware& aware)
{
    const auto isBefore = [](const ServiceInstance& instance, const InstanceAware& other) {
        return instance.service != other.service ? instance.service < other.service
                                                 : instance.id < other.instance;
    };
    auto place = std::lower_bound(m_instances.begin(), m_instances.end(), aware, isBefore);
    const bool isKnown = place != m_instances.end() && place->service == aware.service &&
                         place->id == aware.instance;
    if (!isKnown)
    {
        Remove(aware.instance); // which has provided another service
        if (m_instances.size() >= m_most)
        {
            return InstanceNews::Nothing;
        }
        place = std::lower_bound(m_instances.begin(), m_instances.end(), aware, isBefore);
        place = m_instances.insert(place, {aware.service, aware.instance, 0, {}});
    }
    const bool isSame = place->bandwidth == aware.bandwidth;
    place->bandwidth = aware.bandwidth;
    if (aware.isDirect)
    {
        place->onward = aware.onward;
    }
    if (!isKnown)
    {
        return InstanceNews::Instance;
    }
    return isSame ? InstanceNews::Nothing : InstanceNews::Bandwidth;
}

void
InstanceTable::Remove(NodeId id)
{
    const auto isIt = [id](const ServiceInstance& instance) { return instance.id == id; };
    m_instances.erase(std::remove_if(m_instances.begin(), m_instances.end(), isIt),
                      m_instances.end());
}

ArrayView<const ServiceInstance>
InstanceTable::Of(ServiceId service) const
{
    const auto isBefore = [](const ServiceInstance& instance, ServiceId other) {
        return instance.service < other;
    };
    const auto isAfter = [](ServiceId other, const ServiceInstance& instance) {
        return other < instance.service;
    };
    const auto first = std::lower_bound(m_instances.begin(), m_instances.end(), service, isBefore);
    const auto end = std::upper_bound(first, m_instances.end(), service, isAfter);
    return {m_instances.data() + (first - m_instances.begin()),
            static_cast<std::size_t>(end - first)};
}

} // namespace qos
} // namespace ns3
