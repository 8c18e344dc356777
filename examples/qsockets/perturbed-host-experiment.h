/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PERTURBED_HOST_EXPERIMENT_H
#define QOS_PERTURBED_HOST_EXPERIMENT_H

#include "perturbed-host.h"

#include "ns3/byte-count.h"
#include "ns3/experiment-registry.h"

#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** A managed stream of a run that is checked before it begins. */
struct PlannedStream
{
    std::string parameters; //!< those that it follows from, as Given() writes them
    StreamDemand demand;    //!< what it needs
};

/**
 * @ingroup qos-examples
 * What the experiments on a perturbed host have in common: their parameters about the host and its
 * link. Those whose default differs between experiments are added by them.
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
    /**
     * Add the parameter device_queue.
     * @param tid the experiment's TypeId
     * @param initial its default
     * @return the TypeId
     */
    static TypeId AddDeviceQueue(TypeId tid, const std::string& initial);

    /**
     * Add the parameter send_buffer.
     * @param tid the experiment's TypeId
     * @param initial its default in bytes
     * @param least the smallest that makes sense
     * @return the TypeId
     */
    static TypeId AddSendBuffer(TypeId tid, uint64_t initial, uint64_t least = 0);

    /**
     * Add the parameter flows.
     * @param tid the experiment's TypeId
     * @param initial its default
     * @param help what the flows do here
     * @return the TypeId
     */
    static TypeId AddFlows(TypeId tid, uint32_t initial, const std::string& help);

    /**
     * Add the parameter position.
     * @param tid the experiment's TypeId
     * @return the TypeId
     */
    static TypeId AddPosition(TypeId tid);

    /** @return the ends of its network that can be real */
    static std::vector<ExperimentEnd> HostEnds();

    /** @return the network that the parameters describe */
    TwoHostTopology::Params NetworkParams() const;

    /** @return the device queue that the parameters describe */
    DeviceQueue GetDeviceQueue() const;

    /** @return the send buffer that the parameters describe, in bytes */
    uint32_t GetSendBuffer() const;

    /** @return the position that the parameters describe */
    SchedulerPosition GetPosition() const;

    /**
     * @param parameter the name of a parameter of this experiment
     * @return name and value as they would be written, such as "link_rate=10Mbps"
     */
    std::string Given(const std::string& parameter) const;

    /**
     * Find out whether a scheduler takes the streams of a run; the parameter scheduler names it.
     * @param scheduler the discipline
     * @param settings its options and limits
     * @param streams the streams, in the order in which they are opened
     * @throws ParameterError if the scheduler does not work on this link or refuses a stream
     */
    void CheckStreams(const std::string& scheduler,
                      const QSockInitSettings& settings,
                      const std::vector<PlannedStream>& streams) const;

    Time m_duration;      //!< parameter duration
    uint32_t m_flows = 0; //!< parameter flows, if it was added
    DataRate m_linkRate;  //!< parameter link_rate
    Time m_linkDelay;     //!< parameter link_delay

  private:
    /** SchedulerPosition as an attribute. */
    enum PositionChoice
    {
        BELOW, //!< SchedulerPosition::BelowStack
        ABOVE  //!< SchedulerPosition::AboveStack
    };

    std::string m_deviceQueue;         //!< parameter device_queue, if it was added
    ByteCount m_sendBuffer;            //!< parameter send_buffer, if it was added
    PositionChoice m_position = BELOW; //!< parameter position, if it was added
    std::string m_rootDisc;            //!< parameter unmanaged_disc
};

} // namespace qos
} // namespace ns3

#endif // QOS_PERTURBED_HOST_EXPERIMENT_H
