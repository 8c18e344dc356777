/* SPDX-License-Identifier: GPL-2.0-only */

#include "scripted-engine.h"

#include "ns3/app-topology.h"
#include "ns3/kbps.h"
#include "ns3/status-csv.h"

#include <gtest/gtest.h>

#include <chrono>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr uint32_t APP = 7;
constexpr NodeId ROOT{0x0A000001, 7000};
constexpr NodeId LEFT{0x0A000002, 7000};
constexpr NodeId RIGHT{0x0A000003, 7000};

/**
 * A root that knows of one child, and the two children that it has.
 * @param places of the nodes
 * @return the topology
 */
AppTopology
Example(const AppTopology::Places& places)
{
    ScriptedEngine engine;
    Observer observer({8, 0s});
    StatusReport root;
    root.apps = {{APP, 1, {}, {LEFT}}};
    root.total = KBps(200);
    observer.Take(ROOT, root, engine);
    StatusReport leaf;
    leaf.apps = {{APP, 1, ROOT, {}}, {APP + 1, 1, LEFT, {}}};
    observer.Take(RIGHT, leaf, engine);
    observer.Take(LEFT, leaf, engine);
    observer.Take({0x0A000004, 7000}, {}, engine); // which is nothing to the application
    return AppTopology::Of(observer, APP, places);
}

/** Where nodes of the example are on a map. */
TopologyPoint
OnMap(NodeId id)
{
    return {-79.4 + id.ip - ROOT.ip, 43.66};
}

TEST(AppTopologyTest, IsDrawnByGraphviz)
{
    EXPECT_EQ(Example(OnMap).ToDot(),
              "digraph app7 {\n"
              "  \"10.0.0.1:7000\" [pos=\"-79.400,-43.660\"];\n"
              "  \"10.0.0.2:7000\" [pos=\"-78.400,-43.660\"];\n"
              "  \"10.0.0.3:7000\" [pos=\"-77.400,-43.660\"];\n"
              "  \"10.0.0.1:7000\" -> \"10.0.0.2:7000\";\n"
              "  \"10.0.0.1:7000\" -> \"10.0.0.3:7000\" [style=dashed];\n"
              "}\n");
}

TEST(AppTopologyTest, IsAJsonObject)
{
    EXPECT_EQ(Example(OnMap).ToJson(),
              "{\"app\":7,\"nodes\":["
              "{\"id\":\"10.0.0.1:7000\",\"degree\":1,\"bandwidth\":200000,"
              "\"x\":-79.400,\"y\":43.660},"
              "{\"id\":\"10.0.0.2:7000\",\"degree\":1,\"bandwidth\":0,"
              "\"x\":-78.400,\"y\":43.660},"
              "{\"id\":\"10.0.0.3:7000\",\"degree\":1,\"bandwidth\":0,"
              "\"x\":-77.400,\"y\":43.660}],"
              "\"edges\":["
              "{\"from\":\"10.0.0.1:7000\",\"to\":\"10.0.0.2:7000\",\"confirmed\":true},"
              "{\"from\":\"10.0.0.1:7000\",\"to\":\"10.0.0.3:7000\",\"confirmed\":false}]}\n");
}

TEST(AppTopologyTest, IsShownByNetAnimOnACircle)
{
    EXPECT_EQ(Example(nullptr).ToNetAnim(),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<anim ver=\"netanim-3.109\" filetype=\"animation\">\n"
              "<node id=\"0\" sysId=\"0\" locX=\"50.000\" locY=\"5.000\"/>\n"
              "<nu p=\"d\" t=\"0\" id=\"0\" descr=\"10.0.0.1:7000\"/>\n"
              "<node id=\"1\" sysId=\"0\" locX=\"88.971\" locY=\"72.500\"/>\n"
              "<nu p=\"d\" t=\"0\" id=\"1\" descr=\"10.0.0.2:7000\"/>\n"
              "<node id=\"2\" sysId=\"0\" locX=\"11.029\" locY=\"72.500\"/>\n"
              "<nu p=\"d\" t=\"0\" id=\"2\" descr=\"10.0.0.3:7000\"/>\n"
              "<link fromId=\"0\" toId=\"1\" fd=\"\" td=\"\" ld=\"\"/>\n"
              "<link fromId=\"0\" toId=\"2\" fd=\"\" td=\"\" ld=\"\"/>\n"
              "</anim>\n");
}

TEST(AppTopologyTest, OfNobodyIsEmpty)
{
    const Observer observer;
    const AppTopology topology = AppTopology::Of(observer, 1);
    EXPECT_EQ(topology.ToDot(), "digraph app1 {\n}\n");
    EXPECT_EQ(topology.ToJson(), "{\"app\":1,\"nodes\":[],\"edges\":[]}\n");
}

TEST(StatusCsvTest, HasALineForEachDirectionOfALink)
{
    StatusReport status;
    status.total = KBps(100);
    status.links = {{LEFT, Direction::Out, 0, 9, 50000, 20ms, 1},
                    {LEFT, Direction::In, 3, 0, 1000, 0ns, 0}};
    EXPECT_EQ(StatusCsvHeading() + StatusCsvRows(1500ms, ROOT, status),
              "t,node,total,up,down,peer,direction,input,output,rate,rtt_us,lost\n"
              "1.500000000,10.0.0.1:7000,100000,0,0,10.0.0.2:7000,out,0,9,50000,20000,1\n"
              "1.500000000,10.0.0.1:7000,100000,0,0,10.0.0.2:7000,in,3,0,1000,0,0\n");
    EXPECT_EQ(StatusCsvRows(0s, ROOT, {}), "0.000000000,10.0.0.1:7000,0,0,0,,,,,,,\n");
}

} // namespace
} // namespace qos
} // namespace ns3
