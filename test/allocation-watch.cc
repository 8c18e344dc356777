/* SPDX-License-Identifier: GPL-2.0-only */

#include "allocation-watch.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace
{

std::atomic<bool> g_isWatching{false};
std::atomic<uint64_t> g_count{0};
std::atomic<int64_t> g_bytes{0};

/**
 * @param memory just allocated, may be null
 * @return it
 */
void*
Allocated(void* memory)
{
    if (g_isWatching && memory)
    {
        ++g_count;
        g_bytes += static_cast<int64_t>(malloc_usable_size(memory));
    }
    return memory;
}

/** @param memory is freed, may be null */
void
Free(void* memory)
{
    if (g_isWatching && memory)
    {
        g_bytes -= static_cast<int64_t>(malloc_usable_size(memory));
    }
    std::free(memory);
}

/**
 * @param memory just allocated
 * @return it
 * @throws std::bad_alloc if it is null
 */
void*
NotNull(void* memory)
{
    if (!memory)
    {
        throw std::bad_alloc();
    }
    return memory;
}

} // namespace

// the only way to see allocations is to be the allocator
void*
operator new(std::size_t bytes)
{
    return NotNull(Allocated(std::malloc(bytes)));
}

void*
operator new(std::size_t bytes, const std::nothrow_t& /* tag */) noexcept
{
    return Allocated(std::malloc(bytes));
}

void*
operator new(std::size_t bytes, std::align_val_t alignment)
{
    const auto step = static_cast<std::size_t>(alignment);
    return NotNull(Allocated(std::aligned_alloc(step, (bytes + step - 1) / step * step)));
}

// a sanitizer has its own for arrays, which do not lead to those above
void*
operator new[](std::size_t bytes)
{
    return operator new(bytes);
}

void*
operator new[](std::size_t bytes, std::align_val_t alignment)
{
    return operator new(bytes, alignment);
}

void
operator delete(void* memory) noexcept
{
    Free(memory);
}

void
operator delete(void* memory, std::size_t /* bytes */) noexcept
{
    Free(memory);
}

void
operator delete(void* memory, std::align_val_t /* alignment */) noexcept
{
    Free(memory);
}

void
operator delete(void* memory, std::size_t /* bytes */, std::align_val_t /* alignment */) noexcept
{
    Free(memory);
}

void
operator delete[](void* memory) noexcept
{
    Free(memory);
}

void
operator delete[](void* memory, std::size_t /* bytes */) noexcept
{
    Free(memory);
}

void
operator delete[](void* memory, std::align_val_t /* alignment */) noexcept
{
    Free(memory);
}

void
operator delete[](void* memory, std::size_t /* bytes */, std::align_val_t /* alignment */) noexcept
{
    Free(memory);
}

namespace ns3
{
namespace qos
{

AllocationWatch::AllocationWatch()
{
    g_count = 0;
    g_bytes = 0;
    g_isWatching = true;
}

AllocationWatch::~AllocationWatch()
{
    g_isWatching = false;
}

uint64_t
AllocationWatch::Count() const
{
    return g_count;
}

int64_t
AllocationWatch::Bytes() const
{
    return g_bytes;
}

} // namespace qos
} // namespace ns3
