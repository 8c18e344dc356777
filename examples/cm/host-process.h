/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HOST_PROCESS_H
#define QOS_HOST_PROCESS_H

#include "host-metered.h"

#include <functional>
#include <vector>

namespace ns3
{
namespace qos
{

/** A host at an instant, as its process sees it. */
struct HostSnapshot
{
    Time at;              //!< the instant
    uint64_t packets = 0; //!< data packets that the process has sent
    HostCounts counts;    //!< what the host has done
    Nanoseconds cpu{0};   //!< what that has cost
    Time freeAt;          //!< when its CPU will have done all of that
};

/**
 * @ingroup qos-examples
 * A process on a metered host that sends packets in a loop around select():
 *
 *     select() -> a round of calls -> select() -> ...
 *
 * Each time around is a step of the CPU. The process notes the state of its host whenever it has
 * sent certain numbers of packets, always before select(), so that the difference between two
 * notes is whole rounds.
 */
class HostProcess
{
  public:
    /** @param host it runs on this one */
    explicit HostProcess(MeteredHost& host);
    virtual ~HostProcess() = default;
    HostProcess(const HostProcess&) = delete;
    HostProcess& operator=(const HostProcess&) = delete;

    /**
     * Run.
     * @param marks when to note the state: as soon as so many packets are sent; ascending
     * @param done called when all packets are sent and acknowledged, and everything is closed
     */
    void Start(std::vector<uint64_t> marks, std::function<void()> done);

    /** @return the notes, one for each mark */
    const std::vector<HostSnapshot>& GetNotes() const
    {
        return m_notes;
    }

    /** @return whether it has ended */
    bool IsDone() const
    {
        return m_isDone;
    }

    /** @return the state when it ended */
    const HostSnapshot& GetEnd() const
    {
        return m_end;
    }

  protected:
    /** Something happened that the process may be waiting for. */
    void Wake();

    /** @return the CPU that it runs on */
    HostCpu& Cpu() const
    {
        return m_host.GetCpu();
    }

    /** @return the host that it runs on */
    MeteredHost& Host() const
    {
        return m_host;
    }

    /** @return the state of the host now */
    HostSnapshot Note() const;

    /** Everything is sent, acknowledged and closed. */
    void End();

  private:
    /** Make everything ready; the first select() follows. */
    virtual void Open() = 0;

    /** @return whether select() would return at once */
    virtual bool IsReady() = 0;

    /** @return sockets in the set of select(); 0: the process does not call select(), but waits in
     * its other calls */
    virtual uint32_t SelectSockets() const = 0;

    /** Do what there is to do when select() has returned. */
    virtual void Round() = 0;

    /** @return data packets sent so far */
    virtual uint64_t Sent() const = 0;

    /** @return whether there will be another round */
    virtual bool HasMore() const = 0;

    /** A step of the CPU: select(), and if it returns at once, a round. */
    void Select();

    /** The same when select() has returned. */
    void Go();

    MeteredHost& m_host;               //!< it runs on this one
    bool m_isAsleep = false;           //!< it waits in select()
    bool m_isDone = false;             //!< it has ended
    std::vector<uint64_t> m_marks;     //!< when to note the state
    std::vector<HostSnapshot> m_notes; //!< the notes
    HostSnapshot m_end;                //!< at the end
    std::function<void()> m_done;      //!< called at the end
};

} // namespace qos
} // namespace ns3

#endif // QOS_HOST_PROCESS_H
