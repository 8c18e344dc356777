/* SPDX-License-Identifier: GPL-2.0-only */

#include "stop-signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include <array>
#include <cstdint>
#include <utility>

namespace ns3
{
namespace qos
{

StopSignals::StopSignals(std::function<void()> stop)
    : m_stop(std::move(stop)),
      m_end(eventfd(0, EFD_CLOEXEC))
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, &m_before);
    m_signals = Descriptor(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    m_thread = std::thread(&StopSignals::Wait, this);
}

StopSignals::~StopSignals()
{
    eventfd_write(m_end.Get(), 1);
    m_thread.join();
    pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

void
StopSignals::Wait()
{
    std::array<pollfd, 2> files{{{m_signals.Get(), POLLIN, 0}, {m_end.Get(), POLLIN, 0}}};
    bool isStopped = false;
    while (files[1].revents == 0)
    {
        poll(files.data(), files.size(), -1);
        signalfd_siginfo signal{};
        while (read(m_signals.Get(), &signal, sizeof(signal)) == sizeof(signal))
        {
            if (!std::exchange(isStopped, true))
            {
                m_stop();
            }
        }
    }
}

} // namespace qos
} // namespace ns3
