"""The executor: checks and compiles diagrams, and moves cases. The only importer of SpiffWorkflow."""

from engine.spiff.check import Catalogue, check_model
from engine.spiff.compile import CompiledModel, compile_model
from engine.spiff.host import Host
from engine.spiff.look import look
from engine.spiff.matching import judge, propose, reachable
from engine.spiff.migrate import migrate, restore
from engine.spiff.modify import modify
from engine.spiff.moves import (
    RunningAdHoc,
    activate,
    catch,
    complete_task,
    fire_timer,
    recheck,
    return_call,
    running_ad_hoc,
    start,
)
from engine.spiff.run import STEP_BUDGET
from engine.spiff.starts import first_time, next_time
from engine.spiff.xml import ModelFiles

__all__ = [
    "STEP_BUDGET",
    "Catalogue",
    "CompiledModel",
    "Host",
    "ModelFiles",
    "RunningAdHoc",
    "activate",
    "catch",
    "check_model",
    "compile_model",
    "complete_task",
    "fire_timer",
    "first_time",
    "judge",
    "look",
    "migrate",
    "modify",
    "next_time",
    "propose",
    "reachable",
    "recheck",
    "restore",
    "return_call",
    "running_ad_hoc",
    "start",
]
