/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PERTURBED_HOST_H
#define QOS_PERTURBED_HOST_H

#include "ns3/bulk-source.h"
#include "ns3/byte-count.h"
#include "ns3/experiment-registry.h"
#include "ns3/frame-receiver.h"
#include "ns3/frame-source.h"
#include "ns3/qsocket-manager.h"
#include "ns3/random-variable-stream.h"
#include "ns3/two-host-topology.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * The host of QSockets Figures 4 to 7: measured sources and bulk TCP transfers ("a large ftp
 * transfer") share its device.
 *
 *     sources (UDP)  --+
 *                      +-- stack -- root queue disc -- device queue -- link -- client
 *     perturbation  ---+
 */
class PerturbedHost
{
  public:
    /** @param params the network */
    explicit PerturbedHost(const TwoHostTopology::Params& params);

    /** @return the network */
    const TwoHostTopology& Topology() const
    {
        return m_topology;
    }

    /**
     * Run qsockinit on the server's device.
     * @param scheduler the discipline
     * @param settings its options and limits
     */
    void InitQSockets(const std::string& scheduler, const QSockInitSettings& settings);

    /**
     * Add a source at the server and its receiver at the client, both from the beginning on.
     * @param source the source
     * @param sendBuffer of its socket
     * @param stop when it stops
     * @return the receiver
     */
    Ptr<FrameReceiver> AddSource(Ptr<FrameSource> source, uint32_t sendBuffer, Time stop);

    /**
     * Start bulk transfers, each within a tenth of a second after an instant.
     * @param start the instant
     * @param stop when they stop
     * @param flows how many
     */
    void Perturb(Time start, Time stop, uint32_t flows);

    /**
     * Run the simulation.
     * @param duration for how long
     */
    static void Run(Time duration);

  private:
    TwoHostTopology m_topology;               //!< the network
    int64_t m_nextStream;                     //!< first free random stream
    uint16_t m_nextPort = 9000;               //!< for the next receiver
    Ptr<UniformRandomVariable> m_startJitter; //!< of bulk transfers
};

/**
 * @ingroup qos-examples
 * What the experiments on a perturbed host have in common: their parameters about the host and its
 * link.
 */
class PerturbedHostExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    /** @return the checker of the parameter device_queue, whose default differs between experiments
     */
    static Ptr<const AttributeChecker> MakeDeviceQueueChecker();

    /** Help of the parameter device_queue. */
    static constexpr const char* DEVICE_QUEUE_HELP =
        "queue of the network device below the scheduler: packets (1p, 16p, 100p) or bql";

    /** Help of the parameter send_buffer. */
    static constexpr const char* SEND_BUFFER_HELP = "send buffer of a UDP socket; 0 for no limit";

    /** @return the checker of the parameter send_buffer, whose default differs between experiments
     */
    static Ptr<const AttributeChecker> MakeSendBufferChecker();

    /** Help of the parameter position. */
    static constexpr const char* POSITION_HELP =
        "where QSockets schedule: below the protocol stack (as published) or above it";

    /** SchedulerPosition as an attribute. */
    enum SchedulerPositionChoice
    {
        BELOW, //!< SchedulerPosition::BelowStack
        ABOVE  //!< SchedulerPosition::AboveStack
    };

    /** @return the checker of the parameter position */
    static Ptr<const AttributeChecker> MakePositionChecker();

    /**
     * @param choice value of the parameter position
     * @return what it stands for
     */
    static SchedulerPosition ToPosition(SchedulerPositionChoice choice);

    /** @return the network that the parameters describe */
    TwoHostTopology::Params NetworkParams() const;

    /** @return the device queue that the parameters describe */
    DeviceQueue GetDeviceQueue() const;

    std::string m_deviceQueue; //!< parameter device_queue, added by the experiment
    ByteCount m_sendBuffer;    //!< parameter send_buffer, added by the experiment
    Time m_duration;           //!< parameter duration
    uint32_t m_flows = 0;      //!< parameter flows, added by the experiment
    std::string m_rootDisc;    //!< parameter unmanaged_disc
    DataRate m_linkRate;       //!< parameter link_rate
    Time m_linkDelay;          //!< parameter link_delay
};

/** One interval of a time series of frames. */
struct FrameBin
{
    Time begin;          //!< when it begins
    uint64_t frames = 0; //!< frames that were completed in it
};

/**
 * Count frames per interval.
 * @param frames in the order of their arrival
 * @param width of an interval
 * @param duration of the series; an incomplete last interval is left out
 * @return the intervals
 */
std::vector<FrameBin> CountFrames(const std::vector<ReceivedFrame>& frames,
                                  Time width,
                                  Time duration);

/**
 * @param frames in the order of their arrival
 * @param begin of the phase
 * @param end of the phase
 * @return frames per second that were completed in it
 */
double FrameRate(const std::vector<ReceivedFrame>& frames, Time begin, Time end);

/**
 * Count the frames of one kind that were made and did not arrive, up to the last frame that did.
 * @param source who made them
 * @param frames what arrived
 * @param kind the kind
 * @return how many
 */
double CountLost(const FrameSource& source, const std::vector<ReceivedFrame>& frames, uint8_t kind);

} // namespace qos
} // namespace ns3

#endif // QOS_PERTURBED_HOST_H
