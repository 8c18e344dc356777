/* SPDX-License-Identifier: GPL-2.0-only */

#include "diagnosis-text.h"

#include "ns3/interface-doctor.h"

#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param os takes the lines
 * @param about what they are about
 * @param findings of it
 * @return whether nothing has to be done
 */
bool
PrintFindings(std::ostream& os, const std::string& about, const std::vector<Finding>& findings)
{
    bool isSound = true;
    for (const Finding& finding : findings)
    {
        isSound = isSound && finding.isSound;
        os << (finding.isSound ? "ok    " : "wrong ") << about << ": " << finding.what << "\n";
        if (!finding.remedy.empty())
        {
            os << "      -> " << finding.remedy << "\n";
        }
    }
    return isSound;
}

} // namespace

bool
PrintDiagnosis(std::ostream& os, const RealNetwork& network)
{
    bool isSound = PrintFindings(os, "host", DiagnoseHost());
    for (const auto& [name, end] : network.ends)
    {
        isSound = PrintFindings(os, "end " + name, DiagnoseEnd(end)) && isSound;
    }
    return isSound;
}

} // namespace qos
} // namespace ns3
