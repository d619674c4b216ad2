"""Risk: ROS and DPIA, both able to block gates."""

from engine.contract.toolbox import GateCheck, Toolbox
from toolbox_risiko.checks import dpia_stands, ros_stands
from toolbox_risiko.dpia import DPIA
from toolbox_risiko.ros import ROS

toolbox = Toolbox(
    name="risiko",
    title="Risiko og personvern",
    package="toolbox_risiko",
    tools=(ROS, DPIA),
    gate_checks=(
        GateCheck(name="ros", title="Ingen rød risiko uten tiltak", run=ros_stands),
        GateCheck(name="dpia", title="Personvernkonsekvenser er vurdert", run=dpia_stands),
    ),
)
