/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PICTURE_SERVER_H
#define QOS_PICTURE_SERVER_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/cm-udp-socket.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/picture-sequence.h"
#include "ns3/qsocket-manager.h"
#include "ns3/random-variable-stream.h"
#include "ns3/type-id.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** The knobs of a server of pictures. */
struct PictureServerParams
{
    PictureParams pictures;       //!< what it sends
    uint32_t pieceBytes = 1200;   //!< most payload of a datagram, with a FrameHeader
    Time deadline;                //!< after a datagram is sent, when it is to have left the host
    Time patience;                //!< how long pictures but I wait for grants; I wait twice as long
    TypeId sockets;               //!< factory of its sockets
    std::optional<QosParams> qos; //!< of the stream of each receiver; without: no streams
    int64_t stream = 0;           //!< first number of the random variables, of which it takes two
};

/**
 * @ingroup qos-examples
 * A server of live video: sends each picture to some receivers, on a socket of the host for each.
 *
 * A picture is one message of several datagrams, with a deadline; all but I pictures may be
 * dropped. The datagrams begin with a FrameHeader, whose number is that of the picture.
 *
 * Where sockets are those of the Congestion Manager, a picture waits in the server, and the socket
 * gets a datagram when one before it has left: what has waited for too long is then given up before
 * it costs a grant (the paper's application-level framing). A datagram is a message of its own
 * then, because the rest of its picture may never come.
 */
class PictureServer : public Application
{
  public:
    /** A picture that was made. */
    struct Picture
    {
        CodedPicture coded;  //!< what it is
        Time made;           //!< when
        uint32_t pieces = 0; //!< datagrams
    };

    /** A picture that waits. */
    struct Backlog
    {
        std::size_t picture = 0; //!< its index
        uint32_t next = 0;       //!< the next datagram of it
    };

    /** A socket to a receiver. */
    struct Outlet
    {
        Address to;                     //!< the receiver
        Ptr<QSocket> socket;            //!< once it runs
        Ptr<CmUdpSocket> managed;       //!< what that is, if it is one of the Congestion Manager
        uint64_t offered = 0;           //!< datagrams for it
        uint64_t refused = 0;           //!< of these, not taken by the socket
        uint64_t abandoned = 0;         //!< of these, that waited too long for grants
        uint64_t abandonedPictures = 0; //!< pictures of these
        std::deque<Backlog> backlog;    //!< pictures that wait for grants
        uint64_t dropped = 0;           //!< pictures that the scheduler dropped
        uint64_t droppedIntra = 0;      //!< of these, I pictures
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PictureServer();
    ~PictureServer() override;

    /** @param params the knobs; before it starts */
    void SetParams(const PictureServerParams& params);

    /** @param to socket address of one more receiver; before it starts */
    void AddReceiver(const Address& to);

    /** @return pictures in the order in which they were made */
    const std::vector<Picture>& GetPictures() const
    {
        return m_pictures;
    }

    /** @return sockets in the order of the receivers */
    const std::vector<Outlet>& GetOutlets() const
    {
        return m_outlets;
    }

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** Make the next picture. */
    void Tick();

    /**
     * Send a datagram to a receiver.
     * @param outlet of the receiver
     * @param index of the picture
     * @param piece number of the datagram in it
     */
    void Send(Outlet& outlet, std::size_t index, uint32_t piece);

    /**
     * Send what the Congestion Manager may soon grant.
     * @param outlet of a receiver
     */
    void Pump(Outlet& outlet);

    /**
     * Give up pictures that have waited for too long.
     * @param outlet of a receiver
     */
    void GiveUpOld(Outlet& outlet);

    /**
     * Datagrams have left the socket.
     * @param socket of the Congestion Manager
     * @param room bytes
     */
    void Left(Ptr<Socket> socket, uint32_t room);

    /**
     * A message ended.
     * @param socket on which
     * @param report how
     */
    void Reported(Ptr<QSocket> socket, const MessageReport& report);

    PictureServerParams m_params;       //!< knobs
    PictureSequence m_sequence;         //!< of pictures
    Ptr<UniformRandomVariable> m_phase; //!< of its clock
    Ptr<NormalRandomVariable> m_sizes;  //!< of pictures
    std::vector<Outlet> m_outlets;      //!< sockets
    std::vector<Picture> m_pictures;    //!< so far
    EventId m_tick;                     //!< the next picture
};

} // namespace qos
} // namespace ns3

#endif // QOS_PICTURE_SERVER_H
