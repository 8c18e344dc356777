/* SPDX-License-Identifier: GPL-2.0-only */

#include "control-script.h"

#include "control-arguments.h"

#include "ns3/join.h"
#include "ns3/rate-on-wire.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace ns3
{
namespace qos
{

namespace
{

constexpr int64_t MOST_U16 = std::numeric_limits<uint16_t>::max();
constexpr int64_t MOST_U32 = std::numeric_limits<uint32_t>::max();
constexpr int64_t MOST_I32 = std::numeric_limits<int32_t>::max();
constexpr int64_t LEAST_I32 = std::numeric_limits<int32_t>::min();

/**
 * @param arguments of an action
 * @return the application that it is about
 */
uint32_t
TakeApp(ControlArguments& arguments)
{
    return static_cast<uint32_t>(arguments.TakeNumber("app", 0, MOST_U32));
}

/**
 * @param arguments of an action
 * @param fallback bytes per second if it is left out; none if it may not be
 * @return the rate
 */
Bitrate
TakeRate(ControlArguments& arguments, std::optional<int64_t> fallback = std::nullopt)
{
    return RateFromWire(static_cast<uint32_t>(arguments.TakeNumber("rate", 0, MOST_U32, fallback)));
}

/**
 * @param arguments of an action
 * @param isRlnc whether the nodes have shares
 * @return where a node sends
 */
std::vector<CodingDownstream>
TakeDownstreams(ControlArguments& arguments, bool isRlnc)
{
    std::vector<CodingDownstream> downstreams;
    for (const NodeId node : arguments.TakeNodes("to"))
    {
        downstreams.push_back({node, 0});
    }
    const auto shares =
        isRlnc ? arguments.TakeNumbers("shares", 0, MOST_U16) : std::vector<int64_t>();
    if (!shares.empty() && shares.size() != downstreams.size())
    {
        arguments.Refuse("there are " + std::to_string(shares.size()) +
                         " shares; allowed is one for each of the " +
                         std::to_string(downstreams.size()) + " nodes of to");
    }
    for (std::size_t i = 0; i < shares.size(); ++i)
    {
        downstreams[i].share = static_cast<uint16_t>(shares[i]);
    }
    return downstreams;
}

/**
 * @param arguments of an action
 * @return the role in network coding that they tell
 */
CodingCommand
TakeRole(ControlArguments& arguments)
{
    CodingCommand command;
    command.app = TakeApp(arguments);
    command.role = static_cast<CodingRole>(
        arguments.TakeWord("role", {"none", "relay", "pair-coder", "pair-decoder", "rlnc"}));
    const bool isRlnc = command.role == CodingRole::Rlnc;
    const bool isCoder = command.role == CodingRole::PairCoder;
    if (isCoder || command.role == CodingRole::PairDecoder)
    {
        command.streams = {static_cast<uint32_t>(arguments.TakeNumber("first", 0, MOST_U32)),
                           static_cast<uint32_t>(arguments.TakeNumber("second", 0, MOST_U32))};
    }
    if (isRlnc || command.role == CodingRole::Relay)
    {
        command.delivers = arguments.TakeNumber("delivers", 0, 1, 0) == 1;
    }
    if (isRlnc)
    {
        const auto take = [&arguments](const char* name, int64_t least, uint16_t fallback) {
            return static_cast<uint16_t>(arguments.TakeNumber(name, least, MOST_U16, fallback));
        };
        command.blocks = take("blocks", 1, command.blocks);
        command.arrivals = take("arrivals", 0, command.arrivals);
        command.rank = take("rank", 0, command.rank);
        command.waits = arguments.TakeNumber("waits", 0, 1, 1) == 1;
    }
    if (isRlnc || isCoder || command.role == CodingRole::Relay)
    {
        command.downstreams = TakeDownstreams(arguments, isRlnc);
    }
    if (const std::string fault = command.Fault(); !fault.empty())
    {
        arguments.Refuse(fault);
    }
    return command;
}

/** An action that a script may have. */
struct ActionKind
{
    const char* name;                             //!< in the script
    ControlCommand (*read)(ControlArguments& of); //!< what the node is told
};

const ActionKind KINDS[] = {
    {"bw-node",
     [](ControlArguments& of) {
         const std::size_t scope = of.TakeWord("scope", {"total", "up", "down"});
         return ControlCommand::NodeBandwidth(static_cast<BandwidthScope>(scope), TakeRate(of));
     }},
    {"bw-link",
     [](ControlArguments& of) {
         const NodeId peer = of.TakeNode("peer");
         const std::size_t direction = of.TakeWord("direction", {"out", "in"});
         return ControlCommand::LinkBandwidth(peer,
                                              static_cast<Direction>(direction),
                                              TakeRate(of));
     }},
    {"interval",
     [](ControlArguments& of) {
         return ControlCommand::Interval(
             std::chrono::milliseconds{of.TakeNumber("ms", 0, MOST_I32)});
     }},
    {"deploy",
     [](ControlArguments& of) {
         const uint32_t app = TakeApp(of);
         DeployCommand source;
         const int64_t most = DeployCommand::MOST_BYTES;
         source.bytes = static_cast<uint32_t>(of.TakeNumber("bytes", 1, most, source.bytes));
         source.rate = TakeRate(of, 0);
         source.messages = static_cast<uint32_t>(of.TakeNumber("messages", 0, MOST_U32, 0));
         return ControlCommand::Deploy(app, source);
     }},
    {"join", [](ControlArguments& of) { return ControlCommand::Join(TakeApp(of)); }},
    {"leave", [](ControlArguments& of) { return ControlCommand::Leave(TakeApp(of)); }},
    {"terminate-source",
     [](ControlArguments& of) { return ControlCommand::TerminateSource(TakeApp(of)); }},
    {"terminate-node", [](ControlArguments&) { return ControlCommand::TerminateNode(); }},
    {"weight",
     [](ControlArguments& of) {
         const NodeId peer = of.TakeNode("peer");
         const int64_t weight = of.TakeNumber("weight", 1, MOST_U16);
         return ControlCommand::Weight(peer, static_cast<uint16_t>(weight));
     }},
    {"custom",
     [](ControlArguments& of) {
         const auto app = static_cast<uint32_t>(of.TakeNumber("app", 0, MOST_U32, 0));
         const auto first = static_cast<int32_t>(of.TakeNumber("first", LEAST_I32, MOST_I32));
         const auto second = static_cast<int32_t>(of.TakeNumber("second", LEAST_I32, MOST_I32));
         return ControlCommand::Custom(app, first, second);
     }},
    {"code", [](ControlArguments& of) { return ControlCommand::Code(TakeRole(of)); }},
};

} // namespace

NodeId
ControlScript::ReadId(const std::string& text)
{
    constexpr int PARTS = 5; // four of the address, and the port
    constexpr unsigned BYTE = 8;
    constexpr uint32_t MOST_BYTE = 255;
    NodeId id;
    const char* next = text.data();
    const char* const end = next + text.size();
    for (int i = 0; i < PARTS; ++i)
    {
        const bool isPort = i == PARTS - 1;
        uint32_t number = 0;
        const auto [rest, error] = std::from_chars(next, end, number);
        const char separator = i == PARTS - 2 ? ':' : '.';
        const bool hasEnd = isPort ? rest == end : rest != end && *rest == separator;
        if (error != std::errc() || !hasEnd || number > (isPort ? MOST_U16 : MOST_BYTE))
        {
            return {};
        }
        if (isPort)
        {
            id.port = static_cast<uint16_t>(number);
        }
        else
        {
            id.ip = id.ip << BYTE | number;
            next = rest + 1;
        }
    }
    return id;
}

ControlScript
ControlScript::FromCsv(const std::string& csv, const Names& names)
{
    ControlScript script;
    for (const ControlRow& row : ReadControlRows(csv))
    {
        script.Add(row, names);
    }
    return script;
}

void
ControlScript::Add(const ControlRow& row, const Names& names)
{
    ControlArguments arguments(row, names);
    ControlAction action;
    action.at = TimeOf(row);
    const auto isIt = [&row](const ActionKind& kind) { return row.action == kind.name; };
    const auto* const kind = std::find_if(std::begin(KINDS), std::end(KINDS), isIt);
    if (kind == std::end(KINDS))
    {
        std::vector<std::string> allowed;
        allowed.reserve(std::size(KINDS));
        for (const ActionKind& one : KINDS)
        {
            allowed.emplace_back(one.name);
        }
        arguments.Refuse("the action is '" + row.action + "'; allowed is " + qos::Join(allowed));
    }
    action.target = arguments.NodeNamed(row.target, "the target");
    action.command = kind->read(arguments);
    arguments.Finish();
    Add(std::move(action));
}

void
ControlScript::Add(ControlAction action)
{
    const auto isBefore = [](Nanoseconds at, const ControlAction& other) { return at < other.at; };
    const auto place = std::upper_bound(m_actions.begin(), m_actions.end(), action.at, isBefore);
    m_actions.insert(place, std::move(action));
}

} // namespace qos
} // namespace ns3
