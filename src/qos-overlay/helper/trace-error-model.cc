/* SPDX-License-Identifier: GPL-2.0-only */

#include "trace-error-model.h"

#include "ns3/nstime.h"
#include "ns3/string.h"
#include "ns3/time-conversion.h"
#include "ns3/trace-loss.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(TraceErrorModel);

TypeId
TraceErrorModel::GetTypeId()
{
    using Self = TraceErrorModel;
    static TypeId tid =
        TypeId("ns3::qos::TraceErrorModel")
            .SetParent<LossErrorModel>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("File",
                          "Path of the trace; it is read when the first packet comes.",
                          StringValue(),
                          MakeStringAccessor(&Self::SetFile, &Self::GetFile),
                          MakeStringChecker())
            .AddAttribute(
                "Offset",
                "Packets of the trace that are left out at first, if its runs are packets.",
                UintegerValue(0),
                MakeUintegerAccessor(&Self::Set<&Self::m_offset>, &Self::Get<&Self::m_offset>),
                MakeUintegerChecker<uint64_t>(0, 1000000000000000000))
            .AddAttribute(
                "TimeOffset",
                "Time of the trace that is left out at first, if its runs are times.",
                TimeValue(Time(0)),
                MakeTimeAccessor(&Self::Set<&Self::m_timeOffset>, &Self::Get<&Self::m_timeOffset>),
                MakeTimeChecker(Time(0), Seconds(1000000000)));
    return tid;
}

TraceErrorModel::TraceErrorModel()
    : LossErrorModel(0)
{
}

std::unique_ptr<LossProcess>
TraceErrorModel::MakeProcess() const
{
    const auto trace =
        m_trace ? m_trace : std::make_shared<const LossTrace>(LossTrace::Read(m_file));
    const bool isTime = trace->GetUnit() == LossTrace::Unit::Times;
    return std::make_unique<TraceLoss>(trace,
                                       isTime ? ToCore(m_timeOffset).count()
                                              : static_cast<int64_t>(m_offset));
}

void
TraceErrorModel::SetTrace(std::shared_ptr<const LossTrace> trace)
{
    Set<&TraceErrorModel::m_trace>(std::move(trace));
}

void
TraceErrorModel::SetFile(std::string path)
{
    m_trace = nullptr;
    Set<&TraceErrorModel::m_file>(std::move(path));
}

std::string
TraceErrorModel::GetFile() const
{
    return m_file;
}

} // namespace qos
} // namespace ns3
