/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_API_H
#define QOS_CM_API_H

#include "congestion-manager.h"

#include "ns3/address.h"
#include "ns3/cm-api-types.h"
#include "ns3/host-costs.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-congestion-manager
 * The Congestion Manager's interface with the names of the paper and of RFC 3124, as a process on a
 * host sees it: handles, -1 on error, errno.
 *
 * A thin face over CongestionManager. Here the callbacks are direct calls, made at the instant of
 * the event but never from within a call of the process; Libcm has them come through a control
 * socket, as they do on a real host.
 *
 * Every call answers -1 on error and changes nothing then; Errno() and ErrorMessage() say why:
 *
 * - EBADF: the flow is not one that this process has open
 * - EINVAL: an argument makes no sense
 * - EAFNOSUPPORT: an address is neither IPv4 nor IPv6 with a port, or the two differ in version
 * - EPROTONOSUPPORT: there is no such transport protocol
 * - EADDRNOTAVAIL: the source address is not one of this host
 * - EEXIST: a flow with these addresses, ports and protocol is open on this host
 * - ENFILE: the host has as many flows open as it may
 * - EMSGSIZE: the packets of the flow could carry nothing
 * - ENOBUFS: the flow has as many requests waiting as it may
 * - ENOENT: there is no such macroflow, no flow to such a destination, or no such flow to adopt
 * - EACCES: the flow or the macroflow is another user's, or the flow is not one to report about
 * - EBUSY: the flow is a socket's, which does this by itself
 *
 * The bulk forms make one call of many: each element ends by itself, in order, and they answer how
 * many succeeded, or -1 if there is one or more and none did. Errno() is that of the first that
 * failed.
 *
 * A process that ends or crashes is a CmApi that is destroyed: its flows are closed. They are
 * closed with the simulation too.
 *
 * Source: OSDI 2000, section 2.1, and section 5 for the bulk forms; RFC 3124, section 3. The error
 * codes are this project's.
 */
class CmApi : private CmSender, private CmListener
{
  public:
    /** The paper's cmapp_send: the flow may send one packet. */
    using SendCallback = std::function<void(CmFlowId)>;

    /** The paper's cmapp_update: the state of the flow changed by more than its thresholds. */
    using UpdateCallback = std::function<void(CmFlowId, const CmEstimate&)>;

    /**
     * @param node the host the process runs on; has a CongestionManager
     * @param principal the user on whose behalf
     */
    explicit CmApi(const Ptr<Node>& node, uint32_t principal = 0);
    ~CmApi() override;
    CmApi(const CmApi&) = delete;
    CmApi& operator=(const CmApi&) = delete;

    /**
     * Count what calls cost.
     * @param meter counts a crossing into the kernel for each call, null for nobody; must live as
     * long as this
     */
    virtual void SetMeter(HostMeter* meter);

    /**
     * Begin a flow.
     * @param src address and port of this host; the unspecified address stands for any, and the
     * process has to notify what it sends then
     * @param dst address and port of the peer
     * @param protocol number of the transport protocol, 1 to 255
     * @param dscp differentiated services code point, 0 to 63
     * @param mtu payload of the largest packet that the process will send in bytes, at most 65535;
     * 0: what fits into the device that leads there. A grant reserves as much of the window
     * @return the flow, or -1: EAFNOSUPPORT, EINVAL, EPROTONOSUPPORT, EADDRNOTAVAIL, EEXIST,
     * ENFILE, EMSGSIZE
     */
    int cm_open(const Address& src, const Address& dst, int protocol, int dscp = 0, int mtu = 0);

    /**
     * Begin a flow from an unconnected UDP socket: the source is unspecified, so that the process
     * has to notify what it sends.
     * @param dst address and port of the peer
     * @param mtu as above
     * @return the flow, or -1 as above
     */
    int cm_open(const Address& dst, int mtu = 0);

    /**
     * Take part in a flow that a congestion-controlled UDP socket of this process has opened (the
     * paper's setsockopt with CM_BUF): the process reports and queries, the socket requests, sends
     * and closes. A socket that gets acknowledgments itself leaves nothing to report, and neither
     * does TCP/CM.
     * @param flow the flow, see CmUdpSocket::GetFlow()
     * @return the flow, or -1: ENOENT, EACCES, EEXIST
     */
    int cm_adopt(CmFlowId flow);

    /**
     * End a flow; one that was adopted remains open for its socket.
     * @param flow the flow
     * @return 0, or -1: EBADF
     */
    int cm_close(CmFlowId flow);

    /**
     * @param flow the flow
     * @return payload bytes that a grant allows, or -1: EBADF
     */
    int cm_mtu(CmFlowId flow);

    /**
     * Ask for grants of one packet each, which come later, through the send callback.
     * @param flow the flow
     * @param k how many, 1 to 65535
     * @return 0, or -1: EBADF, EBUSY, EINVAL, ENOBUFS
     */
    int cm_request(CmFlowId flow, int k = 1);

    /**
     * Ask for a grant on each of several flows, in one call.
     * @param flows the flows; one may occur more than once
     * @param results set to 0 or the error code of each, if not null
     * @return how many succeeded, or -1
     */
    int cm_bulk_request(const std::vector<CmFlowId>& flows, std::vector<int>* results = nullptr);

    /**
     * Say what was sent where the host cannot see it, or give a grant back.
     * @param flow the flow
     * @param nsent payload bytes of one packet, 0 to give a grant back; at most 65535
     * @return 0, or -1: EBADF, EBUSY, EINVAL
     */
    int cm_notify(CmFlowId flow, int64_t nsent);

    /**
     * The same with the destination for the flow, as the paper writes it.
     * @param dst address and port of the peer; only one flow of this process may go there
     * @param nsent as above
     * @return 0, or -1: EAFNOSUPPORT, ENOENT, EBUSY, EINVAL
     */
    int cm_notify(const Address& dst, int64_t nsent);

    /**
     * The same with the 5-tuple for the flow, as RFC 3124 writes it.
     * @param src as it was opened
     * @param dst as it was opened
     * @param protocol as it was opened
     * @param nsent as above
     * @return 0, or -1: EAFNOSUPPORT, EPROTONOSUPPORT, ENOENT, EBUSY, EINVAL
     */
    int cm_notify(const Address& src, const Address& dst, int protocol, int64_t nsent);

    /**
     * Several notices in one call.
     * @param notices what was sent
     * @param results set to 0 or the error code of each, if not null
     * @return how many succeeded, or -1
     */
    int cm_bulk_notify(const std::vector<CmNotice>& notices, std::vector<int>* results = nullptr);

    /**
     * Report what became of packets. Bytes beyond those that the flow has in the network, and
     * received bytes beyond those that left it, are ignored.
     * @param flow the flow
     * @param nsent bytes that left the network since the last report, received or lost; not
     * negative
     * @param nrecd of these, received; not negative
     * @param lossmode LossMode bits
     * @param rtt a sample of the round-trip time in microseconds, at most 4294967295; -1 for none
     * @return 0, or -1: EBADF, EINVAL
     */
    int cm_update(CmFlowId flow, int64_t nsent, int64_t nrecd, int lossmode, int64_t rtt);

    /**
     * Several reports in one call.
     * @param reports what became of packets
     * @param results set to 0 or the error code of each, if not null
     * @return how many succeeded, or -1
     */
    int cm_bulk_update(const std::vector<CmReport>& reports, std::vector<int>* results = nullptr);

    /**
     * Ask what the flow may count on. All is negative while nothing is known.
     * @param flow the flow
     * @param rate set to bit/s
     * @param srtt set to the smoothed round-trip time in microseconds
     * @param rttdev set to its mean deviation in microseconds
     * @return 0, or -1: EBADF
     */
    int cm_query(CmFlowId flow, int64_t& rate, int64_t& srtt, int64_t& rttdev);

    /**
     * The same with the loss rate.
     * @param flow the flow
     * @param estimate set to what it may count on
     * @return 0, or -1: EBADF
     */
    int cm_query(CmFlowId flow, CmEstimate& estimate);

    /**
     * Several queries in one call.
     * @param flows the flows
     * @param estimates set to what each may count on; that of a flow whose query failed is unknown
     * @param results set to 0 or the error code of each, if not null
     * @return how many succeeded, or -1
     */
    int cm_bulk_query(const std::vector<CmFlowId>& flows,
                      std::vector<CmEstimate>& estimates,
                      std::vector<int>* results = nullptr);

    /**
     * Choose which changes of the rate the update callback is told of; those of the round-trip time
     * stay as they are.
     * @param flow the flow
     * @param down below this times the rate told last, 0 to 1
     * @param up above this times the rate told last, at least 1
     * @return 0, or -1: EBADF, EINVAL
     */
    int cm_thresh(CmFlowId flow, double down, double up);

    /**
     * Choose which changes of rate and round-trip time the update callback is told of.
     * @param flow the flow
     * @param rateDown as above
     * @param rateUp as above
     * @param rttDown the same for the smoothed round-trip time
     * @param rttUp the same for the smoothed round-trip time; both 0: no changes of it
     * @return 0, or -1: EBADF, EINVAL
     */
    int cm_thresh(CmFlowId flow, double rateDown, double rateUp, double rttDown, double rttUp);

    /**
     * Choose who is told of grants. Without a callback they count as given back.
     * @param flow the flow
     * @param callback who is told, empty for nobody; may make all calls, and end the process
     * @return 0, or -1: EBADF, EBUSY
     */
    int cm_register_send(CmFlowId flow, SendCallback callback);

    /**
     * Choose who is told of changes of the network.
     * @param flow the flow
     * @param callback who is told, empty for nobody; may make all calls, and end the process
     * @return 0, or -1: EBADF
     */
    int cm_register_update(CmFlowId flow, UpdateCallback callback);

    /**
     * @param flow the flow
     * @return its macroflow, or -1: EBADF
     */
    int cm_getmacroflow(CmFlowId flow);

    /**
     * Move a flow, with what it has in the network. On a host that keeps users apart (ByPrincipal)
     * it stays among flows of its user about which applications report.
     * @param macroflow where to, -1 for a new one
     * @param flow the flow
     * @return the macroflow that it is in now, or -1: EBADF, ENOENT, EACCES
     */
    int cm_setmacroflow(MacroflowId macroflow, CmFlowId flow);

    /**
     * Set a flow's weight, for schedulers that have weights. Not in the paper.
     * @param flow the flow
     * @param weight its weight, above 0
     * @return 0, or -1: EBADF, EINVAL
     */
    int cm_setweight(CmFlowId flow, double weight);

    /** @return the POSIX code of the last call that failed, 0 if none did */
    int Errno() const
    {
        return m_error.code;
    }

    /** @return what was wrong with the last call that failed */
    const std::string& ErrorMessage() const
    {
        return m_error.message;
    }

    /** @return how many flows are open */
    std::size_t Flows() const
    {
        return m_flows.size();
    }

  protected:
    /** Close all flows but those that were adopted. */
    void CloseAll();

    /** @return the manager of the host */
    const Ptr<CongestionManager>& Manager() const
    {
        return m_manager;
    }

    /** @return who counts, null for nobody */
    HostMeter* Meter() const
    {
        return m_meter;
    }

    /** @return expires when this is destroyed, as a callback may do */
    std::weak_ptr<const void> Life() const
    {
        return m_life;
    }

    /**
     * Call the process back, if it has registered for that.
     * @param flow a flow that may send
     * @return whether it has; this may be destroyed then
     */
    bool CallSend(CmFlowId flow);

    /**
     * Call the process back, if it has registered for that.
     * @param flow a flow
     * @param state what it may count on
     * @return whether it has; this may be destroyed then
     */
    bool CallUpdate(CmFlowId flow, const NetworkState& state);

  private:
    /** Where a flow goes. */
    using Destination = std::pair<HostAddress, uint16_t>;

    /** What the process knows of a flow. */
    struct Flow
    {
        bool isAdopted = false;                   //!< it is a socket's
        FlowKey key;                              //!< as it was opened
        std::shared_ptr<SendCallback> onSend;     //!< null for nobody
        std::shared_ptr<UpdateCallback> onUpdate; //!< null for nobody
    };

    void CmappSend(CmFlowId flow) override;
    void CmappUpdate(CmFlowId flow, const NetworkState& state) override;

    /** @return who takes the grants of this process from the manager */
    virtual CmSender& GrantTaker();

    /** @return who takes the news of this process from the manager */
    virtual CmListener& NewsTaker();

    /** @return when grants come that a call makes possible */
    virtual GrantDelivery Delivery() const;

    /**
     * A flow was closed, or is not to be told of grants any more.
     * @param flow the flow
     */
    virtual void ForgetGrants(CmFlowId flow);

    /**
     * A flow was closed, or is not to be told of news any more.
     * @param flow the flow
     */
    virtual void ForgetNews(CmFlowId flow);

    /** Tell what happened within calls of the process. */
    void TellNews();

    /** @param operation a crossing that is made now */
    void Count(HostOperation operation) const
    {
        if (m_meter)
        {
            m_meter->Count(operation);
        }
    }

    /**
     * @param flow a flow that a call is about
     * @return no error if this process has it open
     */
    CmApiError CheckFlow(CmFlowId flow) const;

    /**
     * @param flow a flow that the process wants to send on
     * @return no error if this process has it open, and no socket sends on it
     */
    CmApiError CheckSender(CmFlowId flow) const;

    /**
     * Note a flow.
     * @param flow a flow that is open
     * @param isAdopted whether it is a socket's
     */
    void Enter(CmFlowId flow, bool isAdopted);

    /** @param flow a flow of this process: forget it, and close it unless it was adopted */
    void Leave(CmFlowId flow);

    /** One element of the calls and of their bulk forms. @{ */

    /**
     * @param flow as cm_request()
     * @param k as cm_request()
     * @return no error if it was done
     */
    CmApiError DoRequest(CmFlowId flow, int k);

    /**
     * @param notice as cm_notify()
     * @return no error if it was done
     */
    CmApiError DoNotify(const CmNotice& notice);

    /**
     * @param report as cm_update()
     * @return no error if it was done
     */
    CmApiError DoUpdate(const CmReport& report);

    /**
     * @param flow as cm_query()
     * @param estimate as cm_query()
     * @return no error if it was done
     */
    CmApiError DoQuery(CmFlowId flow, CmEstimate& estimate);

    /** @} */

    /**
     * Do something with each of several elements.
     * @tparam Elements a container
     * @tparam Call answers a CmApiError for an element
     * @param elements the elements
     * @param results set to the error codes, if not null
     * @param call does it
     * @return how many succeeded, or -1
     */
    template <typename Elements, typename Call>
    int Bulk(const Elements& elements, std::vector<int>* results, const Call& call);

    /**
     * @param flow a flow
     * @param thresholds which changes it wants to be told of
     * @return 0, or -1 with the error kept
     */
    int SetThresholds(CmFlowId flow, const CmThresholds& thresholds);

    /**
     * @param error how a call ended
     * @return 0, or -1 with the error kept
     */
    int Return(CmApiError error);

    Ptr<CongestionManager> m_manager;                    //!< of the host
    uint32_t m_principal;                                //!< the user
    HostMeter* m_meter = nullptr;                        //!< counts crossings
    std::map<CmFlowId, Flow> m_flows;                    //!< open flows
    std::multimap<Destination, CmFlowId> m_destinations; //!< where they go
    EventId m_end;                                       //!< of the simulation: calls CloseAll()
    std::map<CmFlowId, NetworkState> m_news;             //!< not told yet
    EventId m_tell;                                      //!< calls TellNews()
    std::shared_ptr<const void> m_life;                  //!< shared with nobody
    CmApiError m_error;                                  //!< of the last call that failed
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_API_H
