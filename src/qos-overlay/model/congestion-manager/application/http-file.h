/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HTTP_FILE_H
#define QOS_HTTP_FILE_H

#include "http-content.h"
#include "http-status.h"

#include <memory>
#include <string>
#include <variant>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * A file of the host, open for reading. Its size is that of the time when it was opened: if it
 * becomes shorter, what is missing cannot be read.
 */
class HttpFile : public HttpContent
{
  public:
    /** The file, or why there is none. */
    using Result = std::variant<std::shared_ptr<const HttpContent>, HttpStatus>;

    /**
     * Open a regular file below a folder. Symbolic links count as what they lead to.
     * @param folder of the host; one that is not absolute begins at the working directory
     * @param path below the folder; it may begin with "/"
     * @return the file. NotFound if there is nothing; Forbidden if that is outside of the folder,
     *     is no regular file, or may not be read; InternalServerError if the host cannot do it
     */
    static Result Open(const std::string& folder, const std::string& path);

    /**
     * @param folder of the host
     * @return whether there is one
     */
    static bool IsFolder(const std::string& folder);

    /**
     * @param descriptor of the file, which is closed with this
     * @param size of the file, bytes
     */
    HttpFile(int descriptor, uint64_t size)
        : m_descriptor(descriptor),
          m_size(size)
    {
    }

    ~HttpFile() override;

    uint64_t Size() const override
    {
        return m_size;
    }

    bool Read(uint64_t offset, MutableByteView to) const override;

  private:
    int m_descriptor; //!< of the host
    uint64_t m_size;  //!< bytes
};

} // namespace qos
} // namespace ns3

#endif // QOS_HTTP_FILE_H
