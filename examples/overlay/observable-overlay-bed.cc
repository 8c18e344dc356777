/* SPDX-License-Identifier: GPL-2.0-only */

#include "observable-overlay-bed.h"

#include "ns3/control-script.h"
#include "ns3/engine-status.h"

#include <chrono>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

constexpr double BYTES_OF_KB = 1e3;

/**
 * @param rate a bandwidth; 0 is unlimited
 * @return in KBps
 */
double
ToKBps(Bitrate rate)
{
    constexpr double BITS_OF_KB = 8 * BYTES_OF_KB;
    return static_cast<double>(rate.BitsPerSecond()) / BITS_OF_KB;
}

} // namespace

ObservableOverlayBed::ObservableOverlayBed(std::unique_ptr<OverlayBed> bed,
                                           RunObserver& observer,
                                           Naming naming)
    : m_bed(std::move(bed)),
      m_observer(observer),
      m_naming(std::move(naming))
{
}

uint32_t
ObservableOverlayBed::AddHost(Nanoseconds delay)
{
    return m_bed->AddHost(delay);
}

uint32_t
ObservableOverlayBed::AddNode(uint32_t host,
                              const OverlayEngineParams& params,
                              std::unique_ptr<Algorithm> algorithm)
{
    return m_bed->AddNode(host, params, std::move(algorithm));
}

uint32_t
ObservableOverlayBed::Nodes() const
{
    return m_bed->Nodes();
}

bool
ObservableOverlayBed::IsHere(uint32_t number) const
{
    return m_bed->IsHere(number);
}

void
ObservableOverlayBed::AwaitOthers()
{
    m_bed->AwaitOthers();
}

OverlayEngine&
ObservableOverlayBed::Engine(uint32_t number)
{
    return m_bed->Engine(number);
}

NodeId
ObservableOverlayBed::IdOf(uint32_t number) const
{
    return m_bed->IdOf(number);
}

uint32_t
ObservableOverlayBed::NumberOf(NodeId id) const
{
    return m_bed->NumberOf(id);
}

Nanoseconds
ObservableOverlayBed::Now() const
{
    return m_bed->Now();
}

void
ObservableOverlayBed::Advance(Nanoseconds now)
{
    while (m_nextLook <= now)
    {
        m_bed->Advance(m_nextLook);
        m_observer.Look(m_bed->Now(), *this);
        m_nextLook += RunObserver::INTERVAL;
    }
    if (m_bed->Now() < now)
    {
        m_bed->Advance(now);
    }
}

void
ObservableOverlayBed::Finish()
{
    m_bed->Finish();
}

uint64_t
ObservableOverlayBed::Events() const
{
    return m_bed->Events();
}

uint64_t
ObservableOverlayBed::LiveMessages()
{
    return m_bed->LiveMessages();
}

OverlayBedRun
ObservableOverlayBed::OutsideSimulator() const
{
    return m_bed->OutsideSimulator();
}

uint32_t
ObservableOverlayBed::NumberNamed(const std::string& name) const
{
    uint32_t number = 0;
    while (number < Nodes() && !(IsHere(number) && m_naming(number) == name))
    {
        ++number;
    }
    return number;
}

std::string
ObservableOverlayBed::NameOf(NodeId id) const
{
    return m_naming(m_bed->NumberOf(id));
}

std::vector<SeenTable>
ObservableOverlayBed::See()
{
    Table nodes({{"node", ""},
                 {"is_alive", ""},
                 {"total", "KBps"},
                 {"up", "KBps"},
                 {"down", "KBps"},
                 {"delivered", "B"}});
    Table links({{"node", ""},
                 {"peer", ""},
                 {"direction", ""},
                 {"rate", "KBps"},
                 {"rtt", "ms"},
                 {"input", ""},
                 {"output", ""},
                 {"lost", ""}});
    Table edges({{"app", ""}, {"child", ""}, {"parent", ""}});
    for (uint32_t number = 0; number < Nodes(); ++number)
    {
        if (!IsHere(number))
        {
            continue;
        }
        OverlayEngine& engine = Engine(number);
        const std::string name = m_naming(number);
        const StatusReport status = StatusOf(engine);
        nodes.AddRow({name,
                      engine.IsAlive(),
                      ToKBps(status.total),
                      ToKBps(status.up),
                      ToKBps(status.down),
                      engine.GetCounters().deliveredBytes});
        for (const LinkStatus& link : status.links)
        {
            links.AddRow({name,
                          NameOf(link.peer),
                          link.direction == Direction::Out ? "out" : "in",
                          link.rate / BYTES_OF_KB,
                          std::chrono::duration<double, std::milli>(link.rtt).count(),
                          link.inputMessages,
                          link.outputMessages,
                          link.lost});
        }
        for (const AppStatus& app : status.apps)
        {
            if (!app.parent.IsNone())
            {
                edges.AddRow({app.app, name, NameOf(app.parent)});
            }
        }
    }
    return {{"nodes", 1, std::move(nodes)},
            {"links", 3, std::move(links)},
            {"edges", 2, std::move(edges)}};
}

void
ObservableOverlayBed::Act(const ControlRow& row)
{
    ControlScript script;
    script.Add(row, [this](const std::string& name) {
        const uint32_t number = NumberNamed(name);
        return number < Nodes() ? IdOf(number) : NodeId();
    });
    for (const ControlAction& action : script.Actions())
    {
        OverlayEngine& engine = Engine(NumberOf(action.target));
        engine.Tell(engine.Make(action.command.header, action.command.payload));
    }
}

} // namespace qos
} // namespace ns3
