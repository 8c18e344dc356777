/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-type.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>

namespace ns3
{
namespace qos
{

namespace
{

using Type = MessageType;
using Route = MessageRoute;

/** All types, by number. */
constexpr MessageTypeInfo TYPES[] = {
    {Type::Data, "data", Route::Nodes},
    {Type::Hello, "hello", Route::Nodes},
    {Type::Credit, "credit", Route::Nodes},
    {Type::Bye, "bye", Route::Nodes},
    {Type::Ping, "ping", Route::Nodes},
    {Type::Pong, "pong", Route::Nodes},
    {Type::BwProbe, "bwProbe", Route::Nodes},
    {Type::BwReport, "bwReport", Route::Nodes},
    {Type::Boot, "boot", Route::ToObserver},
    {Type::BootReply, "bootReply", Route::FromObserver},
    {Type::Request, "request", Route::FromObserver},
    {Type::Status, "status", Route::ToObserver},
    {Type::SetNodeBw, "setNodeBw", Route::FromObserver},
    {Type::SetLinkBw, "setLinkBw", Route::FromObserver},
    {Type::SetInterval, "setInterval", Route::FromObserver},
    {Type::SDeploy, "sDeploy", Route::FromObserver},
    {Type::SJoin, "sJoin", Route::FromObserver},
    {Type::SLeave, "sLeave", Route::FromObserver},
    {Type::STerminate, "sTerminate", Route::FromObserver},
    {Type::TerminateNode, "terminateNode", Route::FromObserver},
    {Type::SetWeight, "setWeight", Route::FromObserver},
    {Type::Custom, "custom", Route::FromObserver},
    {Type::Trace, "trace", Route::ToObserver},
    {Type::NodeDownReport, "nodeDownReport", Route::ToObserver},
    {Type::UpRate, "upRate", Route::Own},
    {Type::DownRate, "downRate", Route::Own},
    {Type::LinkUp, "linkUp", Route::Own},
    {Type::BrokenLink, "brokenLink", Route::Own},
    {Type::BrokenSource, "brokenSource", Route::OwnAndNodes},
    {Type::SendFailed, "sendFailed", Route::Own},
    {Type::MeasureReply, "measureReply", Route::Own},
    {Type::Timer, "timer", Route::Own},
    {Type::Writable, "writable", Route::Own},
    {Type::SAnnounce, "sAnnounce", Route::Nodes},
    {Type::SQuery, "sQuery", Route::Nodes},
    {Type::SQueryAck, "sQueryAck", Route::Nodes},
    {Type::SAttach, "sAttach", Route::Nodes},
    {Type::SAttachOk, "sAttachOk", Route::Nodes},
    {Type::SAttachNak, "sAttachNak", Route::Nodes},
    {Type::SStress, "sStress", Route::Nodes},
    {Type::SDetach, "sDetach", Route::Nodes},
    {Type::SAdopt, "sAdopt", Route::Nodes},
    {Type::SAssign, "sAssign", Route::FromObserver},
    {Type::SAware, "sAware", Route::Nodes},
    {Type::SFederate, "sFederate", Route::ObserverOrNodes},
    {Type::SFedAck, "sFedAck", Route::Nodes},
    {Type::SFedFail, "sFedFail", Route::Nodes},
    {Type::SFedRelease, "sFedRelease", Route::Nodes},
    {Type::NcConfig, "ncConfig", Route::FromObserver},
    {Type::NcGenDone, "ncGenDone", Route::Nodes},
    {Type::NcGenWant, "ncGenWant", Route::Nodes},
    {Type::GossipHave, "gossipHave", Route::Nodes},
    {Type::GossipWant, "gossipWant", Route::Nodes},
};

} // namespace

const MessageTypeInfo*
FindMessageType(MessageType type)
{
    const auto isBefore = [](const MessageTypeInfo& info, MessageType other) {
        return info.type < other;
    };
    const auto* const found = std::lower_bound(std::begin(TYPES), std::end(TYPES), type, isBefore);
    return found != std::end(TYPES) && found->type == type ? found : nullptr;
}

std::string
ToText(MessageType type)
{
    if (const MessageTypeInfo* info = FindMessageType(type))
    {
        return info->name;
    }
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "0x%04x", static_cast<unsigned>(type));
    return text.data();
}

bool
IsObserverCommand(MessageType type)
{
    const MessageTypeInfo* info = FindMessageType(type);
    return info != nullptr && info->route == MessageRoute::FromObserver;
}

} // namespace qos
} // namespace ns3
