"""Writes to the lab through the official Comet SDK all that it can write, and reads it back call by call.

Knows nothing of the lab's code: the lab is reached as COMET_URL_OVERRIDE. Orders come on standard input, see judge.py.
"""

import inspect
import os
import uuid

from comet_ml.api import API, APIExperiment
from comet_ml.api_objects.model import Model
from comet_ml.artifacts import Artifact, LoggedArtifact
from comet_ml.artifacts.logged_artifact_asset import LoggedArtifactAsset

import judge
from artifacts import check_artifacts
from experiments import check_experiments
from online import check_online
from optimizers import check_optimizers
from projects import check_projects, check_queries
from readings import read_everything
from registry import check_registry

api = API(api_key=os.environ["COMET_API_KEY"], cache=False)
WORKSPACE = api.get_default_workspace()
KEPT = WORKSPACE, "conformance"
#: A recorded project, to be read by others too.
RECORDED = "tabular-team", "wine"


def new_place():
    """A project that no other order has."""
    return WORKSPACE, f"conformance-{uuid.uuid4().hex[:12]}"


def in_project(check, made=True):
    """Runs the check in a project of its own, which is removed afterwards. Not `made`: the check makes it."""
    where = new_place()
    if made:
        judge.ask(api.create_project, *where)
    try:
        check(api, where)
    finally:
        judge.ask(api.delete_project, *where, delete_experiments=True)


def everything():
    """All checks in one project, which stays. Returns what the SDK reads of it and of a recorded one."""
    check_projects(api, KEPT)
    check_queries(api, KEPT)
    check_experiments(api, KEPT)
    check_online(api, KEPT)
    check_optimizers(api, KEPT)
    model = check_registry(api, KEPT)
    artifact = check_artifacts(api, KEPT)
    check_all_called()
    return read_everything(api, [KEPT, RECORDED], [model], [artifact])


#: Public methods of the SDK that say nothing of a server, or want more than this process has.
NOT_CALLED = {
    "panels": {name for name in vars(API) if name.startswith("get_panel_")},
    "pandas": {"get_metrics_df", "get_metric_total_df"},
    "notebooks": {"display", "display_project"},
    "deprecated, does what clear_cache does": {"update_cache"},
    "does nothing": {"end"},
}


def check_all_called():
    excused = set().union(*NOT_CALLED.values())
    for owner in (API, APIExperiment, Model, Artifact, LoggedArtifact, LoggedArtifactAsset):
        methods = {method.__qualname__ for name, method in inspect.getmembers(owner, inspect.isfunction) if not name.startswith("_") and name not in excused}
        judge.same(f"all methods of {owner.__name__} were called", sorted(methods - judge.called), [])


judge.take_orders({
    "everything": everything,
    "projects": lambda: in_project(check_projects, made=False),
    "queries": lambda: in_project(check_queries),
    "experiments": lambda: in_project(check_experiments),
    "online": lambda: in_project(check_online),
    "optimizers": lambda: in_project(check_optimizers),
    "registry": lambda: in_project(check_registry),
    "artifacts": lambda: in_project(check_artifacts),
})
