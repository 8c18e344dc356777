/* SPDX-License-Identifier: GPL-2.0-only */

#include "http-file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

namespace fs = std::filesystem;

constexpr int NONE = -1; //!< no descriptor

/** Closes a descriptor at its end. */
class OwnDescriptor
{
  public:
    /** @param descriptor to close; may be NONE */
    explicit OwnDescriptor(int descriptor)
        : m_descriptor(descriptor)
    {
    }

    ~OwnDescriptor()
    {
        Reset(NONE);
    }

    OwnDescriptor(const OwnDescriptor&) = delete;
    OwnDescriptor& operator=(const OwnDescriptor&) = delete;

    /** @param descriptor takes the place of the one before; errno stays as it is */
    void Reset(int descriptor)
    {
        const int error = errno;
        if (const int before = std::exchange(m_descriptor, descriptor); before != NONE)
        {
            ::close(before);
        }
        errno = error;
    }

    /** @return the descriptor */
    int Get() const
    {
        return m_descriptor;
    }

    /** @return the descriptor, which stays open */
    int Release()
    {
        return std::exchange(m_descriptor, NONE);
    }

  private:
    int m_descriptor; //!< or NONE
};

/**
 * @param error of the host
 * @return what it means for a request
 */
HttpStatus
StatusOf(int error)
{
    switch (error)
    {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
    case ELOOP:
        return HttpStatus::NotFound;
    case EACCES:
    case EPERM:
        return HttpStatus::Forbidden;
    default:
        return HttpStatus::InternalServerError;
    }
}

/**
 * Open a file without following a link anywhere: what was not one before may be one now.
 * @param folder without links
 * @param begin of the names below it, at least one
 * @param end of the names
 * @return the file, or why there is none
 */
HttpFile::Result
OpenBelow(const fs::path& folder, fs::path::iterator begin, fs::path::iterator end)
{
    constexpr int ANY = O_RDONLY | O_NOFOLLOW | O_CLOEXEC;
    OwnDescriptor at(::open(folder.c_str(), ANY | O_DIRECTORY));
    const auto last = std::prev(end);
    for (; begin != last && at.Get() != NONE; ++begin)
    {
        at.Reset(::openat(at.Get(), begin->c_str(), ANY | O_DIRECTORY));
    }

    struct stat found
    {
    };

    if (at.Get() == NONE || ::fstatat(at.Get(), last->c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0)
    {
        return StatusOf(errno);
    }
    if (!S_ISREG(found.st_mode))
    {
        return HttpStatus::Forbidden; // before it is opened, which may do something to a device
    }
    at.Reset(::openat(at.Get(), last->c_str(), ANY | O_NONBLOCK | O_NOCTTY));
    if (at.Get() == NONE || ::fstat(at.Get(), &found) != 0)
    {
        return StatusOf(errno);
    }
    if (!S_ISREG(found.st_mode))
    {
        return HttpStatus::Forbidden;
    }
    return std::make_shared<const HttpFile>(at.Release(), static_cast<uint64_t>(found.st_size));
}

} // namespace

HttpFile::Result
HttpFile::Open(const std::string& folder, const std::string& path)
{
    std::error_code error;
    const fs::path root = fs::canonical(folder, error);
    if (error)
    {
        return StatusOf(error.value());
    }
    const fs::path wanted = fs::canonical(root.native() + "/" + path, error);
    if (error)
    {
        return StatusOf(error.value());
    }
    const auto [outside, below] =
        std::mismatch(root.begin(), root.end(), wanted.begin(), wanted.end());
    if (outside != root.end() || below == wanted.end())
    {
        return HttpStatus::Forbidden;
    }
    return OpenBelow(root, below, wanted.end());
}

bool
HttpFile::IsFolder(const std::string& folder)
{
    std::error_code error;
    return fs::is_directory(folder, error);
}

HttpFile::~HttpFile()
{
    ::close(m_descriptor);
}

bool
HttpFile::Read(uint64_t offset, MutableByteView to) const
{
    std::size_t got = 0;
    while (got < to.size)
    {
        const ssize_t more =
            ::pread(m_descriptor, to.data + got, to.size - got, static_cast<off_t>(offset + got));
        if (more == 0 || (more < 0 && errno != EINTR))
        {
            return false;
        }
        got += static_cast<std::size_t>(std::max<ssize_t>(more, 0));
    }
    return true;
}

} // namespace qos
} // namespace ns3
