/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BYTE_VIEW_H
#define QOS_BYTE_VIEW_H

#include "array-view.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** Bytes that belong to somebody else, for reading. */
using ByteView = ArrayView<const uint8_t>;

/** Bytes that belong to somebody else, for writing. */
using MutableByteView = ArrayView<uint8_t>;

} // namespace qos
} // namespace ns3

#endif // QOS_BYTE_VIEW_H
