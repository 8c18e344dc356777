/* SPDX-License-Identifier: GPL-2.0-only */

#include "overqos-test-allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace
{

std::atomic<bool> g_isCounting{false};
std::atomic<uint64_t> g_allocations{0};

} // namespace

// the only way to see allocations is to be the allocator
void*
operator new(std::size_t bytes, const std::nothrow_t& /* tag */) noexcept
{
    g_allocations += g_isCounting ? 1 : 0;
    return std::malloc(bytes);
}

void*
operator new(std::size_t bytes)
{
    if (void* memory = operator new(bytes, std::nothrow))
    {
        return memory;
    }
    throw std::bad_alloc();
}

void
operator delete(void* memory) noexcept
{
    std::free(memory);
}

void
operator delete(void* memory, std::size_t /* bytes */) noexcept
{
    std::free(memory);
}

namespace ns3
{
namespace qos
{

OverqosAllocations::OverqosAllocations()
{
    g_allocations = 0;
    g_isCounting = true;
}

OverqosAllocations::~OverqosAllocations()
{
    g_isCounting = false;
}

uint64_t
OverqosAllocations::Count() const
{
    return g_allocations;
}

} // namespace qos
} // namespace ns3
