/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BACKLOGGED_BUNDLE_H
#define QOS_BACKLOGGED_BUNDLE_H

#include "loss-record.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/overqos-helper.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * A bundle that always has something to send, over one virtual link between two hosts.
 */
class BackloggedBundle
{
  public:
    /** What it is made of. */
    struct Params
    {
        Time begin;                  //!< when it begins to send
        uint64_t packets = 0;        //!< how many it sends; 0: without end
        uint32_t packetBytes = 1000; //!< of each
        uint32_t flows = 1;          //!< that take turns
    };

    /**
     * @param overlay sets up the nodes
     * @param from host of the entry
     * @param fromAddress its address
     * @param to host of the exit
     * @param toAddress its address
     * @param params what it is made of
     */
    BackloggedBundle(OverqosHelper& overlay,
                     const Ptr<Node>& from,
                     const Address& fromAddress,
                     const Ptr<Node>& to,
                     const Address& toAddress,
                     const Params& params);

    BackloggedBundle(const BackloggedBundle&) = delete;
    BackloggedBundle& operator=(const BackloggedBundle&) = delete;

    /** @return the entry; only while the simulation runs, or before it is destroyed */
    const BundleSender& Sender() const
    {
        return *m_from->GetRouter()->Outgoing(m_bundle);
    }

    /** @return the exit, likewise */
    const BundleReceiver& Receiver() const
    {
        return *m_to->GetRouter()->Incoming(m_bundle);
    }

    /** @return which packets came out */
    LossRecord& Record()
    {
        return m_record;
    }

    /** @return packets that had been sent when slow start was over, all if it is not */
    uint64_t SentInSlowStart() const
    {
        return m_inSlowStart;
    }

    /** @return whether all packets were sent */
    bool IsDone() const
    {
        return m_params.packets > 0 && m_sent == m_params.packets;
    }

  private:
    /** See to it that enough packets wait at the entry. */
    void Fill();

    Params m_params;                //!< what it is made of
    Ptr<OverqosNode> m_from;        //!< entry
    Ptr<OverqosNode> m_to;          //!< exit
    uint16_t m_bundle;              //!< number of the link
    LossRecord m_record;            //!< which packets came out
    std::vector<uint8_t> m_body;    //!< of a packet
    uint64_t m_sent = 0;            //!< packets given to the entry
    uint64_t m_inSlowStart = 0;     //!< of these, in slow start
    bool m_isSlowStartOver = false; //!< whether it is over
};

} // namespace qos
} // namespace ns3

#endif // QOS_BACKLOGGED_BUNDLE_H
