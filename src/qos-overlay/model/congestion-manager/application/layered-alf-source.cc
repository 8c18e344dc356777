/* SPDX-License-Identifier: GPL-2.0-only */

#include "layered-alf-source.h"

#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(LayeredAlfSource);

TypeId
LayeredAlfSource::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::LayeredAlfSource")
                            .SetParent<LayeredSource>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<LayeredAlfSource>();
    return tid;
}

void
LayeredAlfSource::DoStart()
{
    Manager().RegisterSend(GetFlow(), this);
    Request();
}

void
LayeredAlfSource::DoStop()
{
    m_retry.Cancel();
}

void
LayeredAlfSource::Request()
{
    Manager().Request(GetFlow());
}

void
LayeredAlfSource::CmappSend(CmFlowId flow)
{
    NetworkState state;
    Manager().Query(flow, state);
    Adapt(state);
    if (SendDatagram())
    {
        Request();
        return;
    }
    Manager().Notify(flow, 0);
    // not at once: the grant would come back at once
    const Nanoseconds pause = LayerRate().TransmissionTime(DatagramBytes());
    m_retry = Simulator::Schedule(ToSimulator(pause), &LayeredAlfSource::Request, this);
}

} // namespace qos
} // namespace ns3
