/* SPDX-License-Identifier: GPL-2.0-only */

#include "loss-trace.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

constexpr int64_t LONGEST = 1'000'000'000'000'000'000; //!< packets or nanoseconds of a trace

/** Reads a trace word by word. */
class TraceReader
{
  public:
    /**
     * @param word not empty
     * @throws std::invalid_argument if it means nothing here
     */
    void Add(const std::string& word)
    {
        if (std::exchange(m_isFirst, false) && SetForm(word))
        {
            return;
        }
        switch (m_form)
        {
        case Form::Packets:
            AddPackets(word);
            break;
        case Form::Runs:
            m_runs.push_back(Number<int64_t>(word, "a whole number of packets"));
            break;
        case Form::Times:
            m_runs.push_back(
                std::llround(Number<double>(word, "a time in seconds") * NANOSECONDS_PER_SECOND));
            break;
        }
    }

    /** @return what was read */
    LossTrace Trace() const
    {
        return {m_form == Form::Times ? LossTrace::Unit::Times : LossTrace::Unit::Packets, m_runs};
    }

  private:
    /** How words are read. */
    enum class Form
    {
        Packets, //!< a digit per packet
        Runs,    //!< numbers of packets
        Times    //!< seconds
    };

    static constexpr double NANOSECONDS_PER_SECOND = 1e9; //!< as it says

    /**
     * @param word the first one
     * @return whether it says how to read the others
     */
    bool SetForm(const std::string& word)
    {
        if (word == "runs")
        {
            m_form = Form::Runs;
        }
        else if (word == "times")
        {
            m_form = Form::Times;
        }
        return m_form != Form::Packets || word == "packets";
    }

    /** @param digits one per packet */
    void AddPackets(const std::string& digits)
    {
        for (const char digit : digits)
        {
            if (digit != '0' && digit != '1')
            {
                throw std::invalid_argument("'" + digits +
                                            "' has other characters than 0 and 1, received and "
                                            "lost");
            }
            // runs have even indices if they are received
            const bool isLost = digit == '1';
            if (m_runs.empty() || isLost != (m_runs.size() % 2 == 0))
            {
                m_runs.resize(m_runs.size() + (m_runs.empty() && isLost ? 2 : 1));
            }
            ++m_runs.back();
        }
    }

    /**
     * @tparam Value of the number
     * @param word stands for it
     * @param what it should be
     * @return the number
     */
    template <typename Value>
    static Value Number(const std::string& word, const char* what)
    {
        Value value{};
        const char* const end = word.data() + word.size();
        const auto [rest, error] = std::from_chars(word.data(), end, value);
        if (error != std::errc() || rest != end ||
            !(value >= 0 && static_cast<double>(value) <= static_cast<double>(LARGEST)))
        {
            throw std::invalid_argument("'" + word + "' is not " + what + " from 0 to " +
                                        std::to_string(LARGEST));
        }
        return value;
    }

    static constexpr int64_t LARGEST = 1'000'000'000; //!< number of packets or seconds in a run

    Form m_form = Form::Packets; //!< how words are read
    bool m_isFirst = true;       //!< no word was read yet
    std::vector<int64_t> m_runs; //!< received, lost, received, lost ...
};

} // namespace

LossTrace::LossTrace(Unit unit, const std::vector<int64_t>& runs)
    : m_unit(unit)
{
    int64_t end = 0;
    m_ends.reserve(runs.size());
    for (const int64_t run : runs)
    {
        if (run < 0 || run > LONGEST - end)
        {
            throw std::invalid_argument("run " + std::to_string(m_ends.size() + 1) + " is " +
                                        std::to_string(run) +
                                        "; runs must not be negative, and 10^18 at most together");
        }
        end += run;
        m_ends.push_back(end);
    }
    if (end == 0)
    {
        throw std::invalid_argument("the trace is empty; it must have a packet or a time above 0");
    }
}

LossTrace
LossTrace::FromPackets(const std::vector<bool>& isLost)
{
    std::vector<int64_t> runs{0};
    bool wasLost = false;
    for (const bool lost : isLost)
    {
        if (lost != wasLost)
        {
            runs.push_back(0);
            wasLost = lost;
        }
        ++runs.back();
    }
    return {Unit::Packets, runs};
}

LossTrace
LossTrace::Parse(std::istream& text)
{
    TraceReader reader;
    std::string line;
    for (std::size_t number = 1; std::getline(text, line); ++number)
    {
        std::istringstream words(line.substr(0, line.find('#')));
        std::string word;
        while (words >> word)
        {
            try
            {
                reader.Add(word);
            }
            catch (const std::invalid_argument& error)
            {
                throw std::invalid_argument("line " + std::to_string(number) +
                                            " of the trace: " + error.what());
            }
        }
    }
    return reader.Trace();
}

LossTrace
LossTrace::Read(const std::string& path)
{
    std::ifstream file(path);
    if (!file)
    {
        throw std::invalid_argument("the loss trace '" + path + "' cannot be read");
    }
    try
    {
        return Parse(file);
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(path + ": " + error.what());
    }
}

double
LossTrace::LossRate() const
{
    int64_t lost = 0;
    for (std::size_t i = 1; i < m_ends.size(); i += 2)
    {
        lost += m_ends[i] - m_ends[i - 1];
    }
    return static_cast<double>(lost) / static_cast<double>(Length());
}

} // namespace qos
} // namespace ns3
