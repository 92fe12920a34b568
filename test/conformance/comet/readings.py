"""What the SDK reads of projects, experiments, registry models and artifacts, as plain data for somebody else's comparison.

Times are milliseconds, bytes go by their SHA-256, values of metrics are numbers (NaN and the infinities as words).
"""

import hashlib
import io
import json
import math
import zipfile

from comet_ml.query import Metric, Other

from judge import ask


def digest(content):
    return hashlib.sha256(content).hexdigest()


def number(text):
    value = float(text)
    return value if math.isfinite(value) else "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def words(value):
    """Text; nothing and the empty text are the same."""
    return None if value in (None, "") else value


def entries(archive):
    """A zip's files by name."""
    if archive is None:
        return None
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return {name: digest(files.read(name)) for name in files.namelist()}


def read_everything(api, places, model_names, artifact_names):
    workspace = places[0][0]
    return {
        "account": ask(api.get_account_details),
        "workspaces": sorted(ask(api.get_workspaces)),
        "projectNames": sorted(ask(api.get_projects, workspace)),
        "projects": {"/".join(place): read_project(api, *place) for place in places},
        "models": {name: read_model(api, workspace, name) for name in model_names},
        "artifacts": {name: read_artifact(api, workspace, name) for name in artifact_names},
    }


def read_project(api, workspace, name):
    details = ask(api.get_project, workspace, name)
    active, archived = ask(api.get_experiments, workspace, name), ask(api.get_archived_experiments, workspace, name)
    return {
        "description": words(details["projectDescription"]), "isPublic": details["public"], "experimentCount": details["numberOfExperiments"],
        "lastUpdated": details["lastUpdated"], "id": details["projectId"],
        "notes": ask(api.get_project_notes, workspace, name),
        "shareLinks": ask(api.get_project_share_keys, details["projectId"]),
        "dashboards": sorted(view.name for view in ask(api.get_views, workspace, name)),
        "columns": sorted(column_of(variable) for variable in ask(api.get_query_variables, workspace, name)),
        "queries": read_queries(api, workspace, name, active),
        "experiments": {one.key: read_experiment(one) for one in [*active, *archived]},
    }


#: Every operator, as the SDK spells it.
OPERATORS = {
    "equal": lambda one, value: one == value, "not_equal": lambda one, value: one != value,
    "less": lambda one, value: one < value, "less_or_equal": lambda one, value: one <= value,
    "greater": lambda one, value: one > value, "greater_or_equal": lambda one, value: one >= value,
    "between": lambda one, value: one.between(*value), "not_between": lambda one, value: ~one.between(*value),
    "contains": lambda one, value: one.contains(value), "not_contains": lambda one, value: ~one.contains(value),
    "begins_with": lambda one, value: one.startswith(value), "not_begins_with": lambda one, value: ~one.startswith(value),
    "ends_with": lambda one, value: one.endswith(value), "not_ends_with": lambda one, value: ~one.endswith(value),
    "is_null": lambda one, value: one == None, "is_not_null": lambda one, value: one != None,  # noqa: E711 (the SDK's own spelling)
    "is_empty": lambda one, value: one == "", "is_not_empty": lambda one, value: one != "",
}


def read_queries(api, workspace, name, experiments):
    """Keys of the experiments that are found, by the predicate as JSON: a number and a name, with all operators that suit them."""
    columns = {column_of(variable): variable for variable in ask(api.get_query_variables, workspace, name)}
    metric = next((column.split(" ", 1)[1] for column in sorted(columns) if column.startswith("metrics ") and "sys." not in column), None)
    if metric is None:
        return {}
    values = sorted(float(summary["valueCurrent"]) for one in experiments for summary in [ask(one.get_metrics_summary, metric)] if summary)
    low, high = values[len(values) // 4], values[len(values) * 3 // 4]
    of_number = {operator: high for operator in ("equal", "not_equal", "less", "less_or_equal", "greater", "greater_or_equal")}
    of_number |= {"between": [low, high], "not_between": [low, high], "is_null": None, "is_not_null": None}
    a_name = experiments[0].name
    of_name = {"contains": a_name[1:4], "begins_with": a_name[:3], "ends_with": a_name[-3:], "is_empty": None}
    of_name |= {operator.replace("is_empty", "is_not_empty") if operator == "is_empty" else f"not_{operator}": value for operator, value in of_name.items()}
    found = {}
    for variable, source, type_, field, asked in ((Metric, "metrics", "double", metric, of_number), (Other, "log_other", "string", "Name", of_name)):
        for operator, value in asked.items():
            predicate = {"source": source, "type": type_, "field": field, "operator": operator, "value": value}
            keys = [one.key for one in ask(api.query, workspace, name, OPERATORS[operator](variable(field), value))]
            found[json.dumps(predicate)] = sorted(keys)
    return found


def column_of(variable):
    """A tag comes as a whole expression."""
    column = getattr(variable, "lhs", variable)
    return f"{column.source} {column.name}"


def read_experiment(one):
    metadata = ask(one.get_metadata)
    git = ask(one.get_git_metadata) or {}
    system = ask(one.get_system_details)
    metrics = {}
    for row in ask(one.get_metrics):
        metrics.setdefault(row["metricName"], []).append([number(row["metricValue"]), row["step"], row["epoch"], row["timestamp"]])
    point = lambda row, which: [row[f"value{which}"], row[f"step{which}"], row[f"timestamp{which}"]]
    summaries = lambda rows: {row["name"]: [point(row, which) for which in ("Current", "Min", "Max")] for row in rows}
    lineage = lambda direction: sorted(artifact_of(row) for row in ask(one.get_artifact_lineage, direction)["artifacts"])
    return {
        "name": metadata["experimentName"], "workspace": metadata["workspaceName"], "project": metadata["projectName"], "state": ask(one.get_state),
        "archived": metadata["archived"], "startTime": metadata["startTimeMillis"], "endTime": metadata["endTimeMillis"],
        "duration": metadata["durationMillis"], "user": metadata["userName"], "filePath": words(metadata["filePath"]),
        "tags": sorted(ask(one.get_tags)), "metrics": metrics,
        "summaries": summaries(ask(one.get_metrics_summary)), "parameters": summaries(ask(one.get_parameters_summary)), "others": summaries(ask(one.get_others_summary)),
        "output": ask(one.get_output) or "", "html": words(ask(one.get_html)), "graph": words(ask(one.get_model_graph)), "code": words(ask(one.get_code)),
        "patch": entries(ask(one.get_git_patch)),
        "git": [words((git.get(field) or "").removeprefix("refs/heads/")) for field in ("user", "root", "branch", "parent", "origin")],
        "assets": {asset["assetId"]: read_asset(one, asset) for asset in ask(one.get_asset_list)},
        "models": sorted(ask(one.get_model_names)),
        "system": {
            "hostname": words(system["hostname"]), "ip": words(system["ip"]), "user": words(system["user"]), "pid": system["pid"], "command": system["command"] or [],
            "pythonVersion": words(system["pythonVersion"]), "executable": words(system["executable"]), "installedPackages": system["installedPackages"] or [],
            "osPackages": system["osPackages"] or [], "environment": system["env"] or {}, "totalMemory": system["totalRam"],
            "additional": {entry["key"]: entry["value"] for entry in system["logAdditionalSystemInfoList"] or []},
            "metrics": sorted(ask(one.get_system_metric_names) or []),
        },
        "produced": lineage("output"), "used": lineage("input"),
    }


def artifact_of(row):
    return f"{row['artifact']['artifactName']}:{row['artifactVersion']}"


def read_asset(one, asset):
    remote = asset["remote"]
    return {
        "name": asset["fileName"], "type": asset["type"], "size": None if remote else asset["fileSize"], "step": asset["step"], "context": words(asset["runContext"]),
        "folder": asset["dir"], "createdAt": asset["createdAt"], "metadata": words(asset["metadata"]), "tags": asset["tags"], "link": asset["link"] if remote else None,
        "bytes": None if remote else digest(ask(one.get_asset, asset["assetId"])),
    }


def read_model(api, workspace, name):
    details = ask(api.get_registry_model_details, workspace, name)
    return {
        "id": details["registryModelId"], "description": words(details["description"]), "isPublic": details["isPublic"], "user": details["userName"],
        "createdAt": details["createdAt"], "lastUpdated": details["lastUpdated"], "notes": ask(api.get_registry_model_notes, workspace, name),
        "versions": [
            {
                "id": version["registryModelItemId"], "version": version["version"], "comment": words(version["comment"]), "stages": version["stages"],
                "experiment": version["experimentModel"]["experimentKey"], "model": version["experimentModel"]["experimentModelName"],
                "createdAt": version["createdAt"], "user": version["userName"],
                "assets": sorted([asset["fileName"], asset["fileSize"]] for asset in version["assets"]),
                "zip": entries(ask(api._client.get_registry_model_zipfile, workspace, name, version["version"], None)),
            }
            for version in details["versions"]
        ],
    }


def read_artifact(api, workspace, name):
    details = ask(api.get_artifact_details, workspace, name)
    closed = [version for version in details["versions"] if version["state"] == "CLOSED"]
    return {
        "id": details["artifactId"], "type": words(details["type"]), "description": words(details["description"]), "isPublic": details["isPublic"],
        "tags": details["tags"], "versions": sorted(version["version"] for version in details["versions"]),
        "closed": {version["version"]: read_version(api, workspace, name, version["version"]) for version in closed},
    }


def read_version(api, workspace, name, version):
    one = ask(api.get_artifact, workspace, name, version=version)
    return {
        "aliases": sorted(one.aliases), "tags": sorted(one.version_tags), "size": one.size, "producedBy": one.source_experiment_key,
        "metadata": one.metadata or {},
        "files": {
            asset.logical_path: {
                "id": asset.id, "size": None if asset.remote else asset.size, "metadata": asset.metadata or {}, "link": asset.link if asset.remote else None,
                "bytes": None if asset.remote else digest(content_of(api, one, asset)),
            }
            for asset in one.assets
        },
    }


def content_of(api, version, asset):
    return ask(api._client.get_experiment_asset, asset_id=asset.id, experiment_key=version.source_experiment_key, artifact_version_id=asset.artifact_version_id)
