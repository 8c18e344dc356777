/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_CONTROL_SOCKET_H
#define QOS_CM_CONTROL_SOCKET_H

#include "control-events.h"
#include "host-costs.h"

#include "ns3/congestion-manager.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <functional>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-congestion-manager
 * The control socket through which the Congestion Manager in the kernel tells a process what
 * happens: one per process, not per flow.
 *
 * The writable bit is set as long as a flow holds a grant, the exception bit from a change of a
 * flow's state until the process has read that state. The process waits for the bits in one of two
 * ways: until they are set (Select()), or for a notification whenever something new has come
 * (SetNotification()). It gets the rest with ioctls.
 *
 * A process that is woken runs some time later, the latency; what comes meanwhile does not wake it
 * once more.
 *
 * Source: OSDI 2000, section 2.2.
 */
class CmControlSocket : private CmSender, private CmListener, private GrantLedger
{
  public:
    /** Is told whether the control socket is ready; false means that the time is over. */
    using SelectCallback = std::function<void(bool isReady)>;

    /**
     * @param manager of the host
     * @param latency from an event to the process that runs because of it; at least a nanosecond
     */
    CmControlSocket(Ptr<CongestionManager> manager, Time latency);
    ~CmControlSocket() override;
    CmControlSocket(const CmControlSocket&) = delete;
    CmControlSocket& operator=(const CmControlSocket&) = delete;

    /**
     * Count what calls cost.
     * @param meter counts crossings into the kernel, null for nobody; must live as long as this
     */
    void SetMeter(HostMeter* meter)
    {
        m_meter = meter;
    }

    /** @return who takes the grants of a flow, for CongestionManager::RegisterSend() */
    CmSender& GrantTaker()
    {
        return *this;
    }

    /** @return who takes the news of a flow, for CongestionManager::RegisterUpdate() */
    CmListener& NewsTaker()
    {
        return *this;
    }

    /**
     * @param flow a flow whose grants are not taken any more
     */
    void ForgetGrants(CmFlowId flow);

    /**
     * @param flow a flow whose news are not taken any more
     */
    void ForgetNews(CmFlowId flow);

    /** @return the writable bit: some flow holds a grant */
    bool IsWritable()
    {
        return m_events.IsWritable();
    }

    /** @return the exception bit: the state of some flow changed */
    bool HasException() const
    {
        return m_events.HasException();
    }

    /** @return whether a bit is set */
    bool IsReady()
    {
        return HasException() || IsWritable();
    }

    /**
     * An ioctl: which flows may send?
     * @param most how many ids at most
     * @return each flow as often as it holds grants; if not all fit, those that are left out come
     * first next time
     */
    std::vector<CmFlowId> GetSendable(std::size_t most = ControlEvents::ALL);

    /**
     * An ioctl: the state of which flows changed?
     * @return the flows whose state changed and was not read since
     */
    std::vector<CmFlowId> GetChanged() const;

    /**
     * An ioctl: the state of a flow.
     * @param flow the flow
     * @param state set to what it may count on now
     * @return as CongestionManager::Query()
     */
    CmStatus GetState(CmFlowId flow, NetworkState& state);

    /**
     * Wait until a bit is set. This ends notifications and the wait before.
     * @param timeout how long at most; negative: as long as it takes
     * @param callback called once, not before this returns; empty to wait no more
     */
    void Select(Time timeout, SelectCallback callback);

    /**
     * Ask for a notification a latency after something new came, if a bit is set then, and a
     * latency from now if a bit is set already. This ends Select(). A wake-up under way is kept.
     * @param callback called each time; empty for no notifications
     */
    void SetNotification(std::function<void()> callback);

  private:
    void CmappSend(CmFlowId flow) override;
    void CmappUpdate(CmFlowId flow, const NetworkState& state) override;
    uint32_t GrantsOf(CmFlowId flow) const override;

    /** @param operation a crossing that is made now */
    void Count(HostOperation operation) const
    {
        if (m_meter)
        {
            m_meter->Count(operation);
        }
    }

    /** Wake the process, if it waits. */
    void Wake();

    /** The process runs because of a bit. */
    void Run();

    /** The process runs because the time is over. */
    void TimeOut();

    Ptr<CongestionManager> m_manager;     //!< of the host
    Time m_latency;                       //!< from an event to the process
    HostMeter* m_meter = nullptr;         //!< counts crossings
    ControlEvents m_events;               //!< what there is to tell
    SelectCallback m_select;              //!< waits for a bit
    std::function<void()> m_notification; //!< waits for news
    EventId m_run;                        //!< calls Run()
    EventId m_timeout;                    //!< calls TimeOut()
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_CONTROL_SOCKET_H
