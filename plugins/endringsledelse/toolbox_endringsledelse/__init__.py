"""Change management: stakeholders, communication, ADKAR, readiness and Kotter's eight steps."""

from engine.contract.toolbox import Toolbox
from toolbox_endringsledelse.adkar import ADKAR
from toolbox_endringsledelse.communication import COMMUNICATION
from toolbox_endringsledelse.kotter import KOTTER
from toolbox_endringsledelse.readiness import READINESS
from toolbox_endringsledelse.stakeholders import STAKEHOLDERS

toolbox = Toolbox(
    name="endringsledelse",
    title="Endringsledelse",
    package="toolbox_endringsledelse",
    tools=(STAKEHOLDERS, COMMUNICATION, ADKAR, READINESS, KOTTER),
)
