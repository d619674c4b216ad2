"""Models in which something happens, built from a few lines, and a player that hears and says it."""

from uuid import UUID

from engine.model.advance import Advance, OpenedSubscription, ThrownMessage
from engine.spiff import catch, recheck
from engine.spiff import state as states
from engine.spiff.places import Places
from engine.spiff.report import waiting
from tests.integration.models import END, START, chain, model
from tests.unit.spiff.playing import Play

DECLARED = (
    '<bpmn:message id="m_svar" name="svar"/><bpmn:message id="m_ny" name="ny"/><bpmn:signal id="s_stengt" name="stengt"/>'
    '<bpmn:signal id="s_apnet" name="apnet"/><bpmn:error id="f_avslag" name="Avslått" errorCode="AVSLAG"/>'
    '<bpmn:error id="f_tomt" name="Tomt" errorCode="TOMT"/><bpmn:escalation id="k_dyrt" escalationCode="DYRT"/>'
    '<bpmn:escalation id="k_sent" escalationCode="SENT"/>'
)
MESSAGE = '<bpmn:messageEventDefinition messageRef="m_svar"/>'
SIGNAL = '<bpmn:signalEventDefinition signalRef="s_stengt"/>'
TIMER = '<bpmn:timerEventDefinition><bpmn:timeDuration>"P1D"</bpmn:timeDuration></bpmn:timerEventDefinition>'
ERROR = '<bpmn:errorEventDefinition errorRef="f_avslag"/>'
EMPTY = '<bpmn:errorEventDefinition errorRef="f_tomt"/>'
ANY_ERROR = "<bpmn:errorEventDefinition/>"
ESCALATION = '<bpmn:escalationEventDefinition escalationRef="k_dyrt"/>'
LATE = '<bpmn:escalationEventDefinition escalationRef="k_sent"/>'
ANY_ESCALATION = "<bpmn:escalationEventDefinition/>"
COMPENSATE = "<bpmn:compensateEventDefinition/>"
CANCEL = "<bpmn:cancelEventDefinition/>"
TERMINATE = "<bpmn:terminateEventDefinition/>"


def condition(text: str) -> str:
    return f"<bpmn:conditionalEventDefinition><bpmn:condition>{text}</bpmn:condition></bpmn:conditionalEventDefinition>"


def link(name: str) -> str:
    return f'<bpmn:linkEventDefinition name="{name}"/>'


def undo(ref: str, more: str = "") -> str:
    return f'<bpmn:compensateEventDefinition activityRef="{ref}"{more}/>'


def event(tag: str, id: str, inner: str = "", more: str = "") -> str:
    return f'<bpmn:{tag} id="{id}"{more}>{inner}</bpmn:{tag}>'


def catches(id: str, inner: str) -> str:
    return event("intermediateCatchEvent", id, inner)


def throws(id: str, inner: str) -> str:
    return event("intermediateThrowEvent", id, inner)


def begins(id: str, inner: str = "", *, stops: bool = True) -> str:
    return event("startEvent", id, inner, "" if stops else ' isInterrupting="false"')


def ends(id: str, inner: str = "") -> str:
    return event("endEvent", id, inner)


def border(id: str, on: str, inner: str, *, stops: bool = True) -> str:
    return event("boundaryEvent", id, inner, f' attachedToRef="{on}" cancelActivity="{str(stops).lower()}"')


def sub(id: str, inner: str, *, tag: str = "subProcess", more: str = "", loop: str = "") -> str:
    return f'<bpmn:{tag} id="{id}"{more}>{loop}{inner}</bpmn:{tag}>'


def beside(id: str, inner: str) -> str:
    """An event subprocess."""
    return sub(id, inner, more=' triggeredByEvent="true"')


def undoes(handler: str, activity: str, *, tag: str = "userTask") -> str:
    """A compensation event on an activity, and the task that undoes it."""
    form = '<bpmn:extensionElements><nyt:form ref="svar"/></bpmn:extensionElements>' if tag == "userTask" else ""
    return (
        event("boundaryEvent", f"k_{activity}", COMPENSATE, f' attachedToRef="{activity}"')
        + f'<bpmn:{tag} id="{handler}" isForCompensation="true">{form}</bpmn:{tag}>'
        + f'<bpmn:association id="as_{activity}" associationDirection="One" sourceRef="k_{activity}" '
        f'targetRef="{handler}"/>'
    )


def built(body: str, *flows: str, begin: str = START, end: str = END, outside: str = "") -> dict[str, bytes]:
    """A model whose elements are all in a specialist's lane, with everything that can be referred to declared."""
    ids = [part.split('"')[0] for part in body.split(' id="')[1:] if not part.startswith(("as_", "pool"))]
    edges = [part.split('"')[0] for part in (begin + end).split(' id="')[1:]]
    files = model(begin + body + end + "".join(flows), {"fagperson": (*edges, *ids)})
    xml = files["prove.bpmn"].replace(b"</bpmn:definitions>", (outside + DECLARED).encode() + b"</bpmn:definitions>")
    return {**files, "prove.bpmn": xml}


def line(body: str, *ids: str, more: str = "", outside: str = "") -> dict[str, bytes]:
    """The elements named follow each other between a start and an end; `more` are further flows."""
    return built(body, chain("start", *ids, "slutt"), more, outside=outside)


class Happening(Play):
    """One case; everything that comes back from it is remembered, and read again at every step."""

    def __init__(self, files: dict[str, bytes], **facts: object) -> None:
        self.subscriptions: dict[UUID, OpenedSubscription] = {}
        self.messages: list[ThrownMessage] = []
        self.said: list[str] = []
        super().__init__(files, **facts)

    def awaited(self) -> list[str]:
        """The elements that wait for a message or signal, sorted."""
        return sorted(opened.element for opened in self.subscriptions.values())

    def catch(self, element: str, **payload: object) -> Advance:
        """What the oldest waiting token of an element waits for comes."""
        token = next(token for token, opened in self.subscriptions.items() if opened.element == element)
        return self._take(catch(self.model, self.state, token, self._host(), self.now, payload))

    def recheck(self, **facts: object) -> Advance:
        """Facts are changed from outside."""
        self.facts.update(facts)
        return self._take(recheck(self.model, self.state, self._host(), self.now))

    def passed(self) -> list[str]:
        """What the last step passed by, in order, without what was withdrawn."""
        return [passed.element for passed in self.advance.passed if not passed.cancelled]

    def withdrawn(self) -> list[str]:
        """What the last step withdrew."""
        return [passed.element for passed in self.advance.passed if passed.cancelled]

    def _take(self, advance: Advance) -> Advance:
        for token in advance.subscriptions_closed:
            del self.subscriptions[token]
        self.subscriptions |= {opened.token: opened for opened in advance.subscriptions_opened}
        self.messages += advance.messages
        self.said += [signal.name for signal in advance.signals]
        self.facts |= {name: value for (name, path), value in advance.facts.items() if not path}
        again = states.dump(states.load(advance.state, self.model.spec, self.model.scopes))
        assert again == advance.state
        if advance.finished:
            assert (self.subscriptions, states.load(again, self.model.spec, self.model.scopes).subprocesses) == ({}, {})
        taken = super()._take(advance)
        there = waiting(Places(states.load(self.state, self.model.spec, self.model.scopes)))
        assert there.tasks.keys() == self.tasks.keys()
        assert there.timers.keys() == self.timers.keys()
        assert there.subscriptions.keys() == self.subscriptions.keys()
        return taken
