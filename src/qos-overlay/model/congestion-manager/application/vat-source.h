/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_VAT_SOURCE_H
#define QOS_VAT_SOURCE_H

#include "acknowledged-flow.h"
#include "vat-policer.h"

#include "ns3/application.h"
#include "ns3/drop-buffer.h"
#include "ns3/event-id.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <optional>

namespace ns3
{
namespace qos
{

/** What became of the audio of a VatSource so far; what was recorded is policed, dropped, sent or
 * waits. */
struct VatCounters
{
    uint64_t recorded = 0; //!< packets of audio
    uint64_t policed = 0;  //!< of these, dropped by the policer
    uint64_t dropped = 0;  //!< of these, dropped by the full buffer, or in it at the end
    uint64_t sent = 0;     //!< of these, sent
};

/**
 * @ingroup qos-cm-application
 * The paper's vat: interactive audio at a constant bit rate, which cannot be coded with fewer bits,
 * so that packets have to be dropped where the network does not take them all.
 *
 *     microphone -- policer -- application buffer -- on demand -- UDP
 *                      ^          (head or tail)         ^
 *                 cmapp_update                      cmapp_send
 *
 * The policer drops what does not fit into the long-term rate (VatPolicer). The rest waits in a
 * short buffer of the application, which drops from its head or its tail when it is full. A packet
 * leaves it when the Congestion Manager grants it, and then nothing is between it and the network:
 * the request/callback interface. A FeedbackReceiver at the other end acknowledges.
 *
 * Each packet begins with a VatHeader, which counts among its bytes.
 *
 * Source: OSDI 2000, section 3.6 and Figure 2.
 */
class VatSource : public Application, private CmSender, private CmListener
{
  public:
    /** TracedCallback signature of the trace source Rate. */
    typedef void (*RateTracedCallback)(double bitsPerSecond);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    VatSource();

    /** @return what became of the audio */
    const VatCounters& GetCounters() const
    {
        return m_counters;
    }

    /** @return packets in the buffer */
    std::size_t GetWaiting() const
    {
        return m_buffer ? m_buffer->Items() : 0;
    }

    /** @return what became of the datagrams that were sent */
    SentWindowCounters GetSentCounters() const
    {
        return m_flow.Counters();
    }

    /** @return datagrams from others than the remote address, which were ignored */
    uint64_t GetStrangers() const
    {
        return m_flow.Strangers();
    }

    /** @return the flow, CM_NONE before the start and after the end */
    CmFlowId GetFlow() const
    {
        return m_flow.Id();
    }

    /** @return bytes that an audio packet is charged with: UDP payload, the stamp included */
    uint32_t GetDatagramSize() const;

    /**
     * Fix the random variables of this application: where in an interval it begins, how late it
     * gets its audio, and the nonces.
     * @param stream the first stream number to use
     * @return how many were used
     */
    int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    /** DropFrom as an attribute. */
    enum DropChoice
    {
        HEAD, //!< DropFrom::Head
        TAIL  //!< DropFrom::Tail
    };

    void StartApplication() override;
    void StopApplication() override;
    void CmappSend(CmFlowId flow) override;
    void CmappUpdate(CmFlowId flow, const NetworkState& state) override;

    /** Open the flow. */
    void Open();

    /** End the flow. */
    void Close();

    /** A packet of audio is complete: hand it over now or a little later. */
    void Record();

    /**
     * Take a packet of audio.
     * @param recorded when it was complete
     */
    void Take(Time recorded);

    /**
     * Put a packet into the buffer.
     * @param packet the packet
     */
    void Enqueue(const Ptr<Packet>& packet);

    /**
     * Ask for a grant if something waits and none was asked for.
     * @param delivery when it may come
     */
    void Ask(GrantDelivery delivery);

    Address m_remote;                                //!< attribute Remote
    uint32_t m_bytes = 0;                            //!< attribute PacketSize
    Time m_interval;                                 //!< attribute Interval
    Time m_jitter;                                   //!< attribute Jitter
    uint32_t m_bufferPackets = 0;                    //!< attribute Buffer
    DropChoice m_drop = HEAD;                        //!< attribute Drop
    bool m_isPoliced = true;                         //!< attribute Policer
    Time m_memory;                                   //!< attribute PolicerMemory
    uint32_t m_depth = 0;                            //!< attribute PolicerDepth
    Time m_feedbackDelay;                            //!< attribute FeedbackDelay
    std::optional<int64_t> m_nonceStream;            //!< of the nonces
    Ptr<UniformRandomVariable> m_phase;              //!< where in an interval it begins
    Ptr<UniformRandomVariable> m_lateness;           //!< how late it gets its audio
    AcknowledgedFlow m_flow;                         //!< to the remote
    std::optional<VatPolicer> m_policer;             //!< drops ahead of time
    std::optional<DropBuffer<Ptr<Packet>>> m_buffer; //!< what waits for grants
    bool m_isAsking = false;                         //!< a request waits
    EventId m_next;                                  //!< the next packet is complete
    EventId m_take;                                  //!< it is handed over
    VatCounters m_counters;                          //!< what became of the audio
    TracedCallback<double> m_rateTrace;              //!< trace source Rate
};

} // namespace qos
} // namespace ns3

#endif // QOS_VAT_SOURCE_H
