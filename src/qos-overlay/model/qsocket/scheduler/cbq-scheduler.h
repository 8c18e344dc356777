/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CBQ_SCHEDULER_H
#define QOS_CBQ_SCHEDULER_H

#include "cbq-algorithm.h"
#include "scheduler-registry.h"

namespace ns3
{
namespace qos
{

/** What a stream, or an inner class, wants from class-based queueing. */
struct CbqAttributes : StreamAttributes
{
    Bitrate rate;          //!< its share of the link; 1 kbit/s to the rate of its parent
    uint32_t priority = 3; //!< 0 (served first) to 7; an inner class has none
    bool bounded = false;  //!< may not borrow from its ancestors
    bool isolated = false; //!< does not lend what it leaves unused
    /** In the round robin of its priority, up to 10^12; 0: as its rate in bit/s. */
    uint64_t weight = 0;
    uint32_t maxburst = 20; //!< packets that it may send in one go after it was idle; 1 to 1000
    uint32_t minburst = 0;  //!< packets that it saves up when it must wait; 0 to 1000
    std::string parent;     //!< name of an inner class; empty for the link itself

    std::string SchedulerName() const override;
};

/** An inner class: it has no packets, its children share its rate. */
struct CbqInnerClass
{
    std::string name;         //!< by which its children name it
    CbqAttributes attributes; //!< its own attributes; its parent must stand before it
};

/** Options of class-based queueing. */
struct CbqOptions : SchedulerOptions
{
    CbqOptions();

    CbqSharing sharing = CbqSharing::Formal; //!< see CbqSharing
    uint32_t ewmaLog = 4;                    //!< see CbqEstimatorParams; 1 to 8
    uint32_t averagePacket = 1000;           //!< bytes, see CbqEstimatorParams; 64 to 65535
    uint32_t largestPacket = 1500;           //!< bytes, see CbqParams; 64 to 65535
    std::vector<CbqInnerClass> classes;      //!< the inner classes, parents before children
    /** What belongs to no stream; by default priority 7 and rate 0, for a tenth of the link. */
    CbqAttributes bestEffort;
};

/**
 * @ingroup qos-scheduler
 * Class-based queueing ("cbq"): every stream is a leaf of a tree of classes with guaranteed rates;
 * best effort is a class too.
 *
 * The sum of the rates is not checked against the link: who promises more than there is gets shares
 * by weight. It is not work conserving where bounded or isolated classes want it so: then
 * NextEligibleTime() says when to ask again.
 */
class CbqScheduler : public StreamScheduler
{
  public:
    static constexpr const char* NAME = "cbq"; //!< its name in the registry

    using Options = CbqOptions; //!< what the registry passes on

    /**
     * @param setup the limits and the rate of the link, which must be known
     * @param options the options
     * @throws SchedulerError if an option is out of range
     */
    CbqScheduler(const SchedulerSetup& setup, const Options& options);

    /**
     * @param demand what a stream needs
     * @return the attributes that come closest: rate
     */
    static std::shared_ptr<const StreamAttributes> AttributesFor(const StreamDemand& demand);

    std::string Name() const override;

  private:
    void DoCheckAttributes(const StreamAttributes& attributes) const override;
    void DoAddStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now) override;
    void DoChangeStream(StreamId stream,
                        const StreamAttributes& attributes,
                        Nanoseconds now) override;
    void DoRemoveStream(StreamId stream) override;
    bool DoMakeRoom(QueueId queue, Nanoseconds now) override;
    void DoHeadChanged(QueueId queue, Nanoseconds now) override;
    MessageId DoChoose(Nanoseconds now) override;
    void DoServed(const Departure& departure, Nanoseconds now) override;
    Nanoseconds DoNextEligibleTime() const override;
    std::vector<std::pair<std::string, double>> DoSpecifics(StreamId stream) const override;

    /**
     * @param attributes attributes of a class
     * @param whose name of the class, for errors
     * @throws SchedulerError if they make no sense
     */
    void Check(const CbqAttributes& attributes, const std::string& whose) const;

    /**
     * @param name name of an inner class, empty for the link
     * @return the class, CbqAlgorithm::NO_CLASS if there is none
     */
    CbqClassId FindInner(const std::string& name) const;

    /**
     * @param attributes checked attributes
     * @return the same as the algorithm's parameters
     */
    CbqClassParams ParamsFrom(const CbqAttributes& attributes) const;

    /**
     * Add the inner classes and that of best effort.
     * @param options the options
     * @param link the rate of the link
     * @throws SchedulerError if an option is out of range
     */
    void AddClasses(const Options& options, Bitrate link);

    /**
     * A stream's leaf is this one.
     * @param stream the stream
     * @param leaf the leaf
     */
    void Bind(StreamId stream, CbqClassId leaf);

    CbqAlgorithm m_algorithm;                                //!< the classes
    std::vector<std::pair<std::string, CbqClassId>> m_inner; //!< inner classes by name
    std::vector<CbqClassId> m_classOf;                       //!< stream -> leaf
    std::vector<StreamId> m_streamOf;                        //!< leaf -> stream
};

} // namespace qos
} // namespace ns3

#endif // QOS_CBQ_SCHEDULER_H
