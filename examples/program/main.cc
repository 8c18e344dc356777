/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The program of one experiment; the build names it in QOS_EXPERIMENT.
 */

#include "command-line.h"

#include <cstdlib>
#include <exception>
#include <iostream>

int
main(int argc, char** argv)
{
    // ns-3 has told on stderr what was wrong when it terminates; that is a failed run like any
    // other.
    std::set_terminate([] { std::_Exit(ns3::qos::EXIT_RUN_FAILED); });
    return ns3::qos::RunProgram(QOS_EXPERIMENT, {argv + 1, argv + argc}, std::cout, std::cerr);
}
