/* SPDX-License-Identifier: GPL-2.0-only */

#include "classifier-registry.h"

#include "dscp-classifier.h"
#include "five-tuple-classifier.h"
#include "mpeg-classifier.h"
#include "rtp-classifier.h"
#include "size-classifier.h"

namespace ns3
{
namespace qos
{

namespace
{

/**
 * Register a classifier under its name.
 * @tparam T the classifier
 * @param registry gets it
 */
template <typename T>
void
Add(ClassifierRegistry& registry)
{
    registry.Register(T::NAME,
                      [](const ClassifierSetup& setup) { return std::make_unique<T>(setup); });
}

} // namespace

ClassifierRegistry&
Classifiers()
{
    static ClassifierRegistry registry = [] {
        ClassifierRegistry builtIn("classifier");
        Add<FiveTupleClassifier>(builtIn);
        Add<SizeClassifier>(builtIn);
        Add<DscpClassifier>(builtIn);
        Add<RtpClassifier>(builtIn);
        Add<MpegClassifier>(builtIn);
        return builtIn;
    }();
    return registry;
}

} // namespace qos
} // namespace ns3
