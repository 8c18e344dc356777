/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BACKGROUND_REGISTRY_H
#define QOS_BACKGROUND_REGISTRY_H

#include "long-tcp-traffic.h"
#include "self-similar-traffic.h"
#include "web-traffic.h"

#include "ns3/named-factories.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * The knobs of every kind of background traffic; those of other kinds than the one made are unused.
 */
struct BackgroundSetup
{
    LongTcpTraffic::Params tcp;             //!< of tcp
    SelfSimilarTraffic::Params selfSimilar; //!< of selfsimilar
    WebTraffic::Params web;                 //!< of web
};

/**
 * @ingroup qos-helper
 * Kinds of background traffic by name.
 * @return tcp, selfsimilar and web
 */
const NamedFactories<BackgroundTraffic, BackgroundSetup>& BackgroundTraffics();

} // namespace qos
} // namespace ns3

#endif // QOS_BACKGROUND_REGISTRY_H
