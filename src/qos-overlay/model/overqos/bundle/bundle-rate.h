/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BUNDLE_RATE_H
#define QOS_BUNDLE_RATE_H

#include "ns3/bandwidth-history.h"
#include "ns3/bundle-pipe.h"
#include "ns3/flow-counter.h"
#include "ns3/sent-frames.h"
#include "ns3/units.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace qos
{

/** The knobs of the rate of a bundle. */
struct BundleRateParams
{
    std::string pipe = "multcp";    //!< name of the pipe
    BundlePipeParams pipeParams;    //!< of the pipe
    double flows = 0;               //!< N; 0: counted
    FlowCounterParams counter;      //!< how they are counted
    BandwidthHistoryParams history; //!< samples of c
    Bitrate ceiling;                //!< largest b; 0: none

    /** Constant b in place of a pipe, for paths whose loss does not depend on it; 0: a pipe. */
    Bitrate constant;
};

/**
 * @ingroup qos-overqos-bundle
 * The rates of a bundle on its virtual link: b, what it may send, redundancy included, and c, what
 * is left of it for data.
 *
 * Source: OverQoS (NSDI 2004), sections 3.1 and 3.3: b is that of N TCP connections, c = b (1 - r).
 */
class BundleRate
{
  public:
    /**
     * @param params the knobs
     * @throws std::invalid_argument if one is out of range
     */
    explicit BundleRate(const BundleRateParams& params);

    /**
     * A packet of the bundle is to be sent.
     * @param flow its flow
     * @param now the time
     */
    void CountPacket(uint64_t flow, Nanoseconds now);

    /**
     * A frame is sent.
     * @param now the time
     */
    void Send(Nanoseconds now)
    {
        m_pipe->Send(now);
    }

    /**
     * A report came.
     * @param observation what it brought
     * @param share r: of the frames, that are redundant
     * @param isLimited whether the bundle had less to send than it was allowed to
     * @param mostKbps b_max as the exit signals it, 0 for none
     * @param now the time
     */
    void Report(const LinkObservation& observation,
                double share,
                bool isLimited,
                uint32_t mostKbps,
                Nanoseconds now);

    /**
     * Do what is due.
     * @param now the time
     */
    void Advance(Nanoseconds now);

    /** @return when Advance() is to be called, FOREVER if nothing is waited for */
    Nanoseconds NextEvent() const
    {
        return std::min(m_mostUntil,
                        m_params.constant == Bitrate() ? m_pipe->NextEvent() : FOREVER);
    }

    /** @return b */
    Bitrate Total() const;

    /** @return c, not above b_max */
    Bitrate Data() const;

    /** @return whether c is less than b leaves for data, because of b_max */
    bool IsHeldBack() const
    {
        return m_most.BitsPerSecond() > 0 && m_most.BitsPerSecond() < Available().BitsPerSecond();
    }

    /** @return whether losses are not recovered yet */
    bool IsInSlowStart() const
    {
        return m_params.constant == Bitrate() && m_pipe->IsInSlowStart();
    }

    /** @return N */
    double Flows() const
    {
        return m_pipe->Flows();
    }

    /** @return samples of c, one per round trip */
    const BandwidthHistory& History() const
    {
        return m_history;
    }

  private:
    /** @return what b leaves for data */
    Bitrate Available() const;

    BundleRateParams m_params;          //!< knobs
    std::unique_ptr<BundlePipe> m_pipe; //!< b
    FlowCounter m_counter;              //!< N
    BandwidthHistory m_history;         //!< c
    Nanoseconds m_nextSample{0};        //!< of c
    double m_share = 0;                 //!< r
    Bitrate m_most;                     //!< b_max, 0 for none
    Nanoseconds m_mostUntil = FOREVER;  //!< when it is too old to count
};

} // namespace qos
} // namespace ns3

#endif // QOS_BUNDLE_RATE_H
