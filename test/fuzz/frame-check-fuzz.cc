/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fragment-guard.h"
#include "ns3/frame-check.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <vector>

/**
 * @file
 * Frames from a wire, one after another, each behind three bytes: how long it is, whether the
 * checksum of its IP header is put right, and whether it comes again as part of many other packets.
 * What passes has the lengths that it says, and what is kept of packets in pieces stays bounded.
 */

using namespace ns3::qos;

namespace
{

constexpr std::size_t MTU = 1500;
constexpr std::size_t ETHERNET = 14;
constexpr std::size_t IP = 20;

/** @param isSound what must be so */
void
Require(bool isSound)
{
    if (!isSound)
    {
        std::abort();
    }
}

/**
 * @param bytes some
 * @param at where a number of two of them is
 * @return the number
 */
std::size_t
Number(const std::vector<uint8_t>& bytes, std::size_t at)
{
    constexpr std::size_t BYTE = 256;
    return bytes.at(at) * BYTE + bytes.at(at + 1);
}

/** @param frame gets the checksum of its IP header, if it has one */
void
PutRight(std::vector<uint8_t>& frame)
{
    constexpr std::size_t CHECKSUM = ETHERNET + 10;
    constexpr std::size_t ONES = 0xffff;
    if (frame.size() < ETHERNET + IP)
    {
        return;
    }
    frame[CHECKSUM] = frame[CHECKSUM + 1] = 0;
    std::size_t sum = 0;
    for (std::size_t at = ETHERNET; at < ETHERNET + IP; at += 2)
    {
        sum += Number(frame, at);
    }
    sum = sum % ONES == 0 && sum > 0 ? ONES : sum % ONES;
    frame[CHECKSUM] = static_cast<uint8_t>((ONES - sum) / 256);
    frame[CHECKSUM + 1] = static_cast<uint8_t>((ONES - sum) % 256);
}

/** @param frame was found sound */
void
CheckSound(const std::vector<uint8_t>& frame)
{
    constexpr std::size_t ARP_TYPE = 0x0806;
    constexpr uint8_t TCP = 6;
    constexpr uint8_t UDP = 17;
    if (Number(frame, ETHERNET - 2) == ARP_TYPE)
    {
        Require(frame.size() >= ETHERNET + 28);
        return;
    }
    const std::size_t length = Number(frame, ETHERNET + 2);
    Require(frame.at(ETHERNET) == 0x45 && length <= MTU && ETHERNET + length <= frame.size());
    const std::size_t payload = length - IP;
    const uint8_t protocol = frame.at(ETHERNET + 9);
    if (protocol == TCP)
    {
        const std::size_t header = frame.at(ETHERNET + IP + 12) / 16 * std::size_t{4};
        Require(header >= 20 && header <= payload);
    }
    Require(protocol != UDP || Number(frame, ETHERNET + IP + 4) == payload);
}

/** What a guard of fragments has let through, counted by another way than its own. */
class Account
{
  public:
    /**
     * @param fragment was let through
     * @param now when
     */
    void Add(const std::vector<uint8_t>& fragment, Nanoseconds now)
    {
        std::vector<uint8_t> key(fragment.begin() + 12, fragment.begin() + 20);
        key.insert(key.end(), {fragment[4], fragment[5], fragment[9]});
        Packet& packet = m_packets[key];
        if (packet.begin + FragmentGuard::LIFETIME <= now || packet.pieces == 0)
        {
            packet = {now, 0};
        }
        Require(++packet.pieces <= FragmentGuard::MOST_PIECES);
        const auto alive =
            std::count_if(m_packets.begin(), m_packets.end(), [now](const auto& entry) {
                return entry.second.begin + FragmentGuard::LIFETIME > now;
            });
        Require(static_cast<std::size_t>(alive) <= FragmentGuard::MOST_PACKETS);
    }

  private:
    /** A packet in pieces. */
    struct Packet
    {
        Nanoseconds begin{0}; //!< when the first one came
        uint32_t pieces = 0;  //!< how many came
    };

    std::map<std::vector<uint8_t>, Packet> m_packets; //!< by addresses, identification, protocol
};

/** Where frames come in. */
struct Host
{
    FragmentGuard guard;                          //!< lets fragments in
    Account account;                              //!< of what it let in
    Nanoseconds now = std::chrono::seconds{1000}; //!< the time

    /** @param frame comes in */
    void Take(const std::vector<uint8_t>& frame)
    {
        const FrameFault fault = CheckFrame(frame, MTU);
        if (fault == FrameFault::SOUND)
        {
            CheckSound(frame);
        }
        const std::vector<uint8_t> packet(frame.begin() + std::min(ETHERNET, frame.size()),
                                          frame.end());
        if (fault == FrameFault::FRAGMENT && guard.Admit(packet, now))
        {
            account.Add(packet, now);
        }
    }
};

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    constexpr std::size_t IDENTIFICATION = ETHERNET + 4;
    constexpr std::size_t OTHERS = 300; // more than may be in pieces at a time
    Host host;
    while (size >= 3)
    {
        const std::size_t length = std::min<std::size_t>(data[0] * 256U + data[1], size - 3);
        const uint8_t choice = data[2];
        std::vector<uint8_t> frame(data + 3, data + 3 + length); // exactly as long: reads are seen
        data += 3 + length;
        size -= 3 + length;
        host.now += std::chrono::milliseconds{choice / 4};
        if (choice % 2 == 1)
        {
            PutRight(frame);
        }
        host.Take(frame);
        for (std::size_t i = 0; i < OTHERS && choice % 4 == 3 && length >= ETHERNET + IP; ++i)
        {
            frame[IDENTIFICATION] = static_cast<uint8_t>(i / 256);
            frame[IDENTIFICATION + 1] = static_cast<uint8_t>(i % 256);
            PutRight(frame);
            host.Take(frame);
        }
    }
    return 0;
}
