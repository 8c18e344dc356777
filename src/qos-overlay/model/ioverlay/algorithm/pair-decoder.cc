/* SPDX-License-Identifier: GPL-2.0-only */

#include "pair-decoder.h"

#include "coded-pair.h"

#include "ns3/serial-number.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

Verdict
PairDecoder::Process(const MessagePtr& message, EngineApi& engine)
{
    const MessageHeader& header = message->header;
    const std::size_t number =
        header.app == m_streams.coded ? CODED : m_streams.NumberOf(header.app);
    const bool isOurs = header.app == m_streams.coded || number != CODED;
    if (header.type != MessageType::Data || !isOurs)
    {
        return Verdict::Done;
    }
    if (number == CODED)
    {
        const auto coded = CodedPayload::Read(*message);
        if (!coded || coded->mode != CodingMode::Pair || coded->streams != PairStreams::BOTH)
        {
            ++m_counters.refused;
            return Verdict::Done;
        }
    }
    Place* const place = Find(header.sequence);
    if (place == nullptr)
    {
        m_counters.undecodable += number == CODED ? 1 : 0;
    }
    else if (place->known[number].isThere)
    {
        m_counters.superfluous += number == CODED ? 1 : 0;
        return Verdict::Done; // it was delivered when it was found out
    }
    if (number != CODED)
    {
        engine.Deliver(message);
    }
    if (place != nullptr)
    {
        place->known[number] = {{header.size, message->payload}, true};
        place->coder = number == CODED ? header.originator : place->coder;
        Solve(*place, engine);
    }
    return Verdict::Done;
}

PairDecoder::Place*
PairDecoder::Find(uint32_t sequence)
{
    Place& place = m_places[sequence % WINDOW];
    if (place.isUsed && SerialIsBefore(sequence, place.sequence))
    {
        return nullptr;
    }
    if (!place.isUsed || place.sequence != sequence)
    {
        m_counters.undecodable += place.IsWaiting() ? 1 : 0;
        place = Place();
        place.sequence = sequence;
        place.isUsed = true;
    }
    return &place;
}

void
PairDecoder::Solve(Place& place, EngineApi& engine)
{
    Known& coded = place.known[CODED];
    if (!coded.isThere || (!place.known[0].isThere && !place.known[1].isThere))
    {
        return;
    }
    if (place.known[0].isThere && place.known[1].isThere)
    {
        ++m_counters.superfluous;
        return;
    }
    const std::size_t missing = place.known[0].isThere ? 1 : 0;
    const auto read = CodedPayload::Read(*coded.bytes.payload, coded.bytes.size);
    auto found = DecodePair(*read, place.known[1 - missing].bytes);
    coded.bytes.payload.reset();
    if (!found)
    {
        ++m_counters.refused;
        return;
    }
    MessageHeader header;
    header.app = m_streams.apps[missing];
    header.originator = place.coder;
    header.sequence = place.sequence;
    header.size = found->size;
    place.known[missing] = {*found, true};
    ++m_counters.decoded;
    engine.Deliver(engine.Make(header, std::move(found->payload)));
}

std::size_t
PairDecoder::Waiting() const
{
    return static_cast<std::size_t>(
        std::count_if(m_places.begin(), m_places.end(), [](const Place& place) {
            return place.IsWaiting();
        }));
}

} // namespace qos
} // namespace ns3
