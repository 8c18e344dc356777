/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DESCRIPTOR_H
#define QOS_DESCRIPTOR_H

#include <unistd.h>

#include <utility>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * A file descriptor that is closed with its owner.
 */
class Descriptor
{
  public:
    /** @param number of an open file, which belongs to this object from now on; -1: of none */
    explicit Descriptor(int number = -1)
        : m_number(number)
    {
    }

    ~Descriptor()
    {
        if (m_number >= 0)
        {
            close(m_number);
        }
    }

    /** @param other gives its file away */
    Descriptor(Descriptor&& other) noexcept
        : m_number(other.Release())
    {
    }

    /**
     * @param other gives its file away
     * @return this
     */
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    /** @return its number, -1 if there is no file */
    int Get() const
    {
        return m_number;
    }

    /** @return its number; the caller closes it */
    int Release()
    {
        return std::exchange(m_number, -1);
    }

  private:
    int m_number; //!< of the file
};

} // namespace qos
} // namespace ns3

#endif // QOS_DESCRIPTOR_H
