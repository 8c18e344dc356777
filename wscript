# SPDX-License-Identifier: GPL-2.0-only
"""The targets of CMakeLists.txt for waf, from the same lists of sources.

./waf configure [--ns3-prefix=DIR] [--profile=debug], ./waf build, ./waf test
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path.cwd()  # waf enters this folder before it reads this file
APPNAME = "qos-overlay"
VERSION = (ROOT / "VERSION").read_text().strip()
top = "."
out = "build/waf"

PROFILES = {"release": ["-O2", "-g", "-DNDEBUG"], "debug": ["-O0", "-g", "-DNS3_ASSERT_ENABLE"]}
OLDEST_NS3_MINOR = 37


def listed(folder, name="sources.txt", suffix=""):
    """The entries of a list of sources or modules; the rest of its lines are comments."""
    lines = (ROOT / folder / name).read_text().splitlines()
    return [line for line in lines if re.match("[a-z]", line) and line.endswith(suffix)]


def files(folder, pattern):
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / folder).glob(pattern))


def options(opt):
    opt.load("compiler_cxx python")
    opt.add_option("--ns3-prefix", default="/usr", help="where ns-3 is [default: /usr]")
    opt.add_option("--profile", default="release", choices=sorted(PROFILES))


def configure(conf):
    conf.load("compiler_cxx python")
    minor = find_ns3(conf, Path(conf.options.ns3_prefix).resolve())
    standard = 23 if minor >= 46 else 20 if minor >= 41 else 17
    conf.env.NS3_MINOR = minor
    conf.env.append_value("CXXFLAGS", [f"-std=c++{standard}", *PROFILES[conf.options.profile]])
    conf.env.append_value("CXXFLAGS", ["-Wall", "-Wextra", "-Wshadow", "-Wconversion"])
    if conf.check_cxx(cxxflags="-fno-semantic-interposition", mandatory=False):
        conf.env.append_value("CXXFLAGS", ["-fno-semantic-interposition"])
    if conf.check_cxx(linkflags="-Wl,-Bsymbolic-functions", mandatory=False):
        conf.env.append_value("LINKFLAGS", ["-Wl,-Bsymbolic-functions"])
    # Experiments register themselves when their library is loaded: it is needed even where no
    # symbol of it is.
    conf.env.append_value("LINKFLAGS", ["-Wl,--no-as-needed"])
    conf.env.append_value("RPATH", [conf.bldnode.make_node("lib").abspath()])

    conf.env.CXXFLAGS_EIGEN = ["-isystem", "/usr/include/eigen3"]
    conf.check_cxx(features="cxx", header_name="Eigen/Core", use="EIGEN")
    conf.check_cxx(features="cxx", header_name="nlohmann/json.hpp")
    find_isal(conf)
    conf.check_python_headers(features="pyext")
    conf.check_cxx(features="cxx", header_name="pybind11/pybind11.h", use="PYEXT")
    conf.check_cxx(lib=["gtest_main", "gmock", "gtest"], uselib_store="GTEST", mandatory=False)
    conf.check_cxx(lib=["benchmark_main", "benchmark"], uselib_store="BENCHMARK", mandatory=False)


def find_isal(conf):
    """Stores ISA-L as ISAL; without it, the module has only erasure codes that need no library."""
    use = (
        "#include <isa-l/erasure_code.h>\nint main() { ec_init_tables(0, 0, nullptr, nullptr); }\n"
    )
    found = conf.check_cxx(
        msg="Checking for ISA-L", fragment=use, lib="isal", uselib_store="ISAL", mandatory=False
    )
    if found:
        conf.env.DEFINES_ISAL = ["QOS_HAS_ISAL"]


def find_ns3(conf, prefix):
    """Stores ns-3 as NS3 and returns its minor version; see cmake/Ns3.cmake for the reasons."""
    conf.start_msg("Checking for ns-3")
    header = prefix / "include/ns3/deprecated.h"
    if not header.exists():
        conf.fatal(f"There is no ns-3 at {prefix}: it has no include/ns3/deprecated.h")
    releases = re.findall(r"define NS_DEPRECATED_3_(\d+)", header.read_text())
    minor = max(int(release) for release in releases)
    if minor < OLDEST_NS3_MINOR:
        conf.fatal(f"ns-3.{minor} at {prefix} is too old: 3.{OLDEST_NS3_MINOR} or newer is needed")

    libraries = []
    for module in listed("src/qos-overlay", "ns3-modules.txt"):
        library = find_library(prefix, module)
        if not library:
            conf.fatal(f"ns-3 at {prefix} was built without its module {module}")
        libraries.append(library)
    conf.env.LIB_NS3 = [library.name[len("lib") : -len(".so")] for library in libraries]
    conf.env.LIBPATH_NS3 = conf.env.RPATH_NS3 = [str(libraries[0].parent)]
    if prefix != Path("/usr"):
        conf.env.CXXFLAGS_NS3 = ["-isystem", str(prefix / "include")]
    if b"\0RngSeedManager\0" in libraries[0].read_bytes():
        conf.env.DEFINES_NS3 = ["NS3_LOG_ENABLE"]
    conf.end_msg(f"3.{minor} at {prefix}")
    return minor


def find_library(prefix, module):
    profile = "(-(default|debug|release|optimized|relwithdebinfo|minsizerel))?"
    name = re.compile(rf"libns3(\.\d+|-dev)?-{module}{profile}\.so")
    paths = sorted(prefix.glob("lib*/**/libns3*.so"))
    return next((path for path in paths if name.fullmatch(path.name)), None)


def build(bld):
    build_module(bld)
    build_experiments(bld)
    build_python(bld)
    for source in files("scratch", "*.cc"):
        build_program(bld, "scratch", [source])
    if bld.env.LIB_BENCHMARK:
        for source in files("bench", "*.cc"):
            shared = files("bench", "*/*.cc")
            build_program(bld, "bench", [source, *shared], use="BENCHMARK ISAL")
    if bld.env.LIB_GTEST:
        build_tests(bld)


def build_module(bld):
    headers = listed("src/qos-overlay", suffix=".h")
    names = sorted(Path(header).name for header in headers)
    for header in headers:
        copy(bld, f"src/qos-overlay/{header}", f"include/ns3/{Path(header).name}")
    includes = "".join(f'#include "ns3/{name}"\n' for name in names)
    write = lambda task: task.outputs[0].write(includes)
    bld(rule=write, target="include/ns3/qos-overlay-module.h")
    # The headers above are in place before anything is compiled.
    bld.add_group()
    bld.shlib(
        name="qos-overlay",
        target="lib/qos-overlay",
        source=[f"src/qos-overlay/{source}" for source in listed("src/qos-overlay", suffix=".cc")],
        includes="include",
        export_includes="include",
        use="NS3 EIGEN ISAL",
    )


def build_experiments(bld):
    sources = listed("examples", suffix=".cc")
    bld.shlib(
        name="qos-experiments",
        target="lib/qos-experiments",
        source=[f"examples/{source}" for source in sources],
        defines=[f'QOS_VERSION="{VERSION}"'],
        includes="examples/program",
        export_includes="examples/program",
        use="qos-overlay NS3",
    )
    for source in sources:
        if "/" not in source:
            name = Path(source).stem
            bld.program(
                name=name,
                target=f"examples/{name}",
                source="examples/program/main.cc",
                defines=[f'QOS_EXPERIMENT="{name}"'],
                use="qos-experiments qos-overlay NS3",
            )


def build_python(bld):
    for source in files("python/qos_overlay", "**/*"):
        if "__pycache__" not in source and (ROOT / source).is_file():
            copy(bld, source, source)
    bindings = "src/qos-overlay/bindings"
    bld.shlib(
        features="pyext",
        name="_core",
        target="python/qos_overlay/_core",
        source=[f"{bindings}/{source}" for source in listed(bindings, suffix=".cc")],
        use="qos-experiments qos-overlay NS3",
    )


def build_tests(bld):
    parts = {Path(source).parent for source in files("test", "*/*.cc")}
    for part in sorted(parts - {Path("test/fuzz")}):
        bld.program(
            name=f"qos-test-{part.name}",
            target=f"test/qos-test-{part.name}",
            source=files(part, "*.cc") + files("test", "*.cc"),
            defines=[f"QOS_CONFIGURED_NS3_MINOR={bld.env.NS3_MINOR}"],
            includes="test",
            use="qos-experiments qos-overlay NS3 GTEST",
        )
    bld.shlib(
        name="qos-test-preload",
        target="lib/qos-test-experiment",
        source="test/experiment/md1-queue-experiment.cc",
        use="qos-overlay NS3",
    )


def build_program(bld, folder, sources, use=""):
    name = Path(sources[0]).stem
    bld.program(
        name=f"{folder}-{name}",
        target=f"{folder}/{name}",
        source=sources,
        use=f"qos-experiments qos-overlay NS3 {use}",
    )


def copy(bld, source, target):
    bld(features="subst", is_copy=True, source=source, target=target)


def test(ctx):
    "runs the tests that were built"
    built = ROOT / out
    commands = [[str(program)] for program in sorted((built / "test").glob("qos-test-*"))]
    folders = {Path(script).parent for script in files("test", "*/test_*.py")}
    for folder in sorted(folders - {Path("test/build")}):  # that one examines what CMake built
        commands.append([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", folder])
    environment = {**os.environ, "PYTHONPATH": str(built / "python"), "QOS_BUILD": str(built)}
    statuses = [subprocess.run(command, env=environment).returncode for command in commands]
    if any(statuses) or not statuses:
        ctx.fatal(f"{len(statuses) - statuses.count(0)} of {len(statuses)} test programs failed")


if __name__ == "__main__":
    print(__doc__)
