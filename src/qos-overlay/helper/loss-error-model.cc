/* SPDX-License-Identifier: GPL-2.0-only */

#include "loss-error-model.h"

#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(LossErrorModel);

TypeId
LossErrorModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::LossErrorModel").SetParent<ErrorModel>().SetGroupName("QosOverlay");
    return tid;
}

LossErrorModel::LossErrorModel(std::size_t streams)
{
    m_random.reserve(streams);
    for (std::size_t i = 0; i < streams; ++i)
    {
        m_random.push_back(CreateObject<UniformRandomVariable>());
    }
}

int64_t
LossErrorModel::AssignStreams(int64_t stream)
{
    int64_t used = 0;
    for (const auto& random : m_random)
    {
        random->SetStream(stream + used++);
    }
    return used;
}

UniformSource
LossErrorModel::Source(std::size_t index) const
{
    return [random = m_random.at(index)] { return random->GetValue(0, 1); };
}

LossProcess&
LossErrorModel::Process()
{
    if (!m_process)
    {
        m_process = MakeProcess();
    }
    return *m_process;
}

bool
LossErrorModel::DoCorrupt(Ptr<Packet> /* packet */)
{
    return IsEnabled() && Process().IsLost(ToCore(Simulator::Now()));
}

void
LossErrorModel::DoReset()
{
    if (m_process)
    {
        m_process->Reset();
    }
}

} // namespace qos
} // namespace ns3
