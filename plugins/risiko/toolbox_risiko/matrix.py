"""The 5×5 matrix: a colour for each likelihood (S) and consequence (K), and the words for both.

The colour is looked up, never computed from S×K: 5×1 is orange while 2×3 is yellow, as in Prosjektportalen's matrix.
"""

from collections.abc import Mapping
from enum import StrEnum

LIKELIHOOD: Mapping[int, str] = {1: "Meget liten", 2: "Liten", 3: "Moderat", 4: "Stor", 5: "Svært stor"}
CONSEQUENCE: Mapping[int, str] = {1: "Ubetydelig", 2: "Lav", 3: "Moderat", 4: "Alvorlig", 5: "Svært alvorlig"}
_ROWS: Mapping[int, str] = {5: "OORRR", 4: "YOORR", 3: "GYOOR", 2: "GGYOO", 1: "GGGYO"}


class Colour(StrEnum):
    """How bad a risk is. Its word always stands beside its colour."""

    GREEN = "G"
    YELLOW = "Y"
    ORANGE = "O"
    RED = "R"

    @property
    def word(self) -> str:
        """The level in Norwegian."""
        return {"G": "Lav", "Y": "Middels", "O": "Høy", "R": "Svært høy"}[self.value]

    @property
    def rank(self) -> int:
        """0 for green to 3 for red."""
        return "GYOR".index(self.value)


def colour(likelihood: int, consequence: int) -> Colour:
    """The colour of a cell; both from 1 to 5. Raises KeyError or IndexError outside."""
    if consequence < 1:
        raise IndexError(consequence)
    return Colour(_ROWS[likelihood][consequence - 1])
