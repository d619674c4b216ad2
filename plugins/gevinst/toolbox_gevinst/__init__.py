"""Benefits: register with baseline and readings, map, plan, cost and benefit, and what came of it."""

from engine.contract.toolbox import GateCheck, Reaction, Toolbox
from toolbox_gevinst.costbenefit import COST_BENEFIT
from toolbox_gevinst.map import MAP
from toolbox_gevinst.plan import PLAN
from toolbox_gevinst.reactions import baseline_stands, follow_up, lock_baseline
from toolbox_gevinst.realisation import REALISATION
from toolbox_gevinst.register import REGISTER
from toolbox_gevinst.tables import TABLES

toolbox = Toolbox(
    name="gevinst",
    title="Gevinstrealisering",
    package="toolbox_gevinst",
    tools=(REGISTER, MAP, PLAN, COST_BENEFIT),
    reactions=(
        Reaction(
            name="las_nullpunkt",
            on=frozenset({"gate_decided_godkjenn", "gate_decided_godkjenn_vilkar"}),
            run=lock_baseline,
        ),
        Reaction(name="folg_opp", on=frozenset({"day_begun"}), run=follow_up),
    ),
    gate_checks=(GateCheck(name="nullpunkt", title="Nullpunkt er målt", run=baseline_stands),),
    reports=(REALISATION,),
    tables=TABLES,
)
