"""LEAN: from a problem to its cause, and from the cause to a better way of working."""

from engine.contract.toolbox import Toolbox
from toolbox_lean.a3 import A3
from toolbox_lean.board import BOARD
from toolbox_lean.fishbone import FISHBONE
from toolbox_lean.pdca import PDCA
from toolbox_lean.value_stream import VALUE_STREAM
from toolbox_lean.whys import WHYS

toolbox = Toolbox(
    name="lean",
    title="LEAN og kontinuerlig forbedring",
    package="toolbox_lean",
    tools=(BOARD, A3, WHYS, FISHBONE, VALUE_STREAM, PDCA),
)
