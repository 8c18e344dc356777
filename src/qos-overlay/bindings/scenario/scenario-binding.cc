/* SPDX-License-Identifier: GPL-2.0-only */

#include "scenario-binding.h"

#include "network-binding.h"
#include "scenario-cm.h"
#include "scenario-flow.h"
#include "scenario-host.h"
#include "scenario-link.h"
#include "scenario-overlay.h"
#include "scenario-overqos.h"
#include "scenario-qsocket.h"
#include "scenario-socket.h"
#include "simulated-world.h"

namespace ns3
{
namespace qos
{

namespace py = pybind11;

void
BindScenario(py::module_& module)
{
    module.doc() = "Simulations of packets. Use qos_overlay.scenario.";
    BindLink(module);
    HostClass host = BindHost(module);
    BindSockets(module, host);
    BindQSockets(module, host);
    BindCm(module, host);
    BindFlows(module, host);
    BindOverlayNodes(module, host);
    BindNetworks(module);
    BindOverqos(module);
    // callbacks of Python must not outlive Python
    py::module_::import("atexit").attr("register")(py::cpp_function(&SimulatedWorld::End));
}

} // namespace qos
} // namespace ns3
