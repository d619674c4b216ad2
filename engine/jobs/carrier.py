"""Chooses who carries the jobs, as the settings say."""

import signal
import threading
from collections.abc import Callable
from typing import Protocol

from engine.bootstrap import Engine
from engine.jobs.embedded import Embedded
from engine.jobs.queue import Queue


class Carrier(Protocol):
    """Something that sees to it that jobs are done."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def start_carrier(engine: Engine) -> Carrier:
    """The carrier of a serving process, started: the embedded runner, or only the enqueuing side of the queue."""
    carrier: Carrier = Queue(engine) if engine.settings.carrier == "procrastinate" else Embedded(engine)
    carrier.start()
    return carrier


def run_worker(engine: Engine, tell: Callable[[], None] = lambda: None) -> None:
    """Carries jobs in this process until it is told to end (SIGTERM, SIGINT), finishing the job in hand. Calls `tell` when it
    begins."""
    if engine.settings.carrier == "procrastinate":
        queue = Queue(engine)
        queue.start()
        tell()
        queue.work()
        return
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    embedded = Embedded(engine)
    embedded.start()
    tell()
    stopped.wait()
    embedded.stop()
