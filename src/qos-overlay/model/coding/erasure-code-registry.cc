/* SPDX-License-Identifier: GPL-2.0-only */

#include "erasure-code-registry.h"

#include "counting-erasure-code.h"
#include "isal-erasure-code.h"
#include "plain-erasure-code.h"

namespace ns3
{
namespace qos
{

ErasureCodeRegistry&
ErasureCodes()
{
    static ErasureCodeRegistry registry = [] {
        ErasureCodeRegistry builtIn("erasure code");
        if (MakeIsalErasureCode())
        {
            builtIn.Register(ISAL_ERASURE_CODE, [](const ErasureCodeSetup& /* setup */) {
                return MakeIsalErasureCode();
            });
        }
        builtIn.Register(PlainErasureCode::NAME, [](const ErasureCodeSetup& /* setup */) {
            return std::make_unique<PlainErasureCode>();
        });
        builtIn.Register(CountingErasureCode::NAME, [](const ErasureCodeSetup& /* setup */) {
            return std::make_unique<CountingErasureCode>();
        });
        return builtIn;
    }();
    return registry;
}

std::string
DefaultErasureCode()
{
    return MakeIsalErasureCode() ? ISAL_ERASURE_CODE : PlainErasureCode::NAME;
}

} // namespace qos
} // namespace ns3
