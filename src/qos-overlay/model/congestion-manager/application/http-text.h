/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HTTP_TEXT_H
#define QOS_HTTP_TEXT_H

#include <algorithm>
#include <string_view>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * What the text of HTTP consists of; RFC 9110, section 5.6. No locale plays a part.
 */
class HttpText
{
  public:
    /**
     * @param byte of a text
     * @return whether it is a control character of ASCII, a tab included
     */
    static bool IsControl(char byte)
    {
        constexpr unsigned char DELETE = 0x7f;
        const auto code = static_cast<unsigned char>(byte);
        return code < ' ' || code == DELETE;
    }

    /**
     * @param byte of a text
     * @return the same, in lower case if it is a letter of ASCII
     */
    static char ToLower(char byte)
    {
        return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
    }

    /**
     * @param left a text
     * @param right a text
     * @return whether they are the same but for upper and lower case
     */
    static bool IsSameText(std::string_view left, std::string_view right)
    {
        return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
            return ToLower(a) == ToLower(b);
        });
    }

    /**
     * @param text any
     * @return whether it is a token: a method, or the name of a field
     */
    static bool IsToken(std::string_view text)
    {
        return !text.empty() && std::all_of(text.begin(), text.end(), [](char byte) {
            const char lower = ToLower(byte);
            return (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') ||
                   std::string_view("!#$%&'*+-.^_`|~").find(byte) != std::string_view::npos;
        });
    }

    /**
     * @param text any
     * @return the same without blanks and tabs at its ends
     */
    static std::string_view Trim(std::string_view text)
    {
        constexpr std::string_view BLANKS = " \t";
        text.remove_prefix(std::min(text.find_first_not_of(BLANKS), text.size()));
        return text.substr(0, text.find_last_not_of(BLANKS) + 1);
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_HTTP_TEXT_H
