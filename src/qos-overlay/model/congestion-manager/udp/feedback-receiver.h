/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEEDBACK_RECEIVER_H
#define QOS_FEEDBACK_RECEIVER_H

#include "feedback-flows.h"

#include "ns3/application.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-udp
 * The receiver of the paper's UDP applications: takes stamped datagrams from any number of senders
 * and acknowledges them with reports (FeedbackReport), at once or delayed (OSDI 2000, Figure 10).
 *
 * Datagrams without a well-formed stamp are counted and otherwise ignored.
 */
class FeedbackReceiver : public Application
{
  public:
    /** TracedCallback signature of the trace source Rx. */
    typedef void (*RxTracedCallback)(Ptr<const Packet> packet,
                                     const CmDataHeader& header,
                                     const Address& from);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @return what happened to datagrams and flows so far */
    FeedbackFlows::Counters GetCounters() const;

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /**
     * Read what has come.
     * @param socket the socket
     */
    void Receive(Ptr<Socket> socket);

    /**
     * Send a report.
     * @param report the report
     * @param to its sender
     */
    void SendReport(Ptr<Packet> report, const Address& to);

    Address m_local;                        //!< attribute Local
    uint32_t m_packets = 0;                 //!< attribute Packets
    Time m_delay;                           //!< attribute Delay
    uint32_t m_largestTable = 0;            //!< attribute LargestTable
    Ptr<Socket> m_socket;                   //!< bound to the local address
    std::unique_ptr<FeedbackFlows> m_flows; //!< who sends; null before the start

    /** Trace source Rx. */
    TracedCallback<Ptr<const Packet>, const CmDataHeader&, const Address&> m_rxTrace;
};

} // namespace qos
} // namespace ns3

#endif // QOS_FEEDBACK_RECEIVER_H
