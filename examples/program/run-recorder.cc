/* SPDX-License-Identifier: GPL-2.0-only */

#include "run-recorder.h"

#include "ns3/control-row.h"
#include "ns3/parameter-error.h"
#include "ns3/seconds-text.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace ns3
{
namespace qos
{

namespace fs = std::filesystem;

RunRecorder::RunRecorder(const RunRecording& recording)
    : m_script(recording.actions),
      m_folder(recording.folder),
      m_interval(recording.interval.value_or(std::chrono::seconds{1}))
{
    if (!m_script.empty())
    {
        ReadActions();
    }
    for (const char* name : {SAMPLES, ACTIONS})
    {
        std::error_code unreachable; // nothing is there then
        if (IsRecording() && fs::exists(fs::path(m_folder) / name, unreachable))
        {
            throw ParameterError("record " + m_folder + " has " + name +
                                 ", allowed: a folder without a record");
        }
    }
}

void
RunRecorder::ReadActions()
{
    std::ifstream file(m_script);
    std::error_code unreachable; // then the file is not open
    if (!file.is_open() || fs::is_directory(m_script, unreachable))
    {
        throw ParameterError("actions " + m_script + " can not be read, allowed: a file");
    }
    const std::string csv{std::istreambuf_iterator<char>(file), {}};
    try
    {
        for (ControlRow& row : ReadControlRows(csv))
        {
            const Nanoseconds at = TimeOf(row);
            m_actions.push_back({at, std::move(row)});
        }
    }
    catch (const std::invalid_argument& error)
    {
        throw ParameterError("actions " + m_script + ", " + error.what());
    }
    std::stable_sort(m_actions.begin(),
                     m_actions.end(),
                     [](const DueRow& one, const DueRow& other) { return one.at < other.at; });
}

void
RunRecorder::OpenRecord()
{
    const fs::path path(m_folder);
    std::error_code ignored; // the files tell
    fs::create_directories(path, ignored);
    m_samplesFile.open(path / SAMPLES);
    m_actionsFile.open(path / ACTIONS);
    m_actionsFile << ControlRow::HEADING << std::endl;
    if (!m_samplesFile || !m_actionsFile)
    {
        fs::remove(path / SAMPLES, ignored);
        fs::remove(path / ACTIONS, ignored);
        throw ParameterError("record " + m_folder + " can not be written");
    }
}

void
RunRecorder::Look(Nanoseconds now, Observable& run)
{
    if (IsRecording() && !m_samplesFile.is_open())
    {
        OpenRecord();
    }
    for (; m_done < m_actions.size() && m_actions[m_done].at <= now; ++m_done)
    {
        ControlRow& row = m_actions[m_done].row;
        try
        {
            run.Act(row);
        }
        catch (const std::invalid_argument& error)
        {
            throw std::runtime_error("actions " + m_script + ", " + error.what());
        }
        row.time = WriteSeconds(now);
        if (IsRecording())
        {
            m_actionsFile << WriteControlRow(row) << std::endl;
        }
    }
    if (IsRecording() && now >= m_nextSample)
    {
        m_samples.Write(now, run.See());
        m_samplesFile.flush();
        while (m_nextSample <= now)
        {
            m_nextSample += m_interval;
        }
        CheckFiles();
    }
}

void
RunRecorder::Finish()
{
    CheckFiles();
    if (m_done < m_actions.size())
    {
        throw std::runtime_error("actions " + m_script + ", " + m_actions[m_done].row.place +
                                 ": the run ended before " + m_actions[m_done].row.time + " s");
    }
}

void
RunRecorder::CheckFiles() const
{
    if (!m_samplesFile || !m_actionsFile)
    {
        throw std::runtime_error("the record can not be written");
    }
}

} // namespace qos
} // namespace ns3
