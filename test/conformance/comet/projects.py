"""Projects, their notes, share links and views, and the queries over their experiments, as the SDK makes and reads them."""

from datetime import datetime, timedelta, timezone

from comet_ml import APIExperiment
from comet_ml.api_objects.view import View
from comet_ml.query import Environment, Metadata, Metric, Other, Parameter, Tag

from judge import ask, same


def check_projects(api, place):
    """Makes the project of that place, changes it under another name and gives it its name again."""
    workspace, name = place
    ask(api.create_project, workspace, name, "what it is for", public=False)
    same("workspaces", (ask(api.get_default_workspace), workspace in ask(api.get_workspaces)), (workspace, True))
    project = ask(api.get_project, workspace, name)
    same("project", (project["projectDescription"], project["public"], project["numberOfExperiments"]), ("what it is for", False, 0))
    same("project: listed", name in ask(api.get_projects, workspace), True)
    project_id = project["projectId"]
    ask(api.update_project, workspace, name, new_project_name=f"{name} renamed", description="else", public=True)
    renamed = ask(api.get_project_by_id, project_id)
    same("project: changed", (renamed["projectName"], renamed["projectDescription"], renamed["public"]), (f"{name} renamed", "else", True))
    ask(api.update_project_by_id, project_id, new_project_name=name, description="what it is for", public=False)
    same("project: changed back", ask(api.get_project_by_id, project_id), project)
    ask(api.set_project_notes, workspace, name, "# Notes 🚀\n")
    same("project: notes", ask(api.get_project_notes, workspace, name), "# Notes 🚀\n")
    ask(api.set_project_owner, project_id, ask(api.get_account_details)["userName"])
    same("project: owner", ask(api.get_project_by_id, project_id)["ownerUserName"], ask(api.get_account_details)["userName"])
    code = ask(api.create_project_share_key, project_id)
    same("share link", ask(api.get_project_share_keys, project_id), [code])
    ask(api.delete_project_share_key, project_id, code)
    same("share link: gone", ask(api.get_project_share_keys, project_id), [])
    ask(api.create_project_share_key, project_id)
    check_views(api, place)


def check_views(api, place):
    same("views: none", ask(api.get_views, *place), [])
    made = ask(api.create_view, *place, View(name="board", chart_state='{"a": 1}', table_state="{}", query_state="{}"))
    same("view: made", (made.name, made.chart_state), ("board", '{"a": 1}'))
    (view,) = ask(api.get_views, *place)
    same("view: read", (view.name, view.template_id, view.chart_state, view.table_state), ("board", made.template_id, '{"a": 1}', "{}"))
    one = ask(APIExperiment, api=api, workspace=place[0], project_name=place[1])
    ask(one.create_view, View(name="of one", chart_state='{"b": 2}'))
    same("view: of an experiment", [(view.name, view.experiment_key) for view in ask(one.get_views) if view.experiment_key], [("of one", one.key)])
    same("views: of the project", [view.name for view in ask(api.get_views, *place)], ["board"])
    ask(api.delete_experiment, one.key)


#: What each of the experiments that are asked for has; `x` of the last was never logged.
VALUES = [
    {"loss": 0.1, "x": 1, "kind": "alpha", "flag": True, "tag": "red"},
    {"loss": 0.5, "x": 2, "kind": "beta", "flag": False, "tag": "blue"},
    {"loss": 0.9, "x": 3, "kind": "alphabet", "flag": True, "tag": "red"},
    {"loss": 1.5, "x": None, "kind": "", "flag": False, "tag": "green"},
]


def check_queries(api, place):
    """`place`: workspace and project, which is empty and will be so again."""
    made = []
    for number, values in enumerate(VALUES):
        one = ask(APIExperiment, api=api, workspace=place[0], project_name=place[1], experiment_name=f"asked {number}")
        ask(one.log_metric, "loss", values["loss"])
        if values["x"] is not None:
            ask(one.log_parameter, "x", values["x"])
        ask(one.log_parameter, "flag", values["flag"])
        ask(one.log_other, "kind", values["kind"])
        ask(one.add_tag, values["tag"])
        ask(one.set_hostname, f"engine-{number}")
        began = 1_700_000_000_000 + number * 3_600_000
        ask(one.set_state, "finished")
        ask(api._client.set_experiment_start_end, one.key, began, began + (number + 1) * 60_000)
        made.append(one)
    loss, x, kind, flag = Metric("loss"), Parameter("x"), Other("kind"), Parameter("flag")
    start = lambda number: datetime.fromtimestamp(1_700_000_000 + number * 3600, timezone.utc).replace(tzinfo=None)
    asked = {
        "equal": (loss == 0.5, [1]), "not equal": (loss != 0.5, [0, 2, 3]),
        "less": (loss < 0.5, [0]), "at most": (loss <= 0.5, [0, 1]), "more": (loss > 0.5, [2, 3]), "at least": (loss >= 0.5, [1, 2, 3]),
        "between": (loss.between(0.4, 1.0), [1, 2]), "not between": (~loss.between(0.4, 1.0), [0, 3]),
        "contains": (kind.contains("alpha"), [0, 2]), "not contains": (~kind.contains("alpha"), [1, 3]),
        "begins": (kind.startswith("alpha"), [0, 2]), "not begins": (~kind.startswith("alpha"), [1, 3]),
        "ends": (kind.endswith("bet"), [2]), "not ends": (~kind.endswith("bet"), [0, 1, 3]),
        "null": (x == None, [3]), "not null": (x != None, [0, 1, 2]),  # noqa: E711 (the SDK's own spelling)
        "empty": (kind == "", [3]), "not empty": (kind != "", [0, 1, 2]),
        "true": (flag == True, [0, 2]), "false": (flag == False, [1, 3]),  # noqa: E712
        "tag": (Tag("red"), [0, 2]), "not tag": (~Tag("red"), [1, 3]),
        "name": (Metadata("experiment_name") == "asked 2", [2]) if has(api, place, "experiment_name") else (Other("Name") == "asked 2", [2]),
        "duration": (Metadata("duration") >= 120, [1, 2, 3]),
        "moment": (Metadata("start_server_timestamp") > start(1) + timedelta(minutes=1), [2, 3]),
        "machine": (Environment("hostname") == "engine-1", [1]),
        "and": ((loss < 1) & (x > 1), [1, 2]), "and of one source": ((loss > 0.1) & (loss < 1), [1, 2]),
        "or of one source": ((loss < 0.2) | (loss > 1), [0, 3]), "or": (Tag("blue") | (loss > 1), [1, 3]),
        "nested": ((Tag("red") | Tag("blue")) & (loss < 0.6), [0, 1]), "neither": (~(Tag("red") | (loss > 1)), [1]),
    }
    for what, (query, numbers) in asked.items():
        expected = [made[number].key for number in numbers]
        same(f"query: {what}", [e.key for e in ask(api.query, *place, query)], expected)
        same(f"search: {what}", [e.key for e in ask(api.search, *place, query)], expected)
    ask(made[0].archive)
    same("query: archived", [e.key for e in ask(api.query, *place, loss < 1, archived=True)], [made[0].key])
    same("query: not archived", [e.key for e in ask(api.query, *place, loss < 1)], [made[1].key, made[2].key])
    same("search: archived", [e.key for e in ask(api.search, *place, loss < 1, archived=True)], [made[0].key])
    same("search: second page", [e.key for e in ask(api.search, *place, loss > 0, page=2, page_size=2)], [made[3].key])
    variables = {repr(variable) for variable in ask(api.get_query_variables, *place)}
    same("query variables", {repr(loss), repr(x), repr(kind), repr(Tag("blue"))} <= variables, True)
    ask(api.delete_experiments, [one.key for one in made])


def has(api, place, name):
    return any(getattr(variable, "name", None) == name for variable in ask(api.get_query_variables, *place))
