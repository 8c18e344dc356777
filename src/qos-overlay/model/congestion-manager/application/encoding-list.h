/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENCODING_LIST_H
#define QOS_ENCODING_LIST_H

#include "ns3/cm-types.h"

#include <cstddef>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * The encodings in which a document can be sent, "a large color or smaller grey-scale image", and
 * which of them arrives in time.
 *
 * Source: OSDI 2000, sections 1 and 2.1.4.
 */
class EncodingList
{
  public:
    /** The four encodings of this project's experiments: 16, 64, 256 and 1024 KiB. */
    EncodingList();

    /**
     * @param bytes sizes of the encodings
     * @throws std::invalid_argument unless there is at least one size, and they are positive and
     * strictly ascending
     */
    explicit EncodingList(std::vector<uint64_t> bytes);

    /**
     * The largest encoding that arrives in time.
     * @param state what is known of the network, valid
     * @param target time from the client's first packet to its last byte
     * @return number of the encoding, from 0; the smallest one if none arrives in time
     */
    std::size_t Choose(const NetworkState& state, Nanoseconds target) const;

    /**
     * How long a client waits for an encoding if the network stays as it is: a round trip for the
     * handshake, another one for the request and the first byte, and the transmission.
     * @param encoding number of an encoding, below Size()
     * @param state what is known of the network, valid
     * @return the time, FOREVER if the rate is 0
     */
    Nanoseconds DownloadTime(std::size_t encoding, const NetworkState& state) const;

    /**
     * @param encoding number of an encoding, below Size()
     * @return its size in bytes
     */
    uint64_t BytesOf(std::size_t encoding) const
    {
        return m_bytes[encoding];
    }

    /** @return how many there are */
    std::size_t Size() const
    {
        return m_bytes.size();
    }

  private:
    std::vector<uint64_t> m_bytes; //!< ascending
};

} // namespace qos
} // namespace ns3

#endif // QOS_ENCODING_LIST_H
