/* SPDX-License-Identifier: GPL-2.0-only */

#include "offloads.h"

#include "descriptor.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>
#include <optional>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param socket any
 * @param interface its name
 * @param what to ask
 * @return the answer, nothing if the interface does not know
 */
std::optional<uint32_t>
Ask(const Descriptor& socket, const std::string& interface, uint32_t what)
{
    ethtool_value value{what, 0};
    ifreq request{};
    if (interface.size() >= sizeof(request.ifr_name))
    {
        return std::nullopt;
    }
    std::memcpy(request.ifr_name, interface.data(), interface.size());
    request.ifr_data = reinterpret_cast<char*>(&value);
    return ioctl(socket.Get(), SIOCETHTOOL, &request) == 0 ? std::optional<uint32_t>(value.data)
                                                           : std::nullopt;
}

} // namespace

std::vector<Offload>
ReadOffloads(const std::string& interface)
{
    struct Question
    {
        const char* name;
        bool isSender;
        uint32_t what;
        uint32_t mask;
    };

    constexpr uint32_t ANY = ~0U;
    const std::vector<Question> questions{{"tx", true, ETHTOOL_GTXCSUM, ANY},
                                          {"tso", true, ETHTOOL_GTSO, ANY},
                                          {"gso", true, ETHTOOL_GGSO, ANY},
                                          {"gro", false, ETHTOOL_GGRO, ANY},
                                          {"lro", false, ETHTOOL_GFLAGS, ETH_FLAG_LRO}};
    const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    std::vector<Offload> offloads;
    for (const Question& question : questions)
    {
        if (const auto answer = Ask(socket, interface, question.what))
        {
            offloads.push_back({question.name, question.isSender, (*answer & question.mask) != 0});
        }
    }
    return offloads;
}

} // namespace qos
} // namespace ns3
