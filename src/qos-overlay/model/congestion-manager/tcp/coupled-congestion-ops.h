/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_COUPLED_CONGESTION_OPS_H
#define QOS_COUPLED_CONGESTION_OPS_H

#include "coupled-window.h"

#include "ns3/tcp-congestion-ops.h"

#include <memory>
#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-tcp
 * A stock ns-3 TCP as a member of a CoupledWindow: every acknowledgment sets the connection's
 * window to its part of the common one.
 */
class CoupledCongestionOps : public TcpCongestionOps
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    CoupledCongestionOps();

    /**
     * The operations of an accepted connection, in the same window.
     * @param other those of the socket that listens
     */
    CoupledCongestionOps(const CoupledCongestionOps& other);

    ~CoupledCongestionOps() override;

    /** @param window the common window; before the connection begins */
    void SetWindow(std::shared_ptr<CoupledWindow> window);

    std::string GetName() const override;
    void Init(Ptr<TcpSocketState> state) override;
    uint32_t GetSsThresh(Ptr<const TcpSocketState> state, uint32_t bytesInFlight) override;
    void IncreaseWindow(Ptr<TcpSocketState> state, uint32_t segmentsAcked) override;
    void CwndEvent(Ptr<TcpSocketState> state, TcpSocketState::TcpCAEvent_t event) override;
    void CongestionStateSet(Ptr<TcpSocketState> state,
                            TcpSocketState::TcpCongState_t newState) override;
    bool HasCongControl() const override;
    void CongControl(Ptr<TcpSocketState> state,
                     const TcpRateOps::TcpRateConnection& connection,
                     const TcpRateOps::TcpRateSample& sample) override;
    Ptr<TcpCongestionOps> Fork() override;

  private:
    /**
     * Become a member, if that is not so yet.
     * @param state of the connection
     */
    void Join(const TcpSocketState& state);

    std::shared_ptr<CoupledWindow> m_window;       //!< the common window
    std::optional<CoupledWindow::Member> m_member; //!< this connection, once it has begun
};

} // namespace qos
} // namespace ns3

#endif // QOS_COUPLED_CONGESTION_OPS_H
