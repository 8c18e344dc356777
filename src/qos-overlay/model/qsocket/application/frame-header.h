/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FRAME_HEADER_H
#define QOS_FRAME_HEADER_H

#include "ns3/header.h"
#include "ns3/nstime.h"

#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-application
 * What stands at the beginning of every frame and every sensor message, so that the receiver can
 * judge it.
 */
class FrameHeader : public Header
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    /** Length of the header in bytes. */
    static constexpr uint32_t BYTES = 25;

    uint64_t number = 0;          //!< of the frame at its source, from 1
    uint8_t kind = 0;             //!< the source's mark, for example a VideoFrameKind
    Time sent;                    //!< when the source made it
    std::optional<Time> deadline; //!< when it becomes useless
};

} // namespace qos
} // namespace ns3

#endif // QOS_FRAME_HEADER_H
