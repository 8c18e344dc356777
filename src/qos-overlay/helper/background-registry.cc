/* SPDX-License-Identifier: GPL-2.0-only */

#include "background-registry.h"

namespace ns3
{
namespace qos
{

const NamedFactories<BackgroundTraffic, BackgroundSetup>&
BackgroundTraffics()
{
    static const auto factories = [] {
        NamedFactories<BackgroundTraffic, BackgroundSetup> known("background traffic");
        known.Register("tcp", [](const BackgroundSetup& setup) {
            return std::make_unique<LongTcpTraffic>(setup.tcp);
        });
        known.Register("selfsimilar", [](const BackgroundSetup& setup) {
            return std::make_unique<SelfSimilarTraffic>(setup.selfSimilar);
        });
        known.Register("web", [](const BackgroundSetup& setup) {
            return std::make_unique<WebTraffic>(setup.web);
        });
        return known;
    }();
    return factories;
}

} // namespace qos
} // namespace ns3
