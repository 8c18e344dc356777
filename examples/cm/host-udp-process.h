/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HOST_UDP_PROCESS_H
#define QOS_HOST_UDP_PROCESS_H

#include "host-process.h"

#include "ns3/cm-api.h"
#include "ns3/nstime.h"
#include "ns3/socket.h"

#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * A process that sends datagrams on one or several flows as fast as it may, and does for each
 * acknowledgment what the paper's Table 1 says: recv(), gettimeofday(), and cm_update.
 *
 * Subclasses say how the datagrams get out. In each round, one acknowledgment of each socket is
 * taken. With a batch of several flows, the calls of the Congestion Manager wait until there is one
 * element for each (OSDI 2000, section 5), except at the beginning and the end.
 */
class HostUdpProcess : public HostProcess
{
  public:
    /** What it does. */
    struct Params
    {
        uint16_t port = 0;    //!< at the client, of the first flow; the others follow
        uint32_t size = 1448; //!< payload of a datagram in bytes, that of a SeqTsHeader at least
        uint64_t packets = 0; //!< how many datagrams
        uint32_t window = 32; //!< datagrams that may be unacknowledged
        uint32_t batch = 1;   //!< elements of a bulk call, and how many flows there are
    };

    /**
     * @param host it runs on this one
     * @param params what it does
     */
    HostUdpProcess(MeteredHost& host, const Params& params);
    ~HostUdpProcess() override;

    /** @return acknowledgments that make no sense: not of the right size, of nothing that is
     * unacknowledged, of a time when it cannot have been sent, or refused by cm_update */
    uint64_t GetRefused() const
    {
        return m_refused;
    }

  protected:
    /** A socket and its flow. */
    struct Channel
    {
        Ptr<Socket> socket;      //!< sends and receives
        CmFlowId flow = CM_NONE; //!< the flow
        Address peer;            //!< where to
    };

    /** @return what it does */
    const Params& GetParams() const
    {
        return m_params;
    }

    /** @return sockets and flows */
    const std::vector<Channel>& Channels() const
    {
        return m_channels;
    }

    /** @return how many datagrams may be sent now, not more than there are left */
    uint64_t Room() const;

    /**
     * Make the next datagram: look at the clock, and count the send() of it.
     * @return the datagram
     */
    Ptr<Packet> NextDatagram();

  private:
    void Open() override;
    bool IsReady() override;
    void Round() override;
    uint64_t Sent() const override;
    bool HasMore() const override;

    /** @return the Congestion Manager as this process sees it */
    virtual CmApi& Api() = 0;

    /**
     * Open socket and flow.
     * @param channel gets both; knows its peer
     */
    virtual void OpenChannel(Channel& channel) = 0;

    /** @return whether select() would say that something can be sent */
    virtual bool CanSend() = 0;

    /** Send what can be sent. */
    virtual void SendWhatCanBe() = 0;

    /** @param socket a socket with an acknowledgment */
    void Arrived(Ptr<Socket> socket);

    /** Take one acknowledgment of each socket. */
    void TakeAcknowledgments();

    /**
     * @param channel where it came
     * @param packet an acknowledgment
     */
    void Take(const Channel& channel, const Ptr<Packet>& packet);

    /** Report what was acknowledged, if a batch is complete or nothing else will come. */
    void Report();

    /** Close everything. */
    void Close();

    Params m_params;                 //!< what it does
    std::vector<Channel> m_channels; //!< sockets and flows
    std::vector<CmReport> m_reports; //!< not made yet
    uint64_t m_sent = 0;             //!< datagrams
    uint64_t m_acknowledged = 0;     //!< of these
    uint64_t m_reported = 0;         //!< of these
    uint64_t m_refused = 0;          //!< acknowledgments that make no sense
    Time m_opened;                   //!< when sockets and flows were opened
};

} // namespace qos
} // namespace ns3

#endif // QOS_HOST_UDP_PROCESS_H
