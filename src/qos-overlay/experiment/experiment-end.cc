/* SPDX-License-Identifier: GPL-2.0-only */

#include "experiment-end.h"

#include "parameter-error.h"
#include "quantity.h"

#include "ns3/join.h"

#include <arpa/inet.h>

#include <regex>

namespace ns3
{
namespace qos
{

namespace
{

using Texts = std::vector<std::pair<std::string, std::string>>;

/**
 * @param text an IPv4 address
 * @param what it belongs to, for the error
 * @return the address
 */
Ipv4Address
ReadAddress(const std::string& text, const std::string& what)
{
    in_addr bytes{};
    if (inet_pton(AF_INET, text.c_str(), &bytes) != 1)
    {
        throw ParameterError(what + " is '" + text +
                             "', allowed: an IPv4 address such as 10.0.0.2");
    }
    return Ipv4Address(ntohl(bytes.s_addr));
}

/**
 * @param end gets the address
 * @param text "A.B.C.D/BITS"
 * @param what it belongs to
 */
void
ReadNetwork(RealEnd& end, const std::string& text, const std::string& what)
{
    constexpr uint32_t MOST_BITS = 30;
    const std::size_t slash = text.find('/');
    const auto bits =
        slash == std::string::npos ? std::nullopt : ParseInteger<uint64_t>(text.substr(slash + 1));
    if (!bits || *bits == 0 || *bits > MOST_BITS)
    {
        throw ParameterError("address of " + what + " is '" + text +
                             "', allowed: an IPv4 address and its network's bits (1 to 30), such "
                             "as 10.0.0.1/24");
    }
    end.address = ReadAddress(text.substr(0, slash), "address of " + what);
    end.mask = Ipv4Mask(~0U << (32U - static_cast<uint32_t>(*bits)));
}

/**
 * @param end gets the address
 * @param text "own" or an address
 * @param what it belongs to
 */
void
ReadMac(RealEnd& end, const std::string& text, const std::string& what)
{
    static const std::regex form("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");
    end.hasHostsMac = text == "own";
    if (end.hasHostsMac)
    {
        return;
    }
    if (!std::regex_match(text, form))
    {
        throw ParameterError("mac of " + what + " is '" + text +
                             "', allowed: own, or an address such as 02:00:00:00:00:01");
    }
    end.mac = Mac48Address(text.c_str());
}

/**
 * @param end gets what it is
 * @param text "INTERFACE", "tap:INTERFACE" or "fd:N"
 * @param what it belongs to
 */
void
ReadSource(RealEnd& end, const std::string& text, const std::string& what)
{
    constexpr std::size_t LONGEST = 15; // characters of an interface's name
    const std::size_t colon = text.find(':');
    const std::string scheme = colon == std::string::npos ? "" : text.substr(0, colon);
    const std::string name = text.substr(colon == std::string::npos ? 0 : colon + 1);
    if (scheme == "fd")
    {
        const auto number = ParseInteger<uint64_t>(name);
        if (number && *number > 2 && *number < 1024)
        {
            end.kind = EndKind::DESCRIPTOR;
            end.descriptor = static_cast<int>(*number);
            return;
        }
    }
    else if ((scheme.empty() || scheme == "tap") && !name.empty() && name.size() <= LONGEST &&
             name.find_first_of("/: ") == std::string::npos)
    {
        end.kind = scheme.empty() ? EndKind::INTERFACE : EndKind::TAP;
        end.interface = name;
        return;
    }
    throw ParameterError(what + " is '" + text +
                         "', allowed: INTERFACE, tap:INTERFACE or fd:N with N from 3 to 1023, and "
                         "behind it ,address=A.B.C.D/BITS ,gateway=A.B.C.D ,mac=ADDRESS");
}

/**
 * @param text what was written of an end
 * @param what it belongs to
 * @return the end
 */
RealEnd
ReadEnd(const std::string& text, const std::string& what)
{
    RealEnd end;
    std::size_t begin = 0;
    for (std::size_t comma = 0; comma != std::string::npos; begin = comma + 1)
    {
        comma = text.find(',', begin);
        const std::string part = text.substr(begin, comma - begin);
        const std::size_t equals = part.find('=');
        const std::string key = equals == std::string::npos ? "" : part.substr(0, equals);
        const std::string value = equals == std::string::npos ? part : part.substr(equals + 1);
        if (begin == 0)
        {
            ReadSource(end, part, what);
        }
        else if (key == "address")
        {
            ReadNetwork(end, value, what);
        }
        else if (key == "gateway")
        {
            end.gateway = ReadAddress(value, "gateway of " + what);
        }
        else if (key == "mac")
        {
            ReadMac(end, value, what);
        }
        else
        {
            throw ParameterError(what + " has '" + part +
                                 "', allowed: address=A.B.C.D/BITS, gateway=A.B.C.D, mac=own, "
                                 "mac=ADDRESS");
        }
    }
    return end;
}

/**
 * @param experiment its name
 * @param known the ends that it has
 * @param name of one of them
 */
void
CheckEnd(const std::string& experiment,
         const std::vector<ExperimentEnd>& known,
         const std::string& name)
{
    std::vector<std::string> names;
    for (const ExperimentEnd& end : known)
    {
        if (end.name == name)
        {
            return;
        }
        names.push_back(end.name);
    }
    throw ParameterError(names.empty()
                             ? experiment + " cannot be emulated: it has no end that can be real"
                             : "end " + name + " is unknown in " + experiment +
                                   ", allowed: " + Join(names, ", "));
}

} // namespace

RealNetwork
ReadRealNetwork(const std::string& experiment,
                const std::vector<ExperimentEnd>& known,
                const Texts& ends,
                const Texts& peers)
{
    RealNetwork network;
    for (const auto& [name, text] : ends)
    {
        CheckEnd(experiment, known, name);
        if (!network.ends.emplace(name, ReadEnd(text, "end " + name)).second)
        {
            throw ParameterError("end " + name + " is given twice");
        }
    }
    for (const auto& [name, text] : peers)
    {
        CheckEnd(experiment, known, name);
        const Ipv4Address address = ReadAddress(text, "peer " + name);
        if (network.ends.count(name) > 0 || !network.peers.emplace(name, address).second)
        {
            throw ParameterError("end " + name + " is given twice");
        }
    }
    if (!peers.empty() && ends.empty())
    {
        throw ParameterError("peer " + peers.front().first +
                             " is given without a real end, allowed: "
                             "at least one --end NAME=INTERFACE beside it");
    }
    return network;
}

} // namespace qos
} // namespace ns3
