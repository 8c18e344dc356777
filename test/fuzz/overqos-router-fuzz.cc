/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/clvl-wire.h"
#include "ns3/data-symbol.h"
#include "ns3/overqos-router.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace
{

using namespace ns3::qos;

constexpr uint16_t NODE = 2;
constexpr uint16_t INCOMING = 1; // virtual link
constexpr uint16_t OUTGOING = 2; // virtual link, to the node behind this one
constexpr uint16_t BEHIND = 3;

/** What a node did with packets. */
struct Account
{
    uint64_t arrived = 0;
    uint64_t forwarded = 0;
    uint64_t delivered = 0;
    volatile unsigned sum = 0; // keeps the loop

    void Read(ByteView bytes)
    {
        for (const uint8_t byte : bytes)
        {
            sum += byte;
        }
    }
};

/**
 * @param account to be kept
 * @return what the node tells
 */
OverqosRouter::Callbacks
CallbacksFor(Account& account)
{
    OverqosRouter::Callbacks callbacks;
    callbacks.sendFrame = [&account](uint16_t bundle, ByteView datagram) {
        if (bundle != OUTGOING || !ReadFrame(datagram))
        {
            std::abort();
        }
        account.Read(datagram);
    };
    callbacks.sendReport = [](uint16_t bundle, ByteView datagram) {
        BundleReport report;
        if (bundle != INCOMING || !ReadReport(datagram, report))
        {
            std::abort();
        }
    };
    callbacks.deliver = [&account](const BundlePacket& packet) {
        ++account.delivered;
        account.Read({packet.data, packet.size});
    };
    callbacks.arrived = [&account](const BundlePacket& /* packet */, uint16_t /* incoming */) {
        ++account.arrived;
    };
    callbacks.forwarded = [&account](const BundlePacket& /* packet */) { ++account.forwarded; };
    callbacks.dropped = [&account](const BundlePacket& packet, RouterDropReason /* reason */) {
        account.Read({packet.data, packet.size});
    };
    return callbacks;
}

/**
 * @param kind chooses what the header says
 * @param link number of the frame
 * @param symbol may be anything
 * @return a data frame whose header makes sense, and so does the head of its packet, which is to go
 * on or to stay
 */
std::vector<uint8_t>
DataFrame(uint8_t kind, uint32_t link, ByteView symbol)
{
    ClvlFrame frame;
    frame.link = link;
    frame.isCoded = (kind & 0x10U) != 0;
    frame.block = link / 4;
    frame.index = static_cast<uint8_t>(link % 4);
    BundlePacket packet;
    packet.size = static_cast<uint32_t>(symbol.size);
    packet.egress = (kind & 0x20U) != 0 ? NODE : BEHIND;
    packet.sequence = link;
    packet.hopsLeft = kind % 4;
    std::vector<uint8_t> bytes(FRAME_HEADER_BYTES + DataSymbol::HEAD_BYTES);
    WriteFrameHeader(INCOMING, frame, bytes.data());
    WriteDataHead(link, packet, bytes.data() + FRAME_HEADER_BYTES);
    bytes.insert(bytes.end(), symbol.begin(), symbol.end());
    return bytes;
}

/**
 * @param router advances
 * @param now until when
 */
void
RunUntil(OverqosRouter& router, Nanoseconds now)
{
    for (int event = 0; router.NextEvent() <= now; ++event)
    {
        if (event == 100'000)
        {
            std::abort(); // it would never end
        }
        router.Advance(now);
    }
}

} // namespace

// Datagrams at a node between two virtual links: any, or data frames that belong together.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    if (size == 0)
    {
        return 0;
    }
    constexpr std::array ORDERS{DeliveryOrder::None, DeliveryOrder::EndToEnd, DeliveryOrder::Hop};
    Account account;
    OverqosRouterParams params;
    params.number = NODE;
    params.order = ORDERS[data[0] % ORDERS.size()];
    OverqosRouter router(params, CallbacksFor(account));
    BundleReceiverParams incoming;
    incoming.bundle = INCOMING;
    incoming.link.code = "plain";
    incoming.link.mostPacketBytes = 128;
    router.AddIncoming(incoming, 1);
    BundleSenderParams outgoing;
    outgoing.bundle = OUTGOING;
    outgoing.link = incoming.link;
    outgoing.rate.constant = Bitrate::FromBitsPerSecond(1'000'000);
    router.AddOutgoing(outgoing, 2);
    router.SetRoute(BEHIND, OUTGOING);
    Nanoseconds now{0};
    uint32_t link = 0;
    for (std::size_t at = 1; at + 3 <= size;)
    {
        const uint8_t kind = data[at];
        const std::size_t length = std::min<std::size_t>(data[at + 1] & 0x7FU, size - at - 3);
        now += std::chrono::microseconds{data[at + 2] * 100};
        RunUntil(router, now);
        const ByteView rest{data + at + 3, length};
        if ((kind & 0x80U) != 0)
        {
            router.Receive(rest, now);
        }
        else
        {
            router.Receive(DataFrame(kind, link++, rest), now);
        }
        at += 3 + length;
    }
    RunUntil(router, now + std::chrono::seconds{10});
    if (account.forwarded > account.arrived || account.delivered > account.forwarded)
    {
        std::abort();
    }
    return 0;
}
