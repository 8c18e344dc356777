/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LAYER_LIST_H
#define QOS_LAYER_LIST_H

#include "ns3/units.h"

#include <cstddef>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * The discrete rates at which a layered audio or video source can transmit, and which of them fits
 * what is known of the network.
 *
 * Source: OSDI 2000, sections 3.4 and 4.4 ("the application decides which of the four layers it
 * should send").
 */
class LayerList
{
  public:
    /** The four layers of this project's experiments: 2, 4, 8 and 16 Mbit/s. */
    LayerList();

    /**
     * @param rates of the layers; a rate includes those of all layers below
     * @throws std::invalid_argument unless there is at least one rate, and they are positive and
     * strictly ascending
     */
    explicit LayerList(std::vector<Bitrate> rates);

    /**
     * The largest layer whose rate is at most the rate known.
     * @param rate bit/s that may be sent, negative if nothing is known (NetworkState::rate)
     * @return number of the layer, from 0; the lowest one if none fits or nothing is known
     */
    std::size_t Choose(double rate) const;

    /**
     * @param layer number of a layer, below Size()
     * @return its rate
     */
    Bitrate RateOf(std::size_t layer) const
    {
        return m_rates[layer];
    }

    /** @return how many there are */
    std::size_t Size() const
    {
        return m_rates.size();
    }

  private:
    std::vector<Bitrate> m_rates; //!< ascending
};

} // namespace qos
} // namespace ns3

#endif // QOS_LAYER_LIST_H
