"""When: timers' durations, dates and cycles, and a task's due time."""

import re
from dataclasses import dataclass
from datetime import date

from lxml import etree

from engine.importing.dialects import said, zeebe
from engine.importing.editing import Diagram, extend, full_text, is_translated, set_text
from engine.importing.expressions import Translator, inside, place_id
from engine.importing.juel import has_expression, quoted
from engine.importing.report import Report, What
from engine.model.calendar import shift
from engine.spiff.timers import cycle_of, duration_of, instant_of
from engine.spiff.xml import BPMN, our

TIMES = {"timeDuration": duration_of, "timeDate": instant_of, "timeCycle": cycle_of}
_CRON = re.compile(r"[\d*?/,\-LW#]+(\s+[\d*?/,\-A-Za-z#]+){4,6}")
_JAVA_FROM_NOW = re.compile(
    r"[$#]\{\s*(?:dateTime|now)\(\)\.plus(Days|Weeks|Months)\((\d{1,4})\)(?:\.toDate\(\))?\s*\}"
)
_FROM_NOW = re.compile(r'=?\s*(?:now|today)\(\)\s*\+\s*duration\(\s*"(P[^"]+)"\s*\)')


@dataclass(eq=False)
class Times:
    """Every time in a model."""

    report: Report
    translator: Translator

    def timers(self, diagram: Diagram) -> None:
        """ISO text gets the quotes that FEEL asks for; expressions are translated."""
        for event in diagram.root.iter(f"{{{BPMN}}}timerEventDefinition"):
            for name, reads in TIMES.items():
                for part in event.iter(f"{{{BPMN}}}{name}"):
                    text = "" if is_translated(part) else full_text(part)
                    feel = self._time(text, reads, diagram, part) if text else None
                    if feel is not None and feel != text:
                        set_text(part, feel)
                        self.report.add(
                            What.MAPPED, "timer", diagram.path, place_id(part.getparent()), text=text, feel=feel
                        )

    def due(self, diagram: Diagram, task: etree._Element) -> None:
        """A user task's due date. A period counts from when the task opens, there as here."""
        told = zeebe(task, "taskSchedule")
        text = (told.get("dueDate") or "").strip() if told is not None else said(task, "dueDate")
        if told is not None and told.get("followUpDate"):
            self._say(What.DROPPED, "follow_up", diagram, task)
        if not text or our(task, "due") is not None:
            return
        after, java = _FROM_NOW.fullmatch(text), _JAVA_FROM_NOW.fullmatch(text)
        period = after[1] if after else f"P{java[2]}{java[1][0]}" if java else text
        if _is_days(period):
            extend(task, "due", after=period)
            self._say(What.MAPPED, "due", diagram, task, text=text, feel=period)
            return
        if has_expression(text) or (text.startswith("=") and not after):
            feel = self.translator.expression(text, diagram, inside(task))
        else:
            feel = quoted(text) if _reads(instant_of, text) else None
            if feel is None:
                self._say(What.PROBLEM, "due_unclear", diagram, task, text=text)
        if feel is not None:
            extend(task, "due", date=feel)
            self._say(What.MAPPED, "due", diagram, task, text=text, feel=feel)

    def _time(self, text: str, reads: object, diagram: Diagram, part: etree._Element) -> str | None:
        if text.startswith("=") or has_expression(text):
            return self.translator.expression(text, diagram, inside(part))
        if _reads(reads, text):
            return quoted(text)
        if _CRON.fullmatch(text):
            self._say(What.PROBLEM, "timer_cron", diagram, part, text=text)
        elif not (text.startswith('"') or diagram.native):
            self._say(What.PROBLEM, "timer_unclear", diagram, part, text=text)
        return None

    def _say(self, what: What, code: str, diagram: Diagram, place: etree._Element, **params: str) -> None:
        self.report.add(what, code, diagram.path, place_id(place), **params)


def _reads(reader: object, text: str) -> bool:
    try:
        reader(text)  # type: ignore[operator]
    except (ValueError, OverflowError):
        return False
    return True


def _is_days(text: str) -> bool:
    try:
        shift(date(2026, 1, 1), text)
    except (ValueError, OverflowError):
        return False
    return not text.startswith("-")
