"""LEAN: five whys and fishbone."""

from engine.contract.toolbox import Toolbox
from toolbox_lean.fishbone import FISHBONE
from toolbox_lean.whys import WHYS

toolbox = Toolbox(name="lean", title="LEAN og kontinuerlig forbedring", package="toolbox_lean", tools=(WHYS, FISHBONE))
