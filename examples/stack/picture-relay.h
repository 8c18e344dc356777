/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PICTURE_RELAY_H
#define QOS_PICTURE_RELAY_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/cm-data-header.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * A viewer of the video of a PictureServer, who sends each datagram on to the children that he has
 * in a multicast tree, at once.
 *
 * He either receives datagrams himself, over UDP, or is given those of a FeedbackReceiver, where
 * the server's socket wants to know what arrived.
 */
class PictureRelay : public Application
{
  public:
    /** What came of a picture. */
    struct Arrival
    {
        uint32_t pieces = 0; //!< datagrams
        Time last;           //!< when the last one came
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PictureRelay();
    ~PictureRelay() override;

    /** @param local socket address to receive at; without it, Take() is the only way in */
    void SetLocal(const Address& local)
    {
        m_local = local;
    }

    /** @param to socket address of one more child */
    void AddChild(const Address& to)
    {
        m_children.push_back(to);
    }

    /**
     * A datagram came.
     * @param packet what the server sent
     * @param header of the feedback
     * @param from the sender
     */
    void TakeStamped(Ptr<const Packet> packet, const CmDataHeader& header, const Address& from);

    /** @return what came, by the number of the picture less one; those after the last are missing
     */
    const std::vector<Arrival>& GetArrivals() const
    {
        return m_arrivals;
    }

    /** @return datagrams that came */
    uint64_t GetReceived() const
    {
        return m_received;
    }

    /** @return datagrams for children that were sent on */
    uint64_t GetForwarded() const
    {
        return m_forwarded;
    }

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** @param socket has something to read */
    void Receive(Ptr<Socket> socket);

    /** @param packet what the server sent */
    void Take(const Ptr<const Packet>& packet);

    Address m_local;                 //!< where it receives
    std::vector<Address> m_children; //!< of the tree
    Ptr<Socket> m_socket;            //!< receives
    Ptr<Socket> m_outlet;            //!< sends on
    std::vector<Arrival> m_arrivals; //!< what came
    uint64_t m_received = 0;         //!< datagrams
    uint64_t m_forwarded = 0;        //!< datagrams
};

} // namespace qos
} // namespace ns3

#endif // QOS_PICTURE_RELAY_H
