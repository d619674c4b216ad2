"""A replay as its page needs it: the marks of the step shown, and enough to play the steps around it in the browser."""

from collections.abc import Iterable

from engine.queries.replay_rows import Replay, Standing
from webapp.labels import element_label


def scene(replay: Replay) -> dict[str, object]:
    """`marks` are for the diagram at the step shown; `play` is what `replay.js` reads."""
    shown = replay.shown
    marks: list[dict[str, object]] = [{"element": element, "state": "done", "count": 1} for element in replay.visited]
    marks += [{"element": s.element, "state": "now", "count": s.count} for s in replay.standing]
    if shown is not None:
        marks.append({"element": shown.element, "state": "step", "count": 1})
        marks += [{"element": flow, "state": "flow", "count": 1} for flow in shown.flows]
    names = {step.element: element_label(step.name, step.kind) for step in replay.steps}
    names |= {s.element: element_label(s.name, s.kind) for s in (*replay.before, *replay.standing)}
    play = {
        "step": replay.step,
        "first": replay.first,
        "last": replay.last,
        "total": replay.total,
        "before": _counts(replay.before),
        "visited": replay.visited_before,
        "names": names,
        "steps": [
            {
                "number": step.number,
                "element": step.element,
                "happening": step.happening,
                "done": step.outcome == "completed",
                "flows": step.flows,
            }
            for step in replay.steps
        ],
    }
    return {"marks": marks, "play": play}


def _counts(standing: Iterable[Standing]) -> dict[str, int]:
    return {place.element: place.count for place in standing}
