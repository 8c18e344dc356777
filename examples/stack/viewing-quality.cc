/* SPDX-License-Identifier: GPL-2.0-only */

#include "viewing-quality.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace qos
{

ViewingQuality::ViewingQuality(const PictureServer& server, Time begin, Time end, Time playout)
    : m_server(server),
      m_begin(begin),
      m_end(end),
      m_playout(playout)
{
}

void
ViewingQuality::Add(const PictureRelay& viewer)
{
    const std::vector<PictureServer::Picture>& pictures = m_server.GetPictures();
    const std::vector<PictureRelay::Arrival>& arrivals = viewer.GetArrivals();
    std::vector<bool> canDecode(pictures.size());
    Counts counts;
    for (std::size_t i = 0; i < pictures.size(); ++i)
    {
        const PictureServer::Picture& picture = pictures[i];
        const PictureRelay::Arrival arrival =
            i < arrivals.size() ? arrivals[i] : PictureRelay::Arrival();
        const bool isWhole = arrival.pieces == picture.pieces;
        const Time delay = arrival.last - picture.made;
        const bool isInTime = isWhole && delay <= m_playout;
        const auto& needs = picture.coded.needs;
        canDecode[i] = isInTime && std::all_of(needs.begin(), needs.end(), [&](std::size_t other) {
                           return other == CodedPicture::NONE || canDecode[other];
                       });
        if (picture.made < m_begin || picture.made >= m_end)
        {
            continue;
        }
        const auto kind = static_cast<std::size_t>(picture.coded.type) - 1;
        ++counts.made.at(kind);
        counts.inTime.at(kind) += isInTime ? 1 : 0;
        counts.decodable += canDecode[i] ? 1 : 0;
        counts.late += isWhole && !isInTime ? 1 : 0;
        if (isWhole)
        {
            constexpr double MILLI = 1e3;
            m_delaysMs.push_back(delay.GetSeconds() * MILLI);
        }
    }
    for (std::size_t kind = 0; kind < counts.made.size(); ++kind)
    {
        m_all.made.at(kind) += counts.made.at(kind);
        m_all.inTime.at(kind) += counts.inTime.at(kind);
    }
    m_all.decodable += counts.decodable;
    m_all.late += counts.late;
    m_viewers.push_back(counts);
}

double
ViewingQuality::FrameRate(const Counts& viewer) const
{
    const uint64_t inTime =
        std::accumulate(viewer.inTime.begin(), viewer.inTime.end(), uint64_t{0});
    return static_cast<double>(inTime) / (m_end - m_begin).GetSeconds();
}

double
ViewingQuality::DecodableRate(const Counts& viewer) const
{
    return static_cast<double>(viewer.decodable) / (m_end - m_begin).GetSeconds();
}

double
ViewingQuality::Lost(std::size_t kind) const
{
    const auto made = static_cast<double>(m_all.made.at(kind));
    return 1 - static_cast<double>(m_all.inTime.at(kind)) / made;
}

std::vector<double>
ViewingQuality::DelaysMs() const
{
    std::vector<double> sorted = m_delaysMs;
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

} // namespace qos
} // namespace ns3
