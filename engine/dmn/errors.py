"""What goes wrong when a decision is made."""

from engine.contract.errors import EngineError
from engine.dmn.messages import MESSAGES


class DecisionFailed(EngineError):
    """A decision table contradicts itself for these facts: `code` says how, `rules` are the ids of the rules that hit.

    Codes: `unique_violated`, `any_violated`.
    """

    def __init__(self, *, code: str, decision: str, rules: tuple[str, ...] = ()) -> None:
        self.code, self.decision, self.rules = code, decision, rules
        super().__init__(self.sentence("en"))

    def sentence(self, language: str = "nb") -> str:
        """The whole explanation in `nb` or `en`."""
        return MESSAGES[self.code][language].format(decision=self.decision, rules=", ".join(self.rules))
