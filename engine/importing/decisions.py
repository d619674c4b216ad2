"""What a folder's decision tables read and give, so that tasks can hand them their values."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from engine.contract.errors import ModelRejected
from engine.dmn import read_decisions
from engine.dmn.reading import read_xml

SAME_VALUE = ("singleEntry", "collectEntries")
SAME_CONTEXT = ("singleResult",)


@dataclass(frozen=True, kw_only=True)
class DecisionShape:
    """One decision: the names it reads, and how many output columns it has (0 when it is no table)."""

    names: frozenset[str]
    outputs: int

    def gives(self, mapped: str) -> bool:
        """Whether Camunda 7's `mapDecisionResult` asks for the shape that our value has anyway."""
        if self.outputs == 0:
            return True
        return mapped in (SAME_VALUE if self.outputs == 1 else SAME_CONTEXT)


def decisions_in(files: Mapping[str, bytes]) -> dict[str, DecisionShape]:
    """Every decision by its id. A file that cannot be read is left for the deployment check to explain."""
    found: dict[str, DecisionShape] = {}
    for path, content in files.items():
        if path.endswith(".dmn"):
            with suppress(ModelRejected):
                model = read_decisions(content, path)
                outputs = {
                    decision.get("id", ""): len(decision.findall("{*}decisionTable/{*}output"))
                    for decision in read_xml(content, path).iter("{*}decision")
                }
                for key, decision in model.decisions.items():
                    found[key] = DecisionShape(names=decision.names, outputs=outputs.get(key, 0))
    return found
