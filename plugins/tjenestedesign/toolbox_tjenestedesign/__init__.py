"""Service design: interviews, personas, journeys, blueprints, idea workshops and user tests."""

from engine.contract.toolbox import Toolbox
from toolbox_tjenestedesign.blueprint import BLUEPRINT
from toolbox_tjenestedesign.interview import INTERVIEW
from toolbox_tjenestedesign.journey import JOURNEY
from toolbox_tjenestedesign.persona import PERSONA
from toolbox_tjenestedesign.usertest import USER_TEST
from toolbox_tjenestedesign.workshop import WORKSHOP

toolbox = Toolbox(
    name="tjenestedesign",
    title="Tjenestedesign",
    package="toolbox_tjenestedesign",
    tools=(INTERVIEW, PERSONA, JOURNEY, BLUEPRINT, WORKSHOP, USER_TEST),
)
