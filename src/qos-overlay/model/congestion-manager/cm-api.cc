/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-api.h"

#include "ns3/abort.h"
#include "ns3/cm-api-checks.h"
#include "ns3/flow-key-conversion.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cerrno>

namespace ns3
{
namespace qos
{

namespace
{

constexpr int PROTOCOL_UDP = 17;

/**
 * @param state what a flow may count on
 * @return the same in the units of RFC 3124
 */
CmEstimate
ToEstimate(const NetworkState& state)
{
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    CmEstimate estimate;
    if (state.IsValid())
    {
        constexpr double LARGEST = 9e18; // that the type holds
        estimate.rate = static_cast<int64_t>(std::min(state.rate, LARGEST));
        estimate.srtt = duration_cast<microseconds>(state.srtt).count();
        estimate.rttdev = duration_cast<microseconds>(state.rttdev).count();
        estimate.loss = state.loss;
    }
    return estimate;
}

} // namespace

CmApi::CmApi(const Ptr<Node>& node, uint32_t principal)
    : m_manager(CongestionManager::Of(node)),
      m_principal(principal),
      m_life(std::make_shared<char>())
{
    NS_ABORT_MSG_UNLESS(m_manager,
                        "node " << node->GetId()
                                << " has no CongestionManager; CmHelper::Install sees to it");
    m_end = Simulator::ScheduleDestroy(&CmApi::CloseAll, this);
}

CmApi::~CmApi()
{
    m_end.Cancel();
    m_tell.Cancel();
    CloseAll();
}

void
CmApi::SetMeter(HostMeter* meter)
{
    m_meter = meter;
}

void
CmApi::CloseAll()
{
    while (!m_flows.empty())
    {
        Leave(m_flows.begin()->first);
    }
}

void
CmApi::Enter(CmFlowId flow, bool isAdopted)
{
    const FlowKey& key = m_manager->GetFlowState(flow)->description.key;
    Flow& own = m_flows[flow];
    own.isAdopted = isAdopted;
    own.key = key;
    m_destinations.emplace(Destination(key.destination, key.destinationPort), flow);
}

void
CmApi::Leave(CmFlowId flow)
{
    const auto own = m_flows.find(flow);
    const FlowKey& key = own->second.key;
    const auto same = m_destinations.equal_range({key.destination, key.destinationPort});
    m_destinations.erase(std::find_if(same.first, same.second, [flow](const auto& entry) {
        return entry.second == flow;
    }));
    if (own->second.onUpdate)
    {
        m_manager->RegisterUpdate(flow, nullptr);
    }
    if (!own->second.isAdopted)
    {
        m_manager->Close(flow);
    }
    m_flows.erase(own);
    m_news.erase(flow);
}

int
CmApi::Return(CmApiError error)
{
    if (!error)
    {
        return 0;
    }
    m_error = std::move(error);
    return -1;
}

CmApiError
CmApi::CheckFlow(CmFlowId flow) const
{
    const auto own = m_flows.find(flow);
    if (own != m_flows.end() && (!own->second.isAdopted || m_manager->GetFlowState(flow)))
    {
        return {};
    }
    return {EBADF, Sentence("flow ", flow, " is not open in this process; cm_open opens flows")};
}

CmApiError
CmApi::CheckSender(CmFlowId flow) const
{
    CmApiError error = CheckFlow(flow);
    if (!error && m_flows.at(flow).isAdopted)
    {
        error = {EBUSY,
                 Sentence("flow ",
                          flow,
                          " is a socket's; send on the socket, which asks for "
                          "grants itself")};
    }
    return error;
}

int
CmApi::cm_open(const Address& dst, int mtu)
{
    return cm_open(AnySourceFor(dst), dst, PROTOCOL_UDP, 0, mtu);
}

int
CmApi::cm_open(const Address& src, const Address& dst, int protocol, int dscp, int mtu)
{
    Count(HostOperation::CmOpen);
    CmApiError error = CheckTuple(src, dst, protocol);
    if (!error)
    {
        error = CheckOptions(dscp, mtu);
    }
    if (!error)
    {
        error = CheckEnds(m_manager->GetObject<Node>(), src, dst);
    }
    if (error)
    {
        return Return(std::move(error));
    }
    const auto key = MakeFlowKey(src, dst, static_cast<uint8_t>(protocol));
    FlowDescription description;
    description.key = *key;
    description.dscp = static_cast<uint8_t>(dscp);
    description.principal = m_principal;
    description.isOpenersOwn = true;
    description.mtu = static_cast<uint32_t>(mtu);
    CmFlowId flow = CM_NONE;
    const CmStatus status = m_manager->Open(description, flow);
    if (status != CmStatus::Ok)
    {
        return Return(OpenError(status, src, dst, protocol));
    }
    Enter(flow, false);
    return flow;
}

int
CmApi::cm_adopt(CmFlowId flow)
{
    Count(HostOperation::CmOpen);
    const CmFlow* const state = m_manager->GetFlowState(flow);
    CmApiError error;
    if (state && m_flows.count(flow) != 0)
    {
        error = {EEXIST,
                 Sentence("flow ", flow, " is open in this process already; once is enough")};
    }
    else
    {
        error = CheckAdoption(flow, state, m_principal);
    }
    if (error)
    {
        return Return(std::move(error));
    }
    Enter(flow, true);
    return flow;
}

int
CmApi::cm_close(CmFlowId flow)
{
    Count(HostOperation::CmClose);
    if (m_flows.count(flow) == 0)
    {
        return Return(CheckFlow(flow));
    }
    ForgetGrants(flow);
    ForgetNews(flow);
    Leave(flow);
    return 0;
}

int
CmApi::cm_mtu(CmFlowId flow)
{
    Count(HostOperation::CmControl);
    CmApiError error = CheckFlow(flow);
    return !error ? static_cast<int>(m_manager->Mtu(flow)) : Return(std::move(error));
}

CmApiError
CmApi::DoRequest(CmFlowId flow, int k)
{
    CmApiError error = CheckSender(flow);
    if (!error)
    {
        error = CheckGrants(k);
    }
    if (!error && m_manager->Request(flow, static_cast<uint32_t>(k), Delivery()) != CmStatus::Ok)
    {
        error = {ENOBUFS,
                 Sentence("flow ",
                          flow,
                          " requests ",
                          k,
                          " more than those that wait; together they must be 65535 at most")};
    }
    return error;
}

int
CmApi::cm_request(CmFlowId flow, int k)
{
    Count(HostOperation::CmRequest);
    return Return(DoRequest(flow, k));
}

template <typename Elements, typename Call>
int
CmApi::Bulk(const Elements& elements, std::vector<int>* results, const Call& call)
{
    int done = 0;
    CmApiError first;
    std::vector<int> codes;
    codes.reserve(elements.size());
    for (const auto& element : elements)
    {
        CmApiError error = call(element);
        codes.push_back(error.code);
        if (!error)
        {
            ++done;
        }
        else if (!first)
        {
            first = std::move(error);
        }
    }
    if (results)
    {
        *results = std::move(codes);
    }
    const int result = Return(std::move(first));
    return done > 0 ? done : result;
}

int
CmApi::cm_bulk_request(const std::vector<CmFlowId>& flows, std::vector<int>* results)
{
    Count(HostOperation::CmRequest);
    return Bulk(flows, results, [this](CmFlowId flow) { return DoRequest(flow, 1); });
}

CmApiError
CmApi::DoNotify(const CmNotice& notice)
{
    CmApiError error = CheckSender(notice.flow);
    if (!error)
    {
        error = CheckNotice(notice);
    }
    if (!error)
    {
        m_manager->Notify(notice.flow, static_cast<uint32_t>(notice.nsent), Delivery());
    }
    return error;
}

int
CmApi::cm_notify(CmFlowId flow, int64_t nsent)
{
    Count(HostOperation::CmNotify);
    return Return(DoNotify({flow, nsent}));
}

int
CmApi::cm_notify(const Address& dst, int64_t nsent)
{
    Count(HostOperation::CmNotify);
    const Address src = AnySourceFor(dst);
    CmApiError error = CheckTuple(src, dst, PROTOCOL_UDP);
    if (error)
    {
        return Return(std::move(error));
    }
    const auto key = MakeFlowKey(src, dst, PROTOCOL_UDP);
    const auto found = m_destinations.equal_range({key->destination, key->destinationPort});
    if (found.first == found.second)
    {
        return Return(
            {ENOENT,
             Sentence("no flow of this process goes to ", TextOf(dst), "; cm_open opens flows")});
    }
    if (std::next(found.first) != found.second)
    {
        return Return({EINVAL,
                       Sentence("several flows of this process go to ",
                                TextOf(dst),
                                "; name the one that is meant")});
    }
    return Return(DoNotify({found.first->second, nsent}));
}

int
CmApi::cm_notify(const Address& src, const Address& dst, int protocol, int64_t nsent)
{
    Count(HostOperation::CmNotify);
    CmApiError error = CheckTuple(src, dst, protocol);
    if (error)
    {
        return Return(std::move(error));
    }
    const CmFlowId flow = m_manager->FlowOf(*MakeFlowKey(src, dst, static_cast<uint8_t>(protocol)));
    if (m_flows.count(flow) == 0)
    {
        return Return({ENOENT,
                       Sentence("no flow of this process goes from ",
                                TextOf(src),
                                " to ",
                                TextOf(dst),
                                "; cm_open opens flows")});
    }
    return Return(DoNotify({flow, nsent}));
}

int
CmApi::cm_bulk_notify(const std::vector<CmNotice>& notices, std::vector<int>* results)
{
    Count(HostOperation::CmNotify);
    return Bulk(notices, results, [this](const CmNotice& notice) { return DoNotify(notice); });
}

CmApiError
CmApi::DoUpdate(const CmReport& report)
{
    CmApiError error = CheckFlow(report.flow);
    if (!error)
    {
        error = CheckReport(report);
    }
    if (!error)
    {
        CmFeedback feedback;
        feedback.sent = static_cast<uint64_t>(report.nsent);
        feedback.received = static_cast<uint64_t>(report.nrecd);
        feedback.rtt = report.rtt < 0 ? CM_NO_RTT : std::chrono::microseconds(report.rtt);
        feedback.lossMode = static_cast<uint8_t>(report.lossmode);
        m_manager->Update(report.flow, feedback, Delivery());
    }
    return error;
}

int
CmApi::cm_update(CmFlowId flow, int64_t nsent, int64_t nrecd, int lossmode, int64_t rtt)
{
    Count(HostOperation::CmUpdate);
    return Return(DoUpdate({flow, nsent, nrecd, lossmode, rtt}));
}

int
CmApi::cm_bulk_update(const std::vector<CmReport>& reports, std::vector<int>* results)
{
    Count(HostOperation::CmUpdate);
    return Bulk(reports, results, [this](const CmReport& report) { return DoUpdate(report); });
}

CmApiError
CmApi::DoQuery(CmFlowId flow, CmEstimate& estimate)
{
    CmApiError error = CheckFlow(flow);
    if (!error)
    {
        NetworkState state;
        m_manager->Query(flow, state);
        estimate = ToEstimate(state);
    }
    return error;
}

int
CmApi::cm_query(CmFlowId flow, CmEstimate& estimate)
{
    Count(HostOperation::CmQuery);
    return Return(DoQuery(flow, estimate));
}

int
CmApi::cm_query(CmFlowId flow, int64_t& rate, int64_t& srtt, int64_t& rttdev)
{
    CmEstimate estimate;
    const int result = cm_query(flow, estimate);
    if (result == 0)
    {
        rate = estimate.rate;
        srtt = estimate.srtt;
        rttdev = estimate.rttdev;
    }
    return result;
}

int
CmApi::cm_bulk_query(const std::vector<CmFlowId>& flows,
                     std::vector<CmEstimate>& estimates,
                     std::vector<int>* results)
{
    Count(HostOperation::CmQuery);
    std::vector<CmEstimate> answers;
    answers.reserve(flows.size());
    const int result = Bulk(flows, results, [this, &answers](CmFlowId flow) {
        answers.emplace_back();
        return DoQuery(flow, answers.back());
    });
    if (result >= 0)
    {
        estimates = std::move(answers);
    }
    return result;
}

int
CmApi::cm_thresh(CmFlowId flow, double down, double up)
{
    CmThresholds thresholds;
    if (const CmFlow* const state = m_manager->GetFlowState(flow))
    {
        thresholds = state->thresholds;
    }
    thresholds.rateDown = down;
    thresholds.rateUp = up;
    return SetThresholds(flow, thresholds);
}

int
CmApi::cm_thresh(CmFlowId flow, double rateDown, double rateUp, double rttDown, double rttUp)
{
    CmThresholds thresholds;
    thresholds.rateDown = rateDown;
    thresholds.rateUp = rateUp;
    thresholds.rttDown = rttDown;
    thresholds.rttUp = rttUp;
    return SetThresholds(flow, thresholds);
}

int
CmApi::SetThresholds(CmFlowId flow, const CmThresholds& thresholds)
{
    Count(HostOperation::CmControl);
    CmApiError error = CheckFlow(flow);
    if (!error && m_manager->SetThresholds(flow, thresholds) != CmStatus::Ok)
    {
        error = ThresholdError(thresholds);
    }
    return Return(std::move(error));
}

int
CmApi::cm_register_send(CmFlowId flow, SendCallback callback)
{
    CmApiError error = CheckSender(flow);
    if (error)
    {
        return Return(std::move(error));
    }
    Flow& own = m_flows.at(flow);
    if (callback)
    {
        own.onSend = std::make_shared<SendCallback>(std::move(callback));
        m_manager->RegisterSend(flow, &GrantTaker());
        return 0;
    }
    own.onSend = nullptr;
    ForgetGrants(flow);
    m_manager->RegisterSend(flow, nullptr);
    return 0;
}

int
CmApi::cm_register_update(CmFlowId flow, UpdateCallback callback)
{
    CmApiError error = CheckFlow(flow);
    if (error)
    {
        return Return(std::move(error));
    }
    Flow& own = m_flows.at(flow);
    if (callback)
    {
        own.onUpdate = std::make_shared<UpdateCallback>(std::move(callback));
        m_manager->RegisterUpdate(flow, &NewsTaker());
        return 0;
    }
    own.onUpdate = nullptr;
    ForgetNews(flow);
    m_manager->RegisterUpdate(flow, nullptr);
    return 0;
}

int
CmApi::cm_getmacroflow(CmFlowId flow)
{
    Count(HostOperation::CmControl);
    CmApiError error = CheckFlow(flow);
    return !error ? m_manager->GetMacroflow(flow) : Return(std::move(error));
}

int
CmApi::cm_setmacroflow(MacroflowId macroflow, CmFlowId flow)
{
    Count(HostOperation::CmControl);
    CmApiError error = CheckFlow(flow);
    if (error)
    {
        return Return(std::move(error));
    }
    if (m_manager->GetMacroflowState(macroflow) && !m_manager->IsOpenTo(macroflow, m_principal))
    {
        return Return(MacroflowError(macroflow, m_principal));
    }
    MacroflowId result = CM_NONE;
    if (m_manager->SetMacroflow(macroflow, flow, result) != CmStatus::Ok)
    {
        return Return({ENOENT,
                       Sentence("there is no macroflow ",
                                macroflow,
                                "; it must be one of this host, or -1 for a new one")});
    }
    return result;
}

int
CmApi::cm_setweight(CmFlowId flow, double weight)
{
    Count(HostOperation::CmControl);
    CmApiError error = CheckFlow(flow);
    if (!error && m_manager->SetWeight(flow, weight) != CmStatus::Ok)
    {
        error = {EINVAL,
                 Sentence("the weight is ",
                          weight,
                          "; it must be from ",
                          CM_LEAST_WEIGHT,
                          " to ",
                          CM_LARGEST_WEIGHT)};
    }
    return Return(std::move(error));
}

bool
CmApi::CallSend(CmFlowId flow)
{
    const auto own = m_flows.find(flow);
    if (own == m_flows.end() || !own->second.onSend)
    {
        return false;
    }
    // the callback may replace itself, close the flow, and end the process
    const auto callback = own->second.onSend;
    (*callback)(flow);
    return true;
}

bool
CmApi::CallUpdate(CmFlowId flow, const NetworkState& state)
{
    const auto own = m_flows.find(flow);
    if (own == m_flows.end() || !own->second.onUpdate)
    {
        return false;
    }
    const auto callback = own->second.onUpdate;
    (*callback)(flow, ToEstimate(state));
    return true;
}

void
CmApi::CmappSend(CmFlowId flow)
{
    CallSend(flow);
}

void
CmApi::CmappUpdate(CmFlowId flow, const NetworkState& state)
{
    m_news[flow] = state;
    if (m_tell.IsExpired())
    {
        // not now: the process may be in a call of its own
        m_tell = Simulator::ScheduleNow(&CmApi::TellNews, this);
    }
}

void
CmApi::TellNews()
{
    const auto life = Life();
    std::map<CmFlowId, NetworkState> news;
    news.swap(m_news);
    for (const auto& [flow, state] : news)
    {
        CallUpdate(flow, state);
        if (life.expired())
        {
            return;
        }
    }
}

CmSender&
CmApi::GrantTaker()
{
    return *this;
}

CmListener&
CmApi::NewsTaker()
{
    return *this;
}

GrantDelivery
CmApi::Delivery() const
{
    return GrantDelivery::Later;
}

void
CmApi::ForgetGrants(CmFlowId /* flow */)
{
}

void
CmApi::ForgetNews(CmFlowId /* flow */)
{
}

} // namespace qos
} // namespace ns3
