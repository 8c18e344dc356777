/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LIBCM_H
#define QOS_LIBCM_H

#include "cm-control-socket.h"

#include "ns3/cm-api.h"

#include <functional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-congestion-manager
 * The library through which a user process uses the Congestion Manager: the calls and callbacks of
 * CmApi, the callbacks by way of a control socket and a dispatcher.
 *
 * A process chooses how its event loop and the library go together (OSDI 2000, section 3.1):
 *
 * 1. Data-driven: it sends on a congestion-controlled UDP socket and needs no callbacks; a CmApi is
 *    enough to report.
 * 2. The library's own loop: UseOwnLoop().
 * 3. Signals: UseSignal(), and Dispatch() when the signal has come.
 * 4. A loop around select(): Select(), alone or with a timeout that replaces the sleep of a
 *    rate-clocked process; or, with further sockets in the set, the bits of GetControlSocket().
 *    Dispatch() when the control socket is ready.
 * 5. Polling: Poll() on the process's own schedule.
 *
 * Source: OSDI 2000, sections 2.2 and 3.1.
 */
class Libcm : public CmApi
{
  public:
    /** How long a process needs to wake up, unless it says otherwise; this project's. */
    static const Time LATENCY;

    /**
     * @param node the host the process runs on; has a CongestionManager
     * @param principal the user on whose behalf
     * @param latency from an event to the process that runs because of it; at least a nanosecond
     */
    explicit Libcm(const Ptr<Node>& node, uint32_t principal = 0, Time latency = LATENCY);
    ~Libcm() override;

    void SetMeter(HostMeter* meter) override;

    /** @return the control socket of the process */
    CmControlSocket& GetControlSocket()
    {
        return m_control;
    }

    /** Let the library call back whenever something happens, and about what has happened before. A
     * grant that its callback leaves unused does not make the loop go round again. */
    void UseOwnLoop();

    /**
     * Get a signal (SIGIO) whenever something happens, and one if something has happened before.
     * @param handler the signal handler; empty for no signals
     */
    void UseSignal(std::function<void()> handler);

    /**
     * Wait until there is something to dispatch. This ends loop, signals and the wait before.
     * @param timeout how long at most; negative: as long as it takes
     * @param callback told whether there is something, once, not before this returns; empty to wait
     * no more
     */
    void Select(Time timeout, CmControlSocket::SelectCallback callback);

    /**
     * Look without waiting, and dispatch if there is something.
     * @return how many callbacks were made
     */
    uint32_t Poll();

    /**
     * Get what there is from the control socket and call the process back: first about changes of
     * the network, one call for each flow with its present state, then about grants, one call for
     * each. One ioctl answers for the grants of all flows. The bits are known without an ioctl: the
     * select() before returned them.
     * @return how many callbacks were made
     */
    uint32_t Dispatch();

  private:
    qos::CmSender& GrantTaker() override;
    qos::CmListener& NewsTaker() override;
    GrantDelivery Delivery() const override;
    void ForgetGrants(CmFlowId flow) override;
    void ForgetNews(CmFlowId flow) override;

    /** @return how many callbacks were made; all that there are, unless one ended the process */
    uint32_t DispatchNews();

    /** @return how many callbacks were made; all that there are, unless one ended the process */
    uint32_t DispatchGrants();

    CmControlSocket m_control; //!< of the process
};

} // namespace qos
} // namespace ns3

#endif // QOS_LIBCM_H
