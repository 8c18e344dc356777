/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * iOverlay section 3.1, Figure 4: what does network coding gain at a node with little uplink?
 *
 *            A
 *          a/ \b
 *          B   C
 *         / \ / \
 *        /   D   \
 *       |    |    |
 *       |    E    |
 *        \  / \  /
 *         F     G
 *
 * A sends stream a to B and stream b to C. Both pass theirs on to D, B also to F and C to G. D
 * sends to E what its uplink carries: half of each stream, or, coded, the exclusive or of both,
 * from which F and G find out the stream that they do not get otherwise. E can not: it becomes a
 * helper.
 *
 * The nodes have their roles from the beginning, or from an observer that plays a script.
 *
 * On real interfaces, the nodes are hosts of a real network, in one process or several: each begins
 * when all others are there, and tells of its own nodes.
 */

#include "overlay/make-overlay-bed.h"
#include "overlay/script-file.h"

#include "ns3/boolean.h"
#include "ns3/coding-node.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/experiment-registry.h"
#include "ns3/kbps.h"
#include "ns3/node-random.h"
#include "ns3/ns3-compat.h"
#include "ns3/observer.h"
#include "ns3/pair-coder.h"
#include "ns3/pair-decoder.h"
#include "ns3/parameter-error.h"
#include "ns3/static-relay.h"
#include "ns3/string.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** iOverlay, Figure 4. */
class OverlayCodingExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    std::vector<ExperimentEnd> GetEnds() const override;
    void CheckParameters() const override;

    bool CanBeObserved() const override
    {
        return true;
    }

  private:
    /** What happens if a buffer is full. */
    enum PolicyChoice
    {
        LOSSLESS,
        DROP_TAIL,
        DROP_FAIR
    };

    /** What carries messages. */
    enum TransportChoice
    {
        FAST,
        TCP
    };

    void DoRun(Result& result) override;

    bool m_coded = true;                //!< parameter coded
    std::string m_script;               //!< parameter script
    PolicyChoice m_policy = LOSSLESS;   //!< parameter policy
    uint32_t m_buffer = 0;              //!< parameter buffer
    double m_sourceRate = 0;            //!< parameter source_rate
    double m_uplink = 0;                //!< parameter d_uplink
    TransportChoice m_transport = FAST; //!< parameter transport
    Time m_delay;                       //!< parameter delay
    Time m_warmup;                      //!< parameter warmup
    Time m_duration;                    //!< parameter duration
};

QOS_REGISTER_EXPERIMENT(OverlayCodingExperiment,
                        "overlay-coding",
                        "the butterfly: what each node gets, with and without network coding",
                        "iOverlay Figure 4");

namespace
{

constexpr uint32_t STREAM_A = 1;
constexpr uint32_t STREAM_B = 2;
constexpr uint32_t CODED = 3;
constexpr PairStreams STREAMS{{STREAM_A, STREAM_B}, CODED};
constexpr uint32_t BYTES = 5120; // of a message

enum Node : uint32_t
{
    A,
    B,
    C,
    D,
    E,
    F,
    G,
    NODES
};

/**
 * @param app an application
 * @param sequence number of one of its messages
 * @return bytes of that message, which no other has
 */
std::vector<uint8_t>
BytesOf(uint32_t app, uint32_t sequence)
{
    constexpr unsigned HALF = 32;
    NodeRandom random(uint64_t{app} << HALF | sequence);
    std::vector<uint8_t> bytes(BYTES);
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<uint8_t>(random.Bits()); });
    return bytes;
}

/** A source that always has a message, of BytesOf(). */
class BytesSource : public MessageSource
{
  public:
    /** @param app whose messages */
    explicit BytesSource(uint32_t app)
        : m_app(app)
    {
    }

    Nanoseconds NextAt(Nanoseconds now) override
    {
        return now;
    }

    SourceMessage Take(uint32_t sequence, Nanoseconds /* now */) override
    {
        return {BYTES, std::make_shared<const std::vector<uint8_t>>(BytesOf(m_app, sequence))};
    }

  private:
    uint32_t m_app; //!< whose messages
};

/**
 * @param name of a node
 * @return its number; NODES if there is none
 */
uint32_t
NumberOf(const std::string& name)
{
    const bool isNode = name.size() == 1 && name[0] >= 'A' && name[0] <= 'G';
    return isNode ? static_cast<uint32_t>(name[0] - 'A') : NODES;
}

/** How the nodes come to their roles. */
struct ButterflySetup
{
    /** What makes a script for nodes of which it gets the names. */
    using Script = std::function<ControlScript(const ControlScript::Names& names)>;

    bool isCoded = true;        //!< whether D codes, if there is no script
    Script script;              //!< null: nodes have their roles from the beginning
    OverlayEngineParams params; //!< of the nodes
    double sourceRate = 0;      //!< what A can send, in KBps
    double uplink = 0;          //!< what D can, in KBps
    Nanoseconds delay{0};       //!< from a node to another
};

/** The seven nodes, and their observer, if there is a script. */
class ButterflyOverlay
{
  public:
    /**
     * @param bed where the nodes run; nothing is there yet
     * @param setup how they come to their roles
     */
    ButterflyOverlay(std::unique_ptr<OverlayBed> bed, const ButterflySetup& setup)
        : m_bed(std::move(bed)),
          m_isCoded(setup.isCoded),
          m_isObserved(setup.script != nullptr)
    {
        OverlayEngineParams params = setup.params;
        if (m_isObserved)
        {
            ObserverParams knobs;
            knobs.requestPeriod = Nanoseconds{0};
            auto observer = std::make_unique<Observer>(knobs);
            m_observer = observer.get();
            const uint32_t number =
                m_bed->AddNode(m_bed->AddHost(setup.delay / 2), params, std::move(observer));
            m_observer = m_bed->IsHere(number) ? m_observer : nullptr;
            params.observer = m_bed->IdOf(number);
        }
        for (uint32_t node = A; node < NODES; ++node)
        {
            params.limits = {};
            const double limit = node == A ? setup.sourceRate : node == D ? setup.uplink : 0;
            (node == A ? params.limits.total : params.limits.up) = KBps(limit);
            m_bed->AddNode(m_bed->AddHost(setup.delay / 2), params, MakeAlgorithm(node));
            if (IsHere(node))
            {
                Engine(node).SetDeliverCallback(
                    [this](const MessagePtr& message) { Check(*message); });
            }
            else
            {
                Forget(node);
            }
        }
        if (!m_isObserved)
        {
            AddRoutes();
        }
    }

    /**
     * Begin, when all nodes are there: the observer plays its script, or A sends both streams.
     * @param script of the observer; null if there is none
     */
    void Start(const ButterflySetup::Script& script)
    {
        m_bed->AwaitOthers();
        if (m_observer != nullptr)
        {
            Play(script);
        }
        if (!m_isObserved && IsHere(A))
        {
            for (const uint32_t app : {STREAM_A, STREAM_B})
            {
                Engine(A).StartSource(app, std::make_unique<BytesSource>(app));
            }
            Engine(A).Resume();
        }
    }

    /** End both streams. */
    void StopSources()
    {
        for (const uint32_t app : {STREAM_A, STREAM_B})
        {
            if (IsHere(A))
            {
                Engine(A).StopSource(app);
            }
        }
    }

    /**
     * @param node a node
     * @return whether it is in this process
     */
    bool IsHere(uint32_t node) const
    {
        return m_bed->IsHere(NumberIn(node));
    }

    /**
     * @param node a node that is in this process
     * @return its engine
     */
    OverlayEngine& Engine(uint32_t node)
    {
        return m_bed->Engine(NumberIn(node));
    }

    /**
     * @param node a node
     * @return bytes that it has got and can use; 0 if it is in another process
     */
    uint64_t DeliveredBytes(uint32_t node)
    {
        return IsHere(node) ? Engine(node).GetCounters().deliveredBytes : 0;
    }

    /** @return the nodes */
    OverlayBed& Bed()
    {
        return *m_bed;
    }

    /** @return delivered messages whose bytes were not those that were sent */
    uint64_t Wrong() const
    {
        return m_wrong;
    }

    /** @return messages that D keeps */
    std::size_t Held() const
    {
        return m_isObserved ? m_observed->Held() : m_coder == nullptr ? 0 : m_coder->Held();
    }

  private:
    /**
     * @param node a node
     * @return its number among all nodes, of which an observer is the first
     */
    uint32_t NumberIn(uint32_t node) const
    {
        return node + (m_isObserved ? 1 : 0);
    }

    /**
     * @param node a node
     * @return its id
     */
    NodeId IdOf(uint32_t node) const
    {
        return m_bed->IdOf(NumberIn(node));
    }

    /** Where data of a stream goes. */
    struct Route
    {
        uint32_t from; //!< node
        uint32_t app;  //!< stream
        uint32_t to;   //!< node
    };

    /** @param script what the observer does from now on */
    void Play(const ButterflySetup::Script& script)
    {
        const auto names = [this](const std::string& name) {
            const uint32_t node = NumberOf(name);
            return node < NODES ? IdOf(node) : NodeId();
        };
        m_observer->Play(script(names), m_bed->Engine(0));
        m_bed->Engine(0).Resume();
    }

    /**
     * @param node a node
     * @return what it does
     */
    std::unique_ptr<Algorithm> MakeAlgorithm(uint32_t node)
    {
        if (m_isObserved)
        {
            auto observed = std::make_unique<CodingNode>();
            m_observed = node == D ? observed.get() : m_observed;
            return observed;
        }
        if (m_isCoded && node == D)
        {
            auto coder = std::make_unique<PairCoder>(STREAMS);
            m_coder = coder.get();
            return coder;
        }
        if (m_isCoded && (node == F || node == G))
        {
            return std::make_unique<PairDecoder>(STREAMS);
        }
        auto relay = std::make_unique<StaticRelay>();
        relay->SetDelivers(node != A && !(m_isCoded && node == E));
        m_relays[node] = relay.get();
        return relay;
    }

    /** @param node a node in another process, for which an algorithm has been made in vain */
    void Forget(uint32_t node)
    {
        m_relays[node] = nullptr;
        if (node == D)
        {
            m_observed = nullptr;
            m_coder = nullptr;
        }
    }

    /** Tell the nodes whom they send to. */
    void AddRoutes()
    {
        constexpr Route ROUTES[] = {{A, STREAM_A, B},
                                    {A, STREAM_B, C},
                                    {B, STREAM_A, D},
                                    {B, STREAM_A, F},
                                    {C, STREAM_B, D},
                                    {C, STREAM_B, G},
                                    {E, CODED, F},
                                    {E, CODED, G},
                                    {D, STREAM_A, E},
                                    {D, STREAM_B, E},
                                    {E, STREAM_B, F}, // what it does not get from B
                                    {E, STREAM_A, G}};
        for (const Route& route : ROUTES)
        {
            if (m_relays[route.from] != nullptr)
            {
                m_relays[route.from]->AddRoute(route.app, IdOf(route.to));
            }
        }
        if (m_coder != nullptr)
        {
            m_coder->AddDownstream(IdOf(E));
        }
    }

    /** @param message that was delivered */
    void Check(const OverlayMessage& message)
    {
        const ByteView bytes = message.Bytes();
        if (m_isObserved)
        {
            // a source that the observer deploys sends zeros, if anything
            const auto isZero = [](uint8_t byte) { return byte == 0; };
            m_wrong += std::all_of(bytes.begin(), bytes.end(), isZero) ? 0 : 1;
            return;
        }
        const std::vector<uint8_t> expected = BytesOf(message.header.app, message.header.sequence);
        m_wrong += std::equal(bytes.begin(), bytes.end(), expected.begin(), expected.end()) ? 0 : 1;
    }

    std::unique_ptr<OverlayBed> m_bed;          //!< the nodes
    bool m_isCoded;                             //!< whether D codes, if nobody observes
    bool m_isObserved;                          //!< whether an observer plays a script
    Observer* m_observer = nullptr;             //!< the first node then, if it is here
    CodingNode* m_observed = nullptr;           //!< what D does then
    std::array<StaticRelay*, NODES> m_relays{}; //!< what nodes do; null: something else
    PairCoder* m_coder = nullptr;               //!< what D does, if it does
    uint64_t m_wrong = 0;                       //!< see Wrong()
};

} // namespace

TypeId
OverlayCodingExperiment::GetTypeId()
{
    using Self = OverlayCodingExperiment;
    static TypeId tid =
        TypeId("ns3::qos::OverlayCodingExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Coded",
                          "whether D sends the exclusive or of both streams",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_coded),
                          MakeBooleanChecker())
            .AddAttribute(
                "Script",
                "file with what an observer does, in CSV or, if it ends so, in JSON, with "
                "nodes A to G: it gives roles and deploys the sources; empty: nodes have "
                "their roles from the beginning",
                StringValue(""),
                MakeStringAccessor(&Self::m_script),
                MakeStringChecker())
            .AddAttribute(
                "Policy",
                "what happens if a buffer is full: messages wait (lossless), the new one is "
                "dropped (drop_tail), one of the input that has most of them (drop_fair)",
                compat::EnumValue<PolicyChoice>(LOSSLESS),
                compat::EnumAccessor<PolicyChoice>(&Self::m_policy),
                MakeEnumChecker(LOSSLESS,
                                "lossless",
                                DROP_TAIL,
                                "drop_tail",
                                DROP_FAIR,
                                "drop_fair"))
            .AddAttribute("Buffer",
                          "messages in a buffer",
                          UintegerValue(10),
                          MakeUintegerAccessor(&Self::m_buffer),
                          MakeUintegerChecker<uint32_t>(1, 100000))
            .AddAttribute("SourceRate",
                          "emulated bandwidth of A, in KBps",
                          DoubleValue(400),
                          MakeDoubleAccessor(&Self::m_sourceRate),
                          MakeDoubleChecker<double>(1, 1e6))
            .AddAttribute("DUplink",
                          "emulated bandwidth of what D sends, in KBps",
                          DoubleValue(200),
                          MakeDoubleAccessor(&Self::m_uplink),
                          MakeDoubleChecker<double>(1, 1e6))
            .AddAttribute("Transport",
                          "what carries messages: the nodes themselves (fast) or TCP between hosts "
                          "around a router (tcp); on real interfaces it is TCP",
                          compat::EnumValue<TransportChoice>(FAST),
                          compat::EnumAccessor<TransportChoice>(&Self::m_transport),
                          MakeEnumChecker(FAST, "fast", TCP, "tcp"))
            .AddAttribute("Delay",
                          "from a node to another",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&Self::m_delay),
                          MakeTimeChecker(MicroSeconds(1), Seconds(1)))
            .AddAttribute("Warmup",
                          "how long data flows before it is measured",
                          TimeValue(Seconds(20)),
                          MakeTimeAccessor(&Self::m_warmup),
                          MakeTimeChecker(Seconds(0), Seconds(100000)))
            .AddAttribute("Duration",
                          "how long it is measured",
                          TimeValue(Seconds(100)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(Seconds(1), Seconds(100000)));
    return tid;
}

std::vector<Metric>
OverlayCodingExperiment::GetMetrics() const
{
    std::vector<Metric> metrics;
    for (const char node : {'b', 'c', 'd', 'e', 'f', 'g'})
    {
        metrics.push_back({std::string("rate_") + node,
                           "KBps",
                           "what the node gets and can use, in 1000 bytes per second"});
    }
    metrics.push_back({"payload_errors", "", "messages whose bytes were not those that were sent"});
    metrics.push_back({"held_at_end", "", "messages that D keeps after the sources have ended"});
    return metrics;
}

std::vector<ExperimentEnd>
OverlayCodingExperiment::GetEnds() const
{
    std::vector<ExperimentEnd> ends;
    if (!m_script.empty())
    {
        ends.push_back({"observer", "the host of the observer"});
    }
    for (uint32_t node = A; node < NODES; ++node)
    {
        ends.push_back(
            {std::string(1, "abcdefg"[node]), std::string("the host of ") + "ABCDEFG"[node]});
    }
    return ends;
}

void
OverlayCodingExperiment::CheckParameters() const
{
    if (m_script.empty())
    {
        return;
    }
    if (!m_coded)
    {
        throw ParameterError("coded is false and there is a script; allowed is one of both: the "
                             "script says who codes");
    }
    ScriptFromFile(m_script, [](const std::string& name) {
        const uint32_t node = NumberOf(name);
        return node < NODES ? NodeId{node + 1, 1} : NodeId();
    });
}

void
OverlayCodingExperiment::DoRun(Result& result)
{
    constexpr double KILO = 1e3;
    ButterflySetup setup;
    setup.isCoded = m_coded;
    setup.params.bufferMessages = m_buffer;
    setup.params.policy = m_policy == LOSSLESS    ? DropPolicy::Lossless
                          : m_policy == DROP_TAIL ? DropPolicy::DropTail
                                                  : DropPolicy::DropFair;
    setup.sourceRate = m_sourceRate;
    setup.uplink = m_uplink;
    setup.delay = ToCore(m_delay);
    if (!m_script.empty())
    {
        setup.script = [this](const ControlScript::Names& names) {
            return ScriptFromFile(m_script, names);
        };
    }
    const uint32_t observers = m_script.empty() ? 0 : 1; // the first nodes of the bed
    const auto naming = [observers](uint32_t number) {
        return number < observers ? "observer" : std::string(1, "ABCDEFG"[number - observers]);
    };
    ButterflyOverlay overlay(MakeOverlayBed(*this, m_transport == TCP, naming), setup);
    OverlayBed& bed = overlay.Bed();
    overlay.Start(setup.script);
    bed.Advance(bed.Now() + ToCore(m_warmup));
    std::array<uint64_t, NODES> before{};
    for (uint32_t node = B; node < NODES; ++node)
    {
        before[node] = overlay.DeliveredBytes(node);
    }
    const Nanoseconds begin = bed.Now();
    bed.Advance(begin + ToCore(m_duration));
    const double seconds = ToSimulator(bed.Now() - begin).GetSeconds();
    Table& rates = result.AddTable("rates", {{"node", ""}, {"rate", "KBps"}});
    for (uint32_t node = B; node < NODES; ++node)
    {
        if (overlay.IsHere(node))
        {
            const uint64_t bytes = overlay.DeliveredBytes(node) - before[node];
            const double rate = static_cast<double>(bytes) / KILO / seconds;
            result.AddMetric(std::string("rate_") + "abcdefg"[node], rate);
            rates.AddRow({std::string(1, "ABCDEFG"[node]), rate});
        }
    }
    overlay.StopSources();
    bed.Finish();
    const OverlayBedRun run = bed.OutsideSimulator();
    result.AddRun(ToSimulator(run.time).GetSeconds(), run.events);
    result.AddMetric("payload_errors", static_cast<double>(overlay.Wrong()));
    if (overlay.IsHere(D))
    {
        result.AddMetric("held_at_end", static_cast<double>(overlay.Held()));
    }
}

} // namespace qos
} // namespace ns3
