/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PROGRAM_CALL_H
#define QOS_PROGRAM_CALL_H

#include "run-recorder.h"

#include "ns3/experiment-request.h"

namespace ns3
{
namespace qos
{

/** What an experiment's program was asked to do. */
struct ProgramCall
{
    /** What to do. */
    enum class Action
    {
        RUN,
        HELP,
        DESCRIBE,
        DIAGNOSE
    };

    Action action = Action::RUN; //!< what to do
    bool json = false;           //!< print the result as JSON
    ExperimentRequest request;   //!< what to run
    RunRecording recording;      //!< what to record of it, and to do in it
};

} // namespace qos
} // namespace ns3

#endif // QOS_PROGRAM_CALL_H
