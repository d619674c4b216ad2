"""What happens without anybody asking: due timers and undelivered messages, and the two carriers that see to it."""

from engine.jobs.carrier import Carrier, run_worker, start_carrier

__all__ = ["Carrier", "run_worker", "start_carrier"]
