/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DWCS_ALGORITHM_H
#define QOS_DWCS_ALGORITHM_H

#include "packet-arrival.h"

#include "ns3/indexed-heap.h"

#include <vector>

namespace ns3
{
namespace qos
{

/** A window constraint: of every `deadlines` consecutive deadlines, at most `losses` may be missed.
 * 0/0 means plain EDF. */
struct LossWindow
{
    uint32_t losses = 0;    //!< x, the paper's oln
    uint32_t deadlines = 0; //!< y, the paper's old

    /**
     * @param other another window
     * @return whether both are the same
     */
    bool operator==(const LossWindow& other) const
    {
        return losses == other.losses && deadlines == other.deadlines;
    }
};

/**
 * @ingroup qos-scheduler
 * Dynamic window-constrained scheduling: the order of streams and the update of their windows, and
 * nothing else.
 *
 * Streams that have something to send are active, with the deadline of their head message. The
 * order among them is one of the two published precedence tables; every served or missed deadline
 * changes the window of its stream and so its place. Streams may share one window, and with it one
 * loss budget.
 *
 * Every operation costs O(log n) of the active streams (times the sharers of a window). The tables
 * hold streams and not packets, because a missed deadline changes the rank of what is queued
 * already.
 *
 * Source: West and Schwan, ICMCS'99 (window-first table); West, Zhang, Schwan and Poellabauer, IEEE
 * Transactions on Computers 53(6), 2004 (deadline-first table, update rules).
 */
class DwcsAlgorithm
{
  public:
    /** Which of the two published tables decides. */
    enum class Precedence : uint8_t
    {
        DeadlineFirst, //!< 2004: earliest deadline, then lowest window ratio
        WindowFirst    //!< 1999: lowest window ratio, then earliest deadline
    };

    /** The knobs. */
    struct Params
    {
        Precedence precedence =
            Precedence::DeadlineFirst; //!< the later table, which handles equal periods as well
        uint32_t violationIncrement =
            1; //!< added to y' when a stream without tolerance misses: lifts it above its peers
    };

    /** What happened to a window since its stream was opened. */
    struct History
    {
        uint64_t windowsCompleted = 0; //!< fixed windows of y consecutive deadlines that ended
        uint64_t windowsViolated = 0;  //!< of these: with more than x missed deadlines
        uint64_t violations = 0;       //!< deadlines missed without any tolerance left
    };

    /** @param params the knobs */
    explicit DwcsAlgorithm(const Params& params);

    /**
     * Open a stream with a window of its own.
     * @param stream a stream that is not open
     * @param window its constraint
     */
    void Open(StreamId stream, LossWindow window);

    /**
     * Give a stream a new constraint, which applies at once: the current window becomes the new
     * one. A shared window changes for all its streams.
     * @param stream an open stream
     * @param window its new constraint
     */
    void Change(StreamId stream, LossWindow window);

    /**
     * Close a stream.
     * @param stream an open stream
     */
    void Close(StreamId stream);

    /**
     * Let streams share one new window.
     * @param streams open streams
     * @param window the common constraint
     */
    void Share(const std::vector<StreamId>& streams, LossWindow window);

    /**
     * The head message of a stream competes from now on; also to be called after Served() and
     * Missed(), with the next deadline. Among streams of equal rank the one that waits longest goes
     * first; streams that missed a deadline since the same service go in the order of their
     * numbers.
     * @param stream an open stream
     * @param deadline the deadline of its head message
     */
    void Activate(StreamId stream, Nanoseconds deadline);

    /**
     * A stream has nothing to send.
     * @param stream an open stream
     */
    void Deactivate(StreamId stream);

    /**
     * @param stream a stream
     * @return whether it competes
     */
    bool IsActive(StreamId stream) const
    {
        return m_byDeadline.Contains(stream);
    }

    /** @return whether no stream competes */
    bool IsIdle() const
    {
        return m_byDeadline.IsEmpty();
    }

    /** @return the stream that goes first by the precedence table; some stream must be active */
    StreamId Best() const;

    /** @return the active stream with the earliest deadline; some stream must be active */
    StreamId Earliest() const
    {
        return m_byDeadline.Top();
    }

    /**
     * @param stream an active stream
     * @return its deadline
     */
    Nanoseconds DeadlineOf(StreamId stream) const
    {
        return m_byDeadline.KeyOf(stream).deadline;
    }

    /**
     * The head message of a stream was sent. Follow with Activate() or Deactivate().
     * @param stream an open stream
     */
    void Served(StreamId stream);

    /**
     * The head message of a stream was sent, and its only deadline was counted by Missed() before.
     * It is not counted again; but as every service it ends the precedence that violations gave to
     * the stream, so that no stream keeps the link by being late. Follow with Activate() or
     * Deactivate().
     * @param stream an open stream
     */
    void ServedAfterMiss(StreamId stream);

    /**
     * Deadlines of a stream passed without service. Takes the same time for any number of them.
     * Follow with Activate() or Deactivate().
     * @param stream an open stream
     * @param deadlines how many, at least 1
     * @return whether this violated the window constraint
     */
    bool Missed(StreamId stream, uint64_t deadlines = 1);

    /**
     * @param stream an open stream
     * @return its constraint
     */
    LossWindow Original(StreamId stream) const
    {
        return WindowOf(stream).original;
    }

    /**
     * @param stream an open stream
     * @return its current window x'/y'
     */
    LossWindow Current(StreamId stream) const
    {
        return WindowOf(stream).current;
    }

    /**
     * @param stream an open stream
     * @return what happened to its window
     */
    const History& HistoryOf(StreamId stream) const
    {
        return WindowOf(stream).history;
    }

  private:
    /** What an active stream is ordered by. */
    struct Rank
    {
        Nanoseconds deadline{0}; //!< of the head message
        LossWindow window;       //!< current window x'/y'
        uint64_t turn = 0;       //!< first come, first served; see m_turnOf

        /**
         * Compare window ratios without division; 0/0 counts as 0.
         * @param other another rank
         * @return negative, 0, positive as this ratio is smaller, equal, larger
         */
        int CompareRatio(const Rank& other) const;
    };

    /** The table of 2004. */
    struct DeadlineFirst
    {
        /**
         * Decided here if it can be: in a heap, a call costs more than the comparison.
         * @param a a rank
         * @param b another rank
         * @return whether a goes before b
         */
        bool operator()(const Rank& a, const Rank& b) const
        {
            return a.deadline != b.deadline ? a.deadline < b.deadline : BreakTie(a, b);
        }

        /**
         * @param a a rank
         * @param b another rank with the same deadline
         * @return whether a goes before b
         */
        static bool BreakTie(const Rank& a, const Rank& b);
    };

    /** The table of 1999. */
    struct WindowFirst
    {
        /**
         * @param a a rank
         * @param b another rank
         * @return whether a goes before b
         */
        bool operator()(const Rank& a, const Rank& b) const;
    };

    /** A window and its history. */
    struct Window
    {
        LossWindow original;           //!< x/y
        LossWindow current;            //!< x'/y'
        bool violated = false;         //!< the violation tag: the next service restores the window
        uint32_t position = 0;         //!< deadlines that passed in the present fixed window
        uint32_t missed = 0;           //!< of these: missed
        History history;               //!< since it was opened
        std::vector<StreamId> sharers; //!< the streams that have it
    };

    /**
     * @param stream an open stream
     * @return its window
     */
    const Window& WindowOf(StreamId stream) const
    {
        return m_windows[m_windowOf[stream]];
    }

    /**
     * @param stream an open stream
     * @return its window
     */
    Window& WindowOf(StreamId stream)
    {
        return m_windows[m_windowOf[stream]];
    }

    /**
     * @param window a constraint
     * @return the index of a new window with it
     */
    uint32_t NewWindow(LossWindow window);

    /**
     * Take a stream out of its window; the window goes with its last stream.
     * @param stream an open stream
     */
    void LeaveWindow(StreamId stream);

    /**
     * A stream is served: it goes behind those that wait.
     * @param stream the stream
     */
    void TakeTurn(StreamId stream);

    /**
     * Undo what violations did to a window.
     * @param window the window
     */
    static void EndViolation(Window& window);

    /**
     * Count a deadline that was met in the fixed window it belongs to.
     * @param window the window
     */
    static void CountMet(Window& window);

    /**
     * Count missed deadlines in the fixed windows they belong to.
     * @param window the window
     * @param deadlines how many
     */
    static void CountMissed(Window& window, uint64_t deadlines);

    /**
     * The last deadline of a fixed window was counted.
     * @param window the window
     */
    static void EndFixedWindow(Window& window);

    /**
     * Use up the tolerance of a window.
     * @param window the window
     * @param deadlines missed deadlines
     * @return how many of them it does not tolerate
     */
    static uint64_t SpendTolerance(Window& window, uint64_t deadlines);

    /**
     * Violate a window.
     * @param window a window without any tolerance left, not that of 0/0
     * @param deadlines missed deadlines
     */
    void Violate(Window& window, uint64_t deadlines) const;

    /**
     * A window changed: the other streams that share it change their places.
     * @param stream the stream that caused it, whose own place follows with Activate()
     */
    void RankSharers(StreamId stream);

    /**
     * Put an active stream where its rank belongs.
     * @param stream the stream
     * @param rank its rank
     */
    void Place(StreamId stream, const Rank& rank);

    Params m_params;                     //!< the knobs
    std::vector<Window> m_windows;       //!< pool of windows
    std::vector<uint32_t> m_freeWindows; //!< unused slots in m_windows
    std::vector<uint32_t> m_windowOf;    //!< stream -> its window
    std::vector<uint64_t> m_turnOf; //!< stream -> since which turn its head waits, 0 if it has none
    IndexedHeap<Rank, DeadlineFirst> m_byDeadline; //!< all active streams
    IndexedHeap<Rank, WindowFirst> m_byWindow;     //!< the same, used only with the table of 1999
    uint64_t m_turn = 0; //!< counts arrivals at idle streams, and services twice
};

} // namespace qos
} // namespace ns3

#endif // QOS_DWCS_ALGORITHM_H
