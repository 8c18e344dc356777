/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LAYERED_SOURCE_H
#define QOS_LAYERED_SOURCE_H

#include "acknowledged-flow.h"
#include "layer-list.h"

#include "ns3/application.h"
#include "ns3/traced-callback.h"

#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * A source of layered audio or video: sends the largest layer whose rate is at most the rate that
 * the Congestion Manager knows of. Base of the two ways to send it, on grants (LayeredAlfSource)
 * and by its own clock (LayeredRateSource).
 *
 * It has an ordinary UDP socket and a flow of the Congestion Manager. A FeedbackReceiver at the
 * other end reports what arrived; every report becomes a cm_update. On a connected socket the host
 * sees by itself what is sent; on an unconnected one the source says so with cm_notify.
 *
 * Source: OSDI 2000, sections 3.4, 3.5 and 4.4.
 */
class LayeredSource : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ~LayeredSource() override;

    /** @param layers what it can send; before it starts */
    void SetLayers(const LayerList& layers)
    {
        m_layers = layers;
    }

    /** @return what it can send */
    const LayerList& GetLayers() const
    {
        return m_layers;
    }

    /** @return number of the layer that it sends now, from 0 */
    std::size_t GetLayer() const
    {
        return m_layer;
    }

    /** @return how often the layer changed so far */
    uint64_t GetSwitches() const
    {
        return m_switches;
    }

    /** @return its flow, CM_NONE before the start and after the end */
    CmFlowId GetFlow() const
    {
        return m_flow.Id();
    }

    /** @return what became of its datagrams so far, as far as it knows */
    SentWindowCounters GetCounters() const
    {
        return m_flow.Counters();
    }

    /** @return datagrams from others than the remote address, which were ignored */
    uint64_t GetStrangers() const
    {
        return m_flow.Strangers();
    }

    /**
     * Fix the random variables of this application; before it starts.
     * @param stream the first stream number to use
     * @return how many were used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * Signature of the trace Layer.
     * @param before number of the layer so far
     * @param after number of the new layer
     */
    using LayerTracedCallback = void (*)(std::size_t before, std::size_t after);

    /**
     * Signature of the trace State.
     * @param state what the Congestion Manager knows
     */
    using StateTracedCallback = void (*)(const NetworkState& state);

    /**
     * Signature of the trace Feedback.
     * @param feedback what is told the Congestion Manager
     */
    using FeedbackTracedCallback = void (*)(const CmFeedback& feedback);

  protected:
    void DoDispose() override;

    /** @return the Congestion Manager of the node */
    CongestionManager& Manager() const
    {
        return *m_flow.Manager();
    }

    /**
     * Send one datagram of the present layer.
     * @return whether the socket took it
     */
    bool SendDatagram();

    /**
     * Choose the layer by what the Congestion Manager says.
     * @param state what it says
     * @return whether the layer changed
     */
    bool Adapt(const NetworkState& state);

    /** @return rate of the present layer */
    Bitrate LayerRate() const
    {
        return m_layers.RateOf(m_layer);
    }

    /** @return bytes of a datagram: UDP payload, stamp included */
    uint32_t DatagramBytes() const
    {
        return m_datagramBytes;
    }

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** The flow is open: begin. */
    virtual void DoStart() = 0;

    /** The flow is about to be closed: send no more. */
    virtual void DoStop() = 0;

    /** Send no more and call cm_close, if there is a flow. */
    void CloseFlow();

    Address m_remote;                //!< attribute Remote
    uint32_t m_datagramBytes = 0;    //!< attribute PacketSize
    bool m_isConnected = true;       //!< attribute Connected
    Time m_feedbackDelay;            //!< attribute FeedbackDelay
    LayerList m_layers;              //!< what it can send
    std::size_t m_layer = 0;         //!< what it sends now
    uint64_t m_switches = 0;         //!< changes of layer
    std::optional<int64_t> m_stream; //!< first stream number, none: automatic
    AcknowledgedFlow m_flow;         //!< to the remote

    /** Trace source Layer. */
    TracedCallback<std::size_t, std::size_t> m_layerTrace;
    /** Trace source State. */
    TracedCallback<const NetworkState&> m_stateTrace;
    /** Trace source Feedback. */
    TracedCallback<const CmFeedback&> m_feedbackTrace;
};

} // namespace qos
} // namespace ns3

#endif // QOS_LAYERED_SOURCE_H
