"""Small models that send, wait for and are started by messages and signals, and that call each other."""

from tests.integration.models import END, IDEA, START, chain, model, task

DECLARED = (
    '<bpmn:message id="Message_svar" name="svar"/><bpmn:message id="Message_ny" name="ny_sak"/>'
    '<bpmn:signal id="Signal_stengt" name="stengt"/>'
)
EVERYBODY = ("ansatt", "fagperson")


def event(tag: str, id: str, kind: str, ref: str, inner: str = "", more: str = "") -> str:
    """An event about a message or a signal, with our extension elements."""
    extension = f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""
    definition = f'<bpmn:{kind}EventDefinition id="{id}_def" {kind}Ref="{ref}"/>'
    return f'<bpmn:{tag} id="{id}" name="{id.capitalize()}"{more}>{extension}{definition}</bpmn:{tag}>'


def key(text: str) -> str:
    """The correlation key, as FEEL."""
    return f"<nyt:correlation key='{text}'/>"


def given(name: str, value: str) -> str:
    """An input mapping."""
    return f"<nyt:input name='{name}' value='{value}'/>"


def timer(id: str, form: str, value: str, tag: str = "startEvent") -> str:
    """A timer event."""
    return (
        f'<bpmn:{tag} id="{id}" name="{id.capitalize()}"><bpmn:timerEventDefinition><bpmn:{form}>{value}</bpmn:{form}>'
        f"</bpmn:timerEventDefinition></bpmn:{tag}>"
    )


def built(body: str, *elements: str, key: str = "prove") -> dict[str, bytes]:
    """A model of these elements, the messages declared; `ide` is an employee's task, everything else a specialist's."""
    lanes = {"ansatt": tuple(e for e in elements if e in ("start", "ide")) or ("ide",)}
    lanes["fagperson"] = tuple(e for e in elements if e not in ("start", "ide"))
    files = model(body, {r: e for r, e in lanes.items() if any(x in body for x in e)}, key=key)
    xml = files[f"{key}.bpmn"].replace(b"</bpmn:definitions>", DECLARED.encode() + b"</bpmn:definitions>")
    return {**files, f"{key}.bpmn": xml}


def line(*steps: tuple[str, str], key: str = "prove") -> dict[str, bytes]:
    """A model whose elements, (id, xml), follow each other between a start and an end."""
    ids = [id for id, _ in steps]
    return built(
        START + "".join(xml for _, xml in steps) + END + chain("start", *ids, "slutt"), "start", *ids, "slutt", key=key
    )


WAITS = line(
    ("ide", IDEA),
    ("vent", event("intermediateCatchEvent", "vent", "message", "Message_svar", key("initiativ.nummer"))),
    ("vurder", task("vurder")),
)
"""Waits for the message `svar` with the initiative's number as its key."""

WAITS_FOR_ANY = line(
    ("ide", IDEA),
    ("vent", event("intermediateCatchEvent", "vent", "message", "Message_svar")),
    ("vurder", task("vurder")),
)

WAITS_LATER = line(
    ("ide", IDEA),
    ("forst", task("forst")),
    ("vent", event("intermediateCatchEvent", "vent", "message", "Message_svar", key("initiativ.nummer"))),
    ("vurder", task("vurder")),
)
"""Comes to its message event when `forst` is completed."""

HEARS = line(
    ("ide", IDEA),
    ("vent", event("intermediateCatchEvent", "vent", "signal", "Signal_stengt")),
    ("vurder", task("vurder")),
)

SENDS = line(
    ("ide", IDEA),
    (
        "send",
        event(
            "intermediateThrowEvent",
            "send",
            "message",
            "Message_svar",
            key("ide.tittel") + given("beløp", "1000 + 1"),
        ),
    ),
    ("vurder", task("vurder")),
    key="avsender",
)
"""Sends `svar` to whoever waits with the idea's title as key."""

SIGNALS = line(
    ("ide", IDEA),
    ("rop", event("intermediateThrowEvent", "rop", "signal", "Signal_stengt", given("grunn", '"Snø"'))),
    ("vurder", task("vurder")),
    key="roper",
)


def started_by(kind: str, ref: str, *, key: str = "mottak") -> dict[str, bytes]:
    """A model that such a message or signal starts."""
    return built(
        event("startEvent", "kom", kind, ref) + task("behandle") + END + chain("kom", "behandle", "slutt"),
        "kom",
        "behandle",
        "slutt",
        key=key,
    )


def on_the_clock(form: str, value: str, *, key: str = "rapport") -> dict[str, bytes]:
    """A model that the clock starts."""
    return built(
        timer("tid", form, value) + task("skriv") + END + chain("tid", "skriv", "slutt"),
        "tid",
        "skriv",
        "slutt",
        key=key,
    )


def calls(process: str, *, key: str = "kaller", inner: str = "", around: str = "") -> dict[str, bytes]:
    """A model that calls another."""
    call = (
        f'<bpmn:callActivity id="kall" name="Kall"><bpmn:extensionElements><nyt:call process="{process}"{inner}/>'
        f"{given('tema', 'ide.tittel')}</bpmn:extensionElements></bpmn:callActivity>"
    )
    return line(("ide", IDEA), ("kall", call), ("etter", task("etter")), key=key)
