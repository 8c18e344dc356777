# SPDX-License-Identifier: GPL-2.0-only
"""Dynamic window-constrained scheduling, the built-in scheduler `dwcs`, written in Python.

It decides exactly as its twin in C++ does, whose chapter in the documentation explains it; only it
looks at all active streams for every decision, which keeps it short.

Source: West and Schwan, ICMCS'99; West, Zhang, Schwan and Poellabauer, IEEE Transactions on
Computers 53(6), 2004; QSockets paper, section 2.2.
"""

from dataclasses import dataclass, field

from qos_overlay.schedulers import BEST_EFFORT, FOREVER, DropReason, Scheduler, Setup

_LARGEST = 2**32 - 1  # y' is a number of 32 bits


@dataclass
class Window:
    """A window constraint: of every `deadlines` consecutive deadlines `losses` may be missed."""

    original: tuple[int, int]
    losses: int
    deadlines: int
    violated: bool = False  # the next service restores the window
    position: int = 0  # deadlines that passed in the present fixed window
    missed: int = 0  # of these: missed
    completed: int = 0  # fixed windows that ended
    completed_violated: int = 0  # of these: with more than `losses` missed deadlines
    violations: int = 0  # deadlines missed without any tolerance left
    sharers: list[int] = field(default_factory=list)

    def restore(self) -> None:
        self.losses, self.deadlines = self.original

    def end_violation(self) -> None:
        if self.violated:
            self.restore()
            self.violated = False

    def end_fixed(self) -> None:
        self.completed += 1
        self.completed_violated += self.missed > self.original[0]
        self.position = self.missed = 0

    def serve(self) -> None:
        if self.deadlines > self.losses:
            self.deadlines -= 1
        elif self.losses > 0:
            self.losses -= 1
            self.deadlines -= 1
        if self.losses == 0 and self.deadlines == 0:
            self.restore()
        self.end_violation()
        if self.original[1]:
            self.position += 1
            if self.position == self.original[1]:
                self.end_fixed()

    def miss(self, count: int, increment: int) -> None:
        rest = self._spend_tolerance(count)
        if rest and self.deadlines:
            self.deadlines = min(self.deadlines + min(rest, _LARGEST) * increment, _LARGEST)
            self.violated = True
            self.violations += rest
        self._count_missed(count)

    def _spend_tolerance(self, count: int) -> int:
        while count and self.losses:
            tolerated = min(count, self.losses)
            self.losses -= tolerated
            self.deadlines -= tolerated
            count -= tolerated
            if self.deadlines == 0:
                self.restore()
                if self.losses == self.deadlines:
                    count %= self.losses  # whole windows of tolerated misses change nothing
        return count

    def _count_missed(self, count: int) -> None:
        losses, length = self.original
        if length == 0:
            return
        rest = length - self.position
        if count >= rest:
            self.missed += rest
            self.end_fixed()
            count -= rest
        whole, count = divmod(count, length)
        self.completed += whole
        self.completed_violated += whole if length > losses else 0
        self.position += count
        self.missed += count


class DwcsOrder:
    """The order of streams and the update of their windows, and nothing else."""

    def __init__(self, precedence: str = "deadline_first", violation_increment: int = 1):
        self._window_first = precedence == "window_first"
        self._increment = violation_increment
        self._windows: dict[int, Window] = {}
        self._turn_of: dict[int, int] = {}  # since which turn a head waits, 0 if there is none
        self._turn = 0
        self._ranks: dict[int, tuple[int, int, tuple]] = {}  # active: deadline, turn, key

    def window(self, stream: int) -> Window:
        return self._windows[stream]

    def open(self, stream: int, losses: int, deadlines: int) -> None:
        self._windows[stream] = Window((losses, deadlines), losses, deadlines, sharers=[stream])
        self._turn_of[stream] = 0

    def change(self, stream: int, losses: int, deadlines: int) -> None:
        window = self._windows[stream]
        window.original = losses, deadlines
        window.restore()
        window.violated = False
        window.position = window.missed = 0
        for sharer in window.sharers:
            self._rank_again(sharer)

    def close(self, stream: int) -> None:
        self.deactivate(stream)
        self._windows.pop(stream).sharers.remove(stream)

    def share(self, streams: list[int], losses: int, deadlines: int) -> None:
        window = Window((losses, deadlines), losses, deadlines)
        for stream in streams:
            self._windows[stream].sharers.remove(stream)
            self._windows[stream] = window
            window.sharers.append(stream)
        self.change(streams[0], losses, deadlines)

    def activate(self, stream: int, deadline: int) -> None:
        if self._turn_of[stream] == 0:
            self._turn += 1
            self._turn_of[stream] = self._turn
        self._place(stream, deadline, self._turn_of[stream])

    def deactivate(self, stream: int) -> None:
        self._ranks.pop(stream, None)
        self._turn_of[stream] = 0

    def is_active(self, stream: int) -> bool:
        return stream in self._ranks

    def is_idle(self) -> bool:
        return not self._ranks

    def best(self) -> int:
        return min(self._ranks, key=lambda stream: self._ranks[stream][2])

    def earliest(self) -> int:
        if not self._window_first:
            return self.best()
        return min(self._ranks, key=lambda stream: self._deadline_first(stream))

    def served(self, stream: int, after_miss: bool) -> None:
        window = self._windows[stream]
        if after_miss:  # its deadline was counted already
            window.end_violation()
        else:
            window.serve()
        self._turn_of[stream] = self._turn + 1
        self._turn += 2
        self._rank_others(stream)

    def missed(self, stream: int, count: int = 1) -> None:
        self._windows[stream].miss(count, self._increment)
        self._turn_of[stream] = self._turn
        self._rank_others(stream)

    def _rank_others(self, stream: int) -> None:
        for sharer in self._windows[stream].sharers:
            if sharer != stream:
                self._rank_again(sharer)

    def _rank_again(self, stream: int) -> None:
        if stream in self._ranks:
            deadline, turn, _ = self._ranks[stream]
            self._place(stream, deadline, turn)

    def _place(self, stream: int, deadline: int, turn: int) -> None:
        self._ranks[stream] = deadline, turn, ()
        key = self._deadline_first(stream)
        if self._window_first:
            key = (*key[1:3], deadline, *key[3:])
        self._ranks[stream] = deadline, turn, key

    def _deadline_first(self, stream: int) -> tuple:
        """The table of 2004: earliest deadline, lowest ratio, highest y' of 0, lowest x'."""
        deadline, turn, _ = self._ranks[stream]
        window = self._windows[stream]
        losses, deadlines = window.losses, window.deadlines
        if losses == 0:
            return deadline, 0.0, -deadlines, 0, turn, stream
        return deadline, losses / deadlines, 0, losses, turn, stream


@dataclass
class _Record:
    """What is kept for a stream."""

    period: int = 0
    lossy: bool = True  # late messages are dropped
    idle: bool = True  # nothing waits, nothing is expected
    head_known: bool = False  # the present head message has its deadline
    given: bool = False  # `deadline` came from the application
    overdue: bool = False  # `deadline` was missed, and no period brings another one
    begun: bool = False  # `deadline` is that of a message of this stream
    skipped: int = 0  # dropped messages behind the head, or the last one: their periods pass
    deadline: int = 0  # of the head, or that of the last one


class Dwcs(Scheduler):
    """DWCS for messages of several packets.

    Args:
        setup: the link and how much may wait.
        precedence: "deadline_first" (2004) or "window_first" (1999).
        violation_increment: added to y' when a stream without tolerance misses.
        work_conserving: False: a stream may send one message per period at most.
        meaning: what must not come after the deadline: "commence", "complete".
    """

    def __init__(
        self,
        setup: Setup,
        precedence: str = "deadline_first",
        violation_increment: int = 1,
        work_conserving: bool = True,
        meaning: str = "complete",
    ):
        super().__init__(setup)
        self._setup = setup
        self._order = DwcsOrder(precedence, violation_increment)
        self._work_conserving = work_conserving
        self._completes = meaning == "complete"
        self._records: dict[int, _Record] = {}
        self._skipped_behind: dict[int, int] = {}  # by message: as _Record.skipped
        self._waiting: dict[int, int] = {}  # streams that served their period: when the next begins

    def do_check_attributes(self, demand):
        if demand.oln > demand.old:
            raise ValueError(
                f"oln is {demand.oln} and old is {demand.old}; oln must not be larger than old"
            )

    def do_add_stream(self, stream, demand, now_ns):
        self._records[stream] = _Record()
        self._order.open(stream, demand.oln, demand.old)
        self.do_change_stream(stream, demand, now_ns)

    def do_change_stream(self, stream, demand, now_ns):
        record = self._records[stream]
        record.period = demand.period_ns
        record.lossy = demand.droppable
        self._order.change(stream, demand.oln, demand.old)
        if record.head_known:
            self._compete(stream, now_ns)

    def do_remove_stream(self, stream):
        self._waiting.pop(stream, None)
        self._order.close(stream)

    def do_link_streams(self, streams, demand):
        self.do_check_attributes(demand)
        self._order.share(streams, demand.oln, demand.old)

    def do_message_ready(self, message):
        self._skipped_behind[message] = 0

    def do_head_changed(self, queue, now_ns):
        if queue == BEST_EFFORT:
            return
        record = self._records[queue]
        head = self.head_of(queue)
        if head is None or not self.has_packet(head):
            record.idle = head is None
            record.head_known = record.head_known and head is not None
            self._order.deactivate(queue)
            self._waiting.pop(queue, None)
            return
        if not record.head_known:
            given = self.message(head).deadline_ns
            is_given = given != FOREVER
            record.deadline = given if is_given else self._next_deadline(record, now_ns)
            record.given = is_given
            record.begun = record.head_known = True
            record.skipped = self._skipped_behind[head]
            record.overdue = False
            self.set_deadline_ns(head, record.deadline)
        record.idle = False
        self._compete(queue, now_ns)

    def do_choose(self, now_ns):
        for stream, begin in sorted(self._waiting.items(), key=lambda entry: entry[::-1]):
            if begin <= now_ns:
                del self._waiting[stream]
                self._order.activate(stream, self._records[stream].deadline)
        while not self._order.is_idle():
            earliest = self._order.earliest()
            if self._is_late(earliest, now_ns):
                self._miss(earliest, now_ns)
                continue
            best = self._order.best()
            if best == earliest or not self._is_late(best, now_ns):
                return self.head_of(best)
            self._miss(best, now_ns)
        return self.head_of(BEST_EFFORT)

    def do_served(self, departure, now_ns):
        if departure.queue != BEST_EFFORT and departure.ends_message:
            record = self._records[departure.queue]
            self._order.served(departure.queue, after_miss=record.overdue)
            record.head_known = False

    def do_dropped(self, message, reason, now_ns):
        stream = message.queue
        if stream == BEST_EFFORT or reason == DropReason.STREAM_CLOSED:
            return
        record = self._records[stream]
        is_head = message.id is not None and message.id == self.head_of(stream)
        if not is_head or not record.overdue:
            self._order.missed(stream)
        if is_head:
            record.head_known = False
            return
        self._skip_periods(message)
        if self._order.is_active(stream):
            self._order.activate(stream, record.deadline)

    def do_lateness(self, message, now_ns):
        if message.queue == BEST_EFFORT or message.deadline_ns == FOREVER:
            return 0
        return now_ns + self._ahead(message.last_sent_bytes) - message.deadline_ns

    def do_next_eligible_time(self):
        return min(self._waiting.values(), default=None)

    def do_specifics(self, stream):
        window = self._order.window(stream)
        return {
            "window_losses": window.losses,
            "window_deadlines": window.deadlines,
            "windows_completed": window.completed,
            "windows_violated": window.completed_violated,
            "violations": window.violations,
        }

    def _ahead(self, count: int) -> int:
        """How long bytes take until the instant that counts."""
        return self._setup.transmission_time_ns(count) if self._completes else 0

    def _latest_start(self, stream: int, deadline: int) -> int:
        if deadline == FOREVER:
            return FOREVER
        return deadline - self._ahead(self.message(self.head_of(stream)).remaining_bytes)

    def _is_late(self, stream: int, now: int) -> bool:
        record = self._records[stream]
        return not record.overdue and self._latest_start(stream, record.deadline) < now

    @staticmethod
    def _next_deadline(record: _Record, now: int) -> int:
        if record.period == 0:
            return FOREVER
        if not record.begun or record.deadline == FOREVER:
            return now + record.period
        following = record.deadline + record.period * (1 + record.skipped)
        begins_again = record.idle or record.given or record.overdue
        return now + record.period if begins_again and following <= now else following

    def _compete(self, stream: int, now: int) -> None:
        head = self.head_of(stream)
        if head is None or not self.has_packet(head):
            return
        record = self._records[stream]
        begin = record.deadline - record.period
        has_period = record.period > 0 and record.deadline != FOREVER
        if (
            not self._work_conserving
            and has_period
            and begin > now
            and not self.message(head).has_started
        ):
            self._order.deactivate(stream)
            self._waiting[stream] = begin
        else:
            self._order.activate(stream, record.deadline)

    def _miss(self, stream: int, now: int) -> None:
        record = self._records[stream]
        head = self.message(self.head_of(stream))
        if record.lossy and head.droppable and not head.has_started:
            self.drop_message(head.id, now)
            return
        if record.given or record.period == 0:
            record.overdue = True
            self._order.missed(stream)
        else:
            late = now - self._latest_start(stream, record.deadline)
            periods = 1 + (late - 1) // record.period
            record.deadline += periods * record.period
            self._order.missed(stream, periods)
        self._order.activate(stream, record.deadline)

    def _skip_periods(self, message) -> None:
        """A message behind the head is dropped or refused: its period passes all the same."""
        queue = self.queue(message.queue)
        is_linked = message.previous is not None
        before = message.previous if is_linked else queue.tail
        periods = 1 + (self._skipped_behind[message.id] if is_linked else 0)
        if before == queue.head:
            self._records[message.queue].skipped += periods
        else:
            self._skipped_behind[before] += periods
