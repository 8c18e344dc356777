/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_BED_H
#define QOS_OVERLAY_BED_H

#include "ns3/overlay-engine.h"
#include "ns3/units.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace qos
{

/** What passed without the simulator's knowledge. */
struct OverlayBedRun
{
    Nanoseconds time{0}; //!< since the beginning
    uint64_t events = 0; //!< executed
};

/**
 * @ingroup qos-helper
 * Where overlay nodes run, whatever carries their messages: an experiment, or a test, that uses
 * this one has all transports.
 *
 * Hosts lie around the middle of the network: a message from one to another takes the delays of
 * both. On one host, there is no delay.
 */
class OverlayBed
{
  public:
    virtual ~OverlayBed() = default;

    /**
     * @param delay from it to the middle of the network
     * @return number of a new host: 0, 1, 2, ...
     */
    virtual uint32_t AddHost(Nanoseconds delay) = 0;

    /**
     * Add a node; on TCP, before time passes.
     * @param host number of its host
     * @param params its knobs; its id is set
     * @param algorithm decides
     * @return its number: 0, 1, 2, ...
     */
    virtual uint32_t AddNode(uint32_t host,
                             const OverlayEngineParams& params,
                             std::unique_ptr<Algorithm> algorithm) = 0;

    /** @return how many nodes there are */
    virtual uint32_t Nodes() const = 0;

    /**
     * @param number of a node
     * @return whether it is in this process; otherwise only its id is known
     */
    virtual bool IsHere([[maybe_unused]] uint32_t number) const
    {
        return true;
    }

    /** Wait until all nodes are there that are not in this process. */
    virtual void AwaitOthers()
    {
    }

    /**
     * @param number of a node that is in this process
     * @return its engine
     */
    virtual OverlayEngine& Engine(uint32_t number) = 0;

    /**
     * @param number of a node
     * @return its id
     */
    virtual NodeId IdOf(uint32_t number) const = 0;

    /**
     * @param id of a node
     * @return its number; Nodes() or more if there is none
     */
    virtual uint32_t NumberOf(NodeId id) const = 0;

    /** @return the time */
    virtual Nanoseconds Now() const = 0;

    /**
     * Do what is due.
     * @param now the time
     */
    virtual void Advance(Nanoseconds now) = 0;

    /** Let time pass until nothing happens any more, or nothing of interest. */
    virtual void Finish() = 0;

    /** @return events so far */
    virtual uint64_t Events() const = 0;

    /** @return messages that somebody points to, at all nodes */
    virtual uint64_t LiveMessages() = 0;

    /** @return what passed without the simulator of ns-3; nothing if that one runs */
    virtual OverlayBedRun OutsideSimulator() const = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_BED_H
