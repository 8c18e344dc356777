/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TRACE_ERROR_MODEL_H
#define QOS_TRACE_ERROR_MODEL_H

#include "loss-error-model.h"

#include "ns3/loss-trace.h"
#include "ns3/nstime.h"

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Loses what was lost in a trace, from an offset on and again and again (TraceLoss). Traces come
 * from a file (see LossTrace for its form) or from the program.
 */
class TraceErrorModel : public LossErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TraceErrorModel();

    /** @param trace in place of that in the file; many models may share it */
    void SetTrace(std::shared_ptr<const LossTrace> trace);

    std::unique_ptr<LossProcess> MakeProcess() const override;

  private:
    /** @param path of a trace */
    void SetFile(std::string path);

    /** @return the path of the trace */
    std::string GetFile() const;

    std::string m_file;                       //!< attribute File
    uint64_t m_offset = 0;                    //!< attribute Offset
    Time m_timeOffset;                        //!< attribute TimeOffset
    std::shared_ptr<const LossTrace> m_trace; //!< null if it comes from the file
};

} // namespace qos
} // namespace ns3

#endif // QOS_TRACE_ERROR_MODEL_H
