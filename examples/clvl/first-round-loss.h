/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FIRST_ROUND_LOSS_H
#define QOS_FIRST_ROUND_LOSS_H

#include "ns3/error-model.h"
#include "ns3/packet.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Another error model, which loses only what a virtual link sends for the first time: analyses of
 * recovery that leave the loss of retransmissions out can be compared with it.
 *
 * It is for devices of point-to-point links; what is no frame of a virtual link is left alone too.
 */
class FirstRoundLoss : public ErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @param model loses */
    void SetModel(Ptr<ErrorModel> model)
    {
        m_model = model;
    }

  private:
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;

    Ptr<ErrorModel> m_model;      //!< loses
    std::vector<uint8_t> m_bytes; //!< of the packet that is looked at
};

} // namespace qos
} // namespace ns3

#endif // QOS_FIRST_ROUND_LOSS_H
