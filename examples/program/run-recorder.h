/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RUN_RECORDER_H
#define QOS_RUN_RECORDER_H

#include "sample-writer.h"

#include "ns3/run-observer.h"
#include "ns3/units.h"

#include <chrono>
#include <cstddef>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** What is recorded of a run, and what is done in it. */
struct RunRecording
{
    std::string folder;  //!< of the record; empty: nothing is recorded
    std::string actions; //!< path of rows of a control panel; empty: nothing is done
    std::optional<Nanoseconds> interval; //!< from one sample to the next; none: 1 s

    /** @return whether somebody has to look at the run */
    bool IsAsked() const
    {
        return !folder.empty() || !actions.empty();
    }
};

/**
 * @ingroup qos-experiment
 * Records a run, and acts on it by a script.
 *
 * The folder has samples.ndjson (see SampleWriter) and actions.csv: what was done, with the exact
 * times. A run with these actions is the same run. Both are there while it runs, and tell how far
 * it came if it fails.
 */
class RunRecorder : public RunObserver
{
  public:
    static constexpr const char* SAMPLES = "samples.ndjson"; //!< file of what is seen
    static constexpr const char* ACTIONS = "actions.csv";    //!< file of what was done

    /**
     * @param recording what to record, and to do
     * @throws ParameterError if the script can not be read, or its lines have not the columns of a
     * row, or if the folder has a file of a record; what an action means is known when it is due
     */
    explicit RunRecorder(const RunRecording& recording);

    /**
     * Do what is due, then take a sample, if it is time.
     * @param now simulated time
     * @param run what is observed
     * @throws ParameterError if the folder can not be written, when the run begins
     * @throws std::runtime_error if Observable::Act() refuses a row of the script, or a file can
     * not be written any more
     */
    void Look(Nanoseconds now, Observable& run) override;

    /**
     * The run has ended.
     * @throws std::runtime_error if actions were left to do, or a file could not be written
     */
    void Finish();

  private:
    /** An action that is to be done. */
    struct DueRow
    {
        Nanoseconds at{0}; //!< not before this time
        ControlRow row;    //!< what
    };

    /** Read the script. */
    void ReadActions();

    /** The run begins: make the folder, with its files. */
    void OpenRecord();

    /** @return whether something is recorded */
    bool IsRecording() const
    {
        return !m_folder.empty();
    }

    /** @throws std::runtime_error if a file could not be written */
    void CheckFiles() const;

    std::vector<DueRow> m_actions;         //!< by time
    std::size_t m_done = 0;                //!< of them
    std::string m_script;                  //!< path of the actions; empty: there are none
    std::string m_folder;                  //!< of the record; empty: nothing is recorded
    Nanoseconds m_interval;                //!< between two samples
    Nanoseconds m_nextSample{0};           //!< when
    std::ofstream m_samplesFile;           //!< in the folder, once the run has begun
    std::ofstream m_actionsFile;           //!< the same
    SampleWriter m_samples{m_samplesFile}; //!< writes there
};

} // namespace qos
} // namespace ns3

#endif // QOS_RUN_RECORDER_H
