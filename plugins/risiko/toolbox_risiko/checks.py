"""Facts about risk that can block a gate: read from the initiative's own analyses at the moment of the decision."""

from uuid import UUID

from engine.contract.desk import Desk
from toolbox_risiko.dpia import standing
from toolbox_risiko.matrix import Colour
from toolbox_risiko.risks import risks_in

ROS_TOOL, DPIA_TOOL = "risiko.ros", "risiko.dpia"


def ros_stands(desk: Desk, initiative_id: UUID) -> str | None:
    """A red risk that has neither a measure nor a reasoned acceptance blocks; so does an initiative without an analysis."""
    analyses = desk.artefacts(ROS_TOOL, initiative_id)
    if not analyses:
        return "Det er ikke gjort noen ROS-analyse."
    open_risks = [
        risk.text
        for held in analyses
        for risk in risks_in(held.content.rows("risikoer"))
        if risk.residual == Colour.RED
        and not risk.measure
        and not (risk.strategy == "akseptere" and risk.row.text("begrunnelse"))
    ]
    if not open_risks:
        return None
    return f"Svært høy risiko uten tiltak: {', '.join(open_risks[:3])}{' …' if len(open_risks) > 3 else ''}."


def dpia_stands(desk: Desk, initiative_id: UUID) -> str | None:
    """A DPIA that is needed and not whole blocks, and a high residual risk without prior consultation."""
    found = desk.artefacts(DPIA_TOOL, initiative_id)
    if not found:
        return "Behovet for DPIA er ikke vurdert."
    return next((reason for held in found if (reason := standing(held.content))), None)
