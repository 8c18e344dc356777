/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_JOIN_H
#define QOS_JOIN_H

#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * A list as it stands in a sentence.
 * @param words the words
 * @param separator what stands between them
 * @return "a, b, c"; empty if there are none
 */
inline std::string
Join(const std::vector<std::string>& words, const std::string& separator = ", ")
{
    std::string text;
    for (const std::string& word : words)
    {
        text += (text.empty() ? "" : separator) + word;
    }
    return text;
}

} // namespace qos
} // namespace ns3

#endif // QOS_JOIN_H
