/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONTROL_SCRIPT_H
#define QOS_CONTROL_SCRIPT_H

#include "control-command.h"

#include "ns3/control-row.h"
#include "ns3/node-id.h"
#include "ns3/units.h"

#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** What the control panel does at some time. */
struct ControlAction
{
    Nanoseconds at{0};      //!< since the script began
    NodeId target;          //!< which node is told
    ControlCommand command; //!< what it is told
};

/**
 * @ingroup qos-ioverlay-observer
 * The control panel as a script: actions with their times. As CSV it has the columns
 *
 *     t,action,target,args
 *
 * where args are name=value, with blanks between them. Empty lines, and those that begin with #,
 * mean nothing. The actions and their arguments (those in brackets may be left out):
 *
 *     bw-node           scope=total|up|down rate=    bytes per second; 0: unlimited
 *     bw-link           peer= direction=out|in rate=
 *     interval          ms=                          of the emulation of bandwidth
 *     deploy            app= [bytes=5120] [rate=0] [messages=0]    rate 0: back to back
 *     join              app=
 *     leave             app=
 *     terminate-source  app=
 *     terminate-node
 *     weight            peer= weight=
 *     custom            [app=0] first= second=
 *     code              app= role=none
 *     code              app= role=relay [to=] [delivers=0|1]
 *     code              app= role=pair-coder first= second= [to=]
 *     code              app= role=pair-decoder first= second=
 *     code              app= role=rlnc [to=] [shares=] [blocks=32] [arrivals=0] [rank=0]
 *                       [waits=0|1] [delivers=0|1]
 *
 * The last ones are roles in network coding. Nodes of to= have a + between them, their shares a
 * colon. Unless it says something else, a node does not deliver, and one that codes generations
 * waits.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for the actions; the script is ours.
 */
class ControlScript
{
  public:
    /** What a name of a node stands for; none if it stands for nothing. */
    using Names = std::function<NodeId(const std::string&)>;

    /**
     * @param text of an address and a port
     * @return the node, such as of 10.0.0.1:7000; none if it is something else
     */
    static NodeId ReadId(const std::string& text);

    /**
     * @param csv the script
     * @param names of nodes
     * @return the script
     * @throws std::invalid_argument if it is none, with the number of the line
     */
    static ControlScript FromCsv(const std::string& csv, const Names& names = ReadId);

    /**
     * @param row an action
     * @param names of nodes
     * @throws std::invalid_argument if it is none
     */
    void Add(const ControlRow& row, const Names& names = ReadId);

    /** @param action goes behind those of the same time */
    void Add(ControlAction action);

    /** @return the actions by time */
    const std::vector<ControlAction>& Actions() const
    {
        return m_actions;
    }

  private:
    std::vector<ControlAction> m_actions; //!< see Actions()
};

} // namespace qos
} // namespace ns3

#endif // QOS_CONTROL_SCRIPT_H
