/* SPDX-License-Identifier: GPL-2.0-only */

#include "classifier.h"

#include "ns3/bundle-packet.h"

#include <stdexcept>

namespace ns3
{
namespace qos
{

std::array<uint8_t, 64>
ClassifierSetup::DscpDefaults()
{
    // the upper three bits are the class: 0 default, 1 to 4 AF and CS, 5 EF and CS5, 6 and 7
    // control
    constexpr std::array<uint8_t, 8> BY_CLASS{6, 5, 4, 3, 2, 1, 0, 0};
    constexpr unsigned CLASS_SHIFT = 3;
    constexpr std::size_t LOWER_EFFORT = 1;
    constexpr std::size_t CS1 = 8;
    std::array<uint8_t, 64> priorities{};
    for (std::size_t code = 0; code < priorities.size(); ++code)
    {
        priorities[code] = BY_CLASS[code >> CLASS_SHIFT];
    }
    priorities[LOWER_EFFORT] = BUNDLE_PRIORITIES - 1;
    priorities[CS1] = BUNDLE_PRIORITIES - 1;
    return priorities;
}

std::array<uint8_t, 128>
ClassifierSetup::RtpDefaults()
{
    constexpr uint8_t AUDIO = 1;
    constexpr uint8_t VIDEO = 3;
    constexpr uint8_t OTHER = 4;
    constexpr std::size_t AUDIO_TYPES = 19;
    std::array<uint8_t, 128> priorities{};
    priorities.fill(OTHER);
    for (std::size_t type = 0; type < AUDIO_TYPES; ++type)
    {
        priorities[type] = AUDIO;
    }
    for (const std::size_t type : {25, 26, 28, 31, 32, 33, 34})
    {
        priorities[type] = VIDEO;
    }
    return priorities;
}

Classifier::Classifier(const ClassifierSetup& setup)
    : m_priority(setup.priority)
{
    CheckPriority(setup.priority, "unknown packets");
}

Classification
Classifier::Classify(ByteView packet) const
{
    const IpFields fields = ParseIp(packet);
    Classification classification;
    classification.flow = FlowId(fields);
    classification.priority = m_priority;
    if (fields.version != 0)
    {
        DoClassify(packet, fields, classification);
    }
    return classification;
}

void
Classifier::CheckPriority(uint8_t priority, const std::string& whose)
{
    if (priority >= BUNDLE_PRIORITIES)
    {
        throw std::invalid_argument("the priority of " + whose + " is " + std::to_string(priority) +
                                    "; it must be 0 to " + std::to_string(BUNDLE_PRIORITIES - 1));
    }
}

} // namespace qos
} // namespace ns3
