/* SPDX-License-Identifier: GPL-2.0-only */

#include "run-recorder.h"

#include "ns3/control-row.h"
#include "ns3/parameter-error.h"
#include "ns3/seconds-text.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace ns3
{
namespace qos
{

RunRecorder::RunRecorder(const RunRecording& recording)
    : m_folder(recording.folder),
      m_interval(recording.interval)
{
    if (!recording.actions.empty())
    {
        ReadActions(recording.actions);
    }
    if (IsRecording() && std::filesystem::exists(std::filesystem::path(m_folder) / SAMPLES))
    {
        throw ParameterError("record " + m_folder + " has a " + SAMPLES +
                             ", allowed: a folder without a record");
    }
}

void
RunRecorder::ReadActions(const std::string& path)
{
    std::ifstream file(path);
    const std::string csv{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open() || file.bad())
    {
        throw ParameterError("actions " + path + " can not be read");
    }
    try
    {
        for (ControlRow& row : ReadControlRows(csv))
        {
            const std::optional<Nanoseconds> at = ReadSeconds(row.time);
            if (!at)
            {
                throw std::invalid_argument(row.place + ": the time is '" + row.time +
                                            "'; allowed are seconds below 10^9, with up to nine "
                                            "decimals");
            }
            m_actions.push_back({*at, std::move(row)});
        }
    }
    catch (const std::invalid_argument& error)
    {
        throw ParameterError("actions " + path + ", " + error.what());
    }
    std::stable_sort(m_actions.begin(),
                     m_actions.end(),
                     [](const DueRow& one, const DueRow& other) { return one.at < other.at; });
}

void
RunRecorder::OpenRecord()
{
    const std::filesystem::path path(m_folder);
    std::error_code ignored; // the files tell
    std::filesystem::create_directories(path, ignored);
    m_samplesFile.open(path / SAMPLES);
    m_actionsFile.open(path / ACTIONS);
    m_actionsFile << ControlRow::HEADING << std::endl;
    if (!m_samplesFile || !m_actionsFile)
    {
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
        run.Act(row);
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
        m_nextSample = now + m_interval;
        CheckFiles();
    }
}

void
RunRecorder::Finish()
{
    CheckFiles();
    if (m_done < m_actions.size())
    {
        throw std::runtime_error("the run ended before " + m_actions[m_done].row.time +
                                 " s, the time of " + m_actions[m_done].row.place +
                                 " of the actions");
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
