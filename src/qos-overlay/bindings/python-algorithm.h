/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PYTHON_ALGORITHM_H
#define QOS_PYTHON_ALGORITHM_H

#include "ns3/algorithm.h"
#include "ns3/engine-api.h"

#include <pybind11/pybind11.h>

#include <memory>

/**
 * @file
 * Overlay algorithms that are written in Python, and what they see.
 */

namespace ns3
{
namespace qos
{

/** A message as Python has it. */
struct PythonMessage
{
    pybind11::object network; //!< to which its memory belongs: it goes after the message
    MessagePtr message;       //!< the message
};

/** An engine as Python has it: only while it calls the algorithm. */
class PythonEngine
{
  public:
    /** @param network of the engine */
    explicit PythonEngine(pybind11::handle network)
        : m_network(network)
    {
    }

    /**
     * @return the engine
     * @throws std::runtime_error if it does not call the algorithm at this time
     */
    EngineApi& Get() const;

    /** @param engine that calls the algorithm; null if it does not any more */
    void Set(EngineApi* engine)
    {
        m_engine = engine;
    }

    /**
     * @param message any message of the engine
     * @return as Python has it
     */
    PythonMessage Wrap(MessagePtr message) const;

  private:
    pybind11::handle m_network;    //!< outlives the engine
    EngineApi* m_engine = nullptr; //!< see Get()
};

/** Lets an object of Python be the algorithm of a node. */
class PythonAlgorithm : public Algorithm
{
  public:
    /**
     * @param process a method: `process(message, engine)`
     * @param network of the node; outlives this
     * @param failed is set to the node when the method fails; lives longer
     */
    PythonAlgorithm(pybind11::object process, pybind11::handle network, NodeId& failed);

    Verdict Process(const MessagePtr& message, EngineApi& engine) override;

    /**
     * Let Python find cycles.
     * @param visit is told of each object that is held
     * @param argument handed on
     * @return 0, or what visit() said
     */
    int Traverse(visitproc visit, void* argument) const;

  private:
    pybind11::object m_process;             //!< the method that decides
    std::shared_ptr<PythonEngine> m_engine; //!< what it sees
    pybind11::object m_seen;                //!< the same, for Python
    NodeId& m_failed;                       //!< see the constructor
};

/**
 * Let what Python gave decide for one node.
 * @param algorithm of C++, or an object with a method `process`
 * @param network of the node; outlives the algorithm
 * @param failed is set to the node when the method fails; lives longer
 * @return decides
 * @throws ParameterError if it is neither, or has a node already
 */
std::unique_ptr<Algorithm> AdaptAlgorithm(const pybind11::object& algorithm,
                                          pybind11::handle network,
                                          NodeId& failed);

} // namespace qos
} // namespace ns3

#endif // QOS_PYTHON_ALGORITHM_H
