"""Reads the lab through the official Comet SDK and compares what it says with the archives that the lab was given.

Knows nothing of the lab's code: the archives are read as zips of JSON lines, the lab is reached as COMET_URL_OVERRIDE.
Arguments: the folder of the archives, the moment when the lab was opened (epoch milliseconds; its clock stands still
there). Orders come on standard input, see judge.py.
"""

import io
import json
import math
import os
import sys
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path

from comet_ml.api import API
from comet_ml.query import Metadata, Metric, Other, Parameter, Tag

import judge
from judge import ask, same

FOLDER, OPENED = Path(sys.argv[1]), int(sys.argv[2])
INDEX = json.loads((FOLDER / "lab.json").read_text(encoding="utf-8"))
SHIFT = OPENED - INDEX["recordedUntil"]
ENTRIES = {entry["key"]: entry for entry in INDEX["experiments"]}
#: Enough to meet every kind of answer, when the comparison is only to notice a wrong one.
SMALL = "wine"
def text(value):
    """A logged value as the tracker keeps it."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def as_value(value):
    """Text of a number as a float, so that 10 and 10.0 are the same."""
    try:
        return float(value)
    except ValueError:
        return value


class Archive:
    """One recording, read the plain way. Of the live one, what had been logged when the lab was opened."""

    def __init__(self, key):
        self.zip = zipfile.ZipFile(FOLDER / f"{key}.zip")
        self.options = json.loads(self.zip.read("experiment.json"))
        self.messages = [json.loads(line) for line in self.zip.read("messages.json").decode("utf-8").splitlines()]
        live = ENTRIES[key]["live"]
        self.is_live = live is not None
        self.speed = live["speed"] if live else 1
        time = self.options["start_time"]
        for message in self.messages:
            time = message["payload"].get("local_timestamp") or time
            message["time"] = self.moved(time)
        if self.is_live:
            self.messages = [
                message for message in self.messages
                if message["time"] <= OPENED or message["type"] not in
                {"metric_msg", "parameter_msg", "log_other", "standard_output", "file_upload", "remote_file"}
            ]

    def moved(self, time):
        start = self.options["start_time"]
        return math.floor(start + SHIFT + (time - start) / self.speed + 0.5)

    def of(self, *types):
        return [message["payload"] for message in self.messages if message["type"] in types]

    def last(self, type_, field):
        payloads = self.of(type_)
        return payloads[-1][field] if payloads else None

    def named_values(self):
        """Parameters by full name, in the order of logging."""
        found = {}
        for payload in self.of("parameter_msg"):
            param = payload.get("param") or payload["params"]
            found[full_name(payload.get("context"), param["paramName"])] = text(param["paramValue"])
        return found

    def metrics(self):
        found = defaultdict(list)
        for message in self.messages:
            if message["type"] == "metric_msg":
                payload = message["payload"]
                metric = payload["metric"]
                found[full_name(payload.get("context"), metric["metricName"])].append(
                    (text(metric["metricValue"]), metric.get("step"), metric.get("epoch"), message["time"], payload.get("context"))
                )
        return found

    def uploads(self):
        return [payload for payload in self.of("file_upload", "remote_file") if payload["upload_type"] != "git-patch"]


def full_name(context, name):
    return f"{context}_{name}" if context else str(name)


def compare_account(api, only):
    same("account", ask(api.get_account_details), {"userName": INDEX["user"], "defaultWorkspaceName": INDEX["defaultWorkspace"]})
    same("default workspace", ask(api.get_default_workspace), INDEX["defaultWorkspace"])
    workspaces = list(dict.fromkeys(project["workspace"] for project in INDEX["projects"]))
    same("workspaces", ask(api.get_workspaces), workspaces)
    for workspace in workspaces:
        projects = [project for project in INDEX["projects"] if project["workspace"] == workspace]
        same(f"projects of {workspace}", ask(api.get_projects, workspace), [project["name"] for project in projects])
        for project in projects:
            if only in (None, project["name"]):
                compare_project(api, project)


def compare_project(api, project):
    workspace, name = project["workspace"], project["name"]
    active = [key for key, entry in ENTRIES.items() if (entry["workspace"], entry["project"]) == (workspace, name) and not entry["archived"]]
    archived = [key for key, entry in ENTRIES.items() if (entry["workspace"], entry["project"]) == (workspace, name) and entry["archived"]]
    what = f"project {workspace}/{name}"
    details = ask(api.get_project, workspace, name)
    same(f"{what}: description", details["projectDescription"], project["description"])
    same(f"{what}: public", details["public"], project["isPublic"])
    same(f"{what}: count", details["numberOfExperiments"], len(active))
    same(f"{what}: by id", ask(api.get_project_by_id, details["projectId"]), details)
    same(f"{what}: notes", ask(api.get_project_notes, workspace, name), project["notes"])
    same(f"{what}: experiments", [e.key for e in ask(api.get_experiments, workspace, name)], active)
    same(f"{what}: archived ones", [e.key for e in ask(api.get_archived_experiments, workspace, name)], archived)
    newest = sorted(active, key=lambda key: -ENTRIES[key]["startTime"])
    same(f"{what}: a page", [e.key for e in ask(api.get_experiments, workspace, name, page=1, page_size=3, sort_by="startTime", sort_order="desc")], newest[:3])
    same(f"{what}: the next page", [e.key for e in ask(api.get_experiments, workspace, name, page=2, page_size=3, sort_by="startTime", sort_order="desc")], newest[3:6])
    compare_queries(api, what, workspace, name, active)


def compare_queries(api, what, workspace, name, active):
    archives = {key: Archive(key) for key in active}
    tags = sorted({tag for archive in archives.values() for tag in archive.options["tags"]})
    for tag in tags:
        tagged = [key for key, archive in archives.items() if tag in archive.options["tags"]]
        same(f"{what}: tagged {tag}", [e.key for e in ask(api.query, workspace, name, Tag(tag))], tagged)
        same(f"{what}: not tagged {tag}", [e.key for e in ask(api.query, workspace, name, ~Tag(tag))], [key for key in active if key not in tagged])
        same(f"{what}: search for {tag}", [e.key for e in ask(api.search, workspace, name, Tag(tag))], tagged)
    seconds = {key: (archive.moved(archive.options["stop_time"]) - archive.moved(archive.options["start_time"])) / 1000 for key, archive in archives.items()}
    seconds.update({key: (OPENED - archive.moved(archive.options["start_time"])) / 1000 for key, archive in archives.items() if archive.is_live})
    middle = sorted(seconds.values())[len(seconds) // 2]
    same(f"{what}: long ones", [e.key for e in ask(api.query, workspace, name, Metadata("duration") >= middle)], [key for key in active if seconds[key] >= middle])
    a_name = ENTRIES[active[0]]["name"]
    same(f"{what}: by name", [e.key for e in ask(api.query, workspace, name, Other("Name") == a_name)], [key for key in active if ENTRIES[key]["name"] == a_name])
    metric_names = set.intersection(*(set(archive.metrics()) for archive in archives.values()))
    last = {metric: {key: float(archive.metrics()[metric][-1][0]) for key, archive in archives.items()} for metric in sorted(metric_names)[:5]}
    for metric, values in last.items():
        finite = sorted(value for value in values.values() if math.isfinite(value))
        if finite:
            limit = finite[len(finite) // 2]
            same(f"{what}: {metric} > {limit}", [e.key for e in ask(api.query, workspace, name, Metric(metric) > limit)], [key for key in active if values[key] > limit])
    parameters = {key: archive.named_values() for key, archive in archives.items()}
    for parameter in sorted(set.intersection(*(set(values) for values in parameters.values())))[:5]:
        value = parameters[active[0]][parameter]
        try:
            wanted = float(value)
        except ValueError:
            continue
        expected = [key for key in active if as_value(parameters[key][parameter]) == wanted]
        same(f"{what}: {parameter} == {wanted}", [e.key for e in ask(api.query, workspace, name, Parameter(parameter) == wanted)], expected)


def compare_experiment(api, key):
    entry, archive = ENTRIES[key], Archive(key)
    experiment = ask(api.get_experiment_by_key, key)
    compare_metadata(experiment, entry, archive)
    compare_metrics(api, experiment, archive)
    compare_words(experiment, archive)
    compare_machine(experiment, archive)
    compare_git(experiment, archive)
    compare_assets(experiment, archive)
    compare_models(experiment, archive)


def compare_metadata(experiment, entry, archive):
    what = f"{experiment.key} metadata"
    metadata = ask(experiment.get_metadata)
    start = archive.moved(archive.options["start_time"])
    end = OPENED if archive.is_live else archive.moved(archive.options["stop_time"])
    expected = {
        "experimentKey": archive.options["offline_id"], "experimentName": entry["name"], "projectName": archive.options["project_name"],
        "workspaceName": archive.options["workspace"], "startTimeMillis": start, "endTimeMillis": end, "durationMillis": end - start,
        "archived": entry["archived"], "running": archive.is_live, "hasCrashed": archive.options["customer_error_reported"],
        "filePath": archive.last("file_name", "file_name"), "fileName": archive.last("file_name", "file_name").split("/")[-1],
        "userName": archive.last("system_details", "user"), "throttle": False, "optimizationId": None,
    }
    for field, value in expected.items():
        same(f"{what}.{field}", metadata[field], value)
    state = "running" if archive.is_live else "crashed" if archive.options["customer_error_reported"] else "finished"
    same(f"{what}: state", ask(experiment.get_state), state)
    same(f"{what}: name", ask(experiment.get_name), [other["value"] for other in archive.of("log_other") if other["key"] == "Name"][-1])
    same(f"{experiment.key} tags", sorted(ask(experiment.get_tags)), sorted(archive.options["tags"]))


def compare_metrics(api, experiment, archive):
    expected = archive.metrics()
    rows = defaultdict(list)
    for row in ask(experiment.get_metrics):
        rows[row["metricName"]].append(row)
    same(f"{experiment.key} metric names", sorted(rows), sorted(expected))
    for name, points in expected.items():
        what = f"{experiment.key} metric {name}"
        same(f"{what}: values", [as_value(row["metricValue"]) for row in rows[name]], [as_value(point[0]) for point in points])
        same(f"{what}: steps", [row["step"] for row in rows[name]], [point[1] for point in points])
        same(f"{what}: epochs", [row["epoch"] for row in rows[name]], [point[2] for point in points])
        same(f"{what}: times", [row["timestamp"] for row in rows[name]], [point[3] for point in points])
        same(f"{what}: contexts", [row["runContext"] for row in rows[name]], [point[4] for point in points])
    one = sorted(expected)[0]
    same(f"{experiment.key} metric {one} alone", ask(experiment.get_metrics, one), rows[one])
    summaries = {summary["name"]: summary for summary in ask(experiment.get_metrics_summary)}
    same(f"{experiment.key} summary names", sorted(summaries), sorted(expected))
    for name, points in expected.items():
        numbers = [float(point[0]) for point in points if not math.isnan(float(point[0]))]
        what, summary = f"{experiment.key} summary of {name}", summaries.get(name)
        if summary is None:
            continue
        same(f"{what}: type", type(summary["valueCurrent"]), str)
        same(f"{what}: current", float(summary["valueCurrent"]), float(points[-1][0]))
        same(f"{what}: step", summary["stepCurrent"], points[-1][1])
        if numbers:
            same(f"{what}: least", float(summary["valueMin"]), min(numbers))
            same(f"{what}: most", float(summary["valueMax"]), max(numbers))
    names = sorted(expected)
    chart = ask(api.get_metrics_for_chart, [experiment.key], names, independent=True, full=True)[experiment.key]
    series = {metric["metricName"]: metric for metric in chart["metrics"]}
    for name, points in expected.items():
        same(f"{experiment.key} chart of {name}", [float(value) for value in series[name]["values"]], [float(point[0]) for point in points])
        same(f"{experiment.key} chart of {name}: steps", series[name]["steps"] or [None] * len(points), [point[1] for point in points])
    sampled = ask(api.get_metrics_for_chart, [experiment.key], names, independent=True, full=False)[experiment.key]
    for metric in sampled["metrics"]:
        same(f"{experiment.key} sample of {metric['metricName']}", len(metric["values"]), min(500, len(expected[metric["metricName"]])))


def compare_words(experiment, archive):
    parameters = {row["name"]: row["valueCurrent"] for row in ask(experiment.get_parameters_summary)}
    recorded = archive.named_values()
    same(f"{experiment.key} parameter names", sorted(parameters), sorted(recorded))
    for name, value in recorded.items():
        same(f"{experiment.key} parameter {name}", as_value(parameters.get(name, "")), as_value(value))
    others = {row["name"]: row["valueCurrent"] for row in ask(experiment.get_others_summary)}
    recorded = {str(other["key"]): text(other["value"]) for other in archive.of("log_other")}
    same(f"{experiment.key} other names", sorted(others), sorted(recorded))
    for name, value in recorded.items():
        same(f"{experiment.key} other {name}", others.get(name), value)
    same(f"{experiment.key} output", ask(experiment.get_output), "".join(part["output"] for part in archive.of("standard_output")))
    html = [part["html"] for part in archive.of("html")]
    same(f"{experiment.key} html", ask(experiment.get_html), "".join(html) if html else None)
    same(f"{experiment.key} graph", ask(experiment.get_model_graph), archive.last("graph", "graph"))
    same(f"{experiment.key} code", ask(experiment.get_code), None)


def compare_machine(experiment, archive):
    recorded = archive.of("system_details")[-1]
    details = ask(experiment.get_system_details)
    for field, name in {
        "user": "user", "pythonVersion": "python_version", "pythonVersionVerbose": "python_version_verbose", "pid": "pid", "osType": "os_type",
        "os": "os", "osRelease": "os_release", "machine": "machine", "processor": "processor", "ip": "ip", "hostname": "hostname",
        "executable": "python_exe", "command": "command",
    }.items():
        same(f"{experiment.key} system {field}", details[field], recorded[name])
    for method, expected in {
        experiment.get_hostname: recorded["hostname"], experiment.get_command: recorded["command"], experiment.get_pid: recorded["pid"],
        experiment.get_os: recorded["os"], experiment.get_python_version: recorded["python_version"],
        experiment.get_installed_packages: archive.last("installed_packages", "installed_packages") or [],
        experiment.get_os_packages: archive.last("os_packages", "os_packages") or [],
        experiment.get_additional_system_info: [info["system_info"] for info in archive.of("system_info")],
        experiment.get_gpu_static_info: archive.last("gpu_static_info", "gpu_static_info") or [],
    }.items():
        same(f"{experiment.key} {method.__name__}", ask(method), expected)
    same(f"{experiment.key} system metrics", sorted(ask(experiment.get_system_metric_names)), sorted(name for name in archive.metrics() if "sys." in name))


def compare_git(experiment, archive):
    recorded = archive.last("git_metadata", "git_metadata") or {}
    metadata = ask(experiment.get_git_metadata)
    for field in ("user", "root", "branch", "parent", "origin"):
        same(f"{experiment.key} git {field}", metadata[field], recorded.get(field))
    patches = [payload for payload in archive.of("file_upload") if payload["upload_type"] == "git-patch"]
    patch = ask(experiment.get_git_patch)
    if not patches:
        same(f"{experiment.key} patch", patch, None)
        return
    same(f"{experiment.key} patch", patch, archive.zip.read(patches[-1]["file_path"]))
    same(f"{experiment.key} patch entries", zipfile.ZipFile(io.BytesIO(patch)).namelist(), ["git_diff.patch"])


def compare_assets(experiment, archive):
    uploads = archive.uploads()
    listed = {asset["assetId"]: asset for asset in ask(experiment.get_asset_list)}
    code = {asset["assetId"] for asset in ask(experiment.get_asset_list, asset_type="source_code")}
    same(f"{experiment.key} source files", code, {upload["additional_params"]["assetId"] for upload in uploads if upload["upload_type"] == "source_code"})
    for upload in uploads:
        details = upload["additional_params"]
        asset_id = details.get("assetId") or details["imageId"]
        asset = listed.get(asset_id)
        what = f"{experiment.key} asset {asset_id}"
        same(f"{what}: listed", asset is not None, True)
        if asset is None:
            continue
        name = details.get("fileName") or details.get("figName")
        if name != "auto-generated-in-the-backend":
            same(f"{what}: name", asset["fileName"], name)
        same(f"{what}: type", asset["type"], details.get("type") or {"visualization": "image"}.get(upload["upload_type"], upload["upload_type"]))
        same(f"{what}: step", asset["step"], details.get("step"))
        same(f"{what}: context", asset["runContext"], details.get("context"))
        same(f"{what}: metadata", json.loads(asset["metadata"]), upload["metadata"])
        if upload.get("remote_uri"):
            same(f"{what}: link", (asset["remote"], asset["link"]), (True, upload["remote_uri"]))
            continue
        content = archive.zip.read(upload["file_path"])
        same(f"{what}: size", asset["fileSize"], len(content))
        same(f"{what}: bytes", ask(experiment.get_asset, asset_id, return_type="binary"), content)


def compare_models(experiment, archive):
    models = defaultdict(dict)
    for upload in archive.uploads():
        if upload["upload_type"] == "model-element":
            models[upload["additional_params"]["groupingName"]][upload["additional_params"]["fileName"]] = upload["file_path"]
    same(f"{experiment.key} models", sorted(ask(experiment.get_model_names)), sorted(models))
    for name, files in models.items():
        assets = ask(experiment.get_model_asset_list, name)
        same(f"{experiment.key} model {name}", sorted(asset["fileName"] for asset in assets), sorted(files))
        with tempfile.TemporaryDirectory() as folder:
            ask(experiment.download_model, name, output_path=folder, expand=True)
            for file_name, entry in files.items():
                same(f"{experiment.key} model {name}/{file_name}", (Path(folder) / file_name).read_bytes(), archive.zip.read(entry))


def compare(only=None):
    """All projects, or the one of this name."""
    compare_account(api, only)
    for key, entry in ENTRIES.items():
        if only in (None, entry["project"]):
            compare_experiment(api, key)


api = API(api_key=os.environ["COMET_API_KEY"], cache=False)
judge.take_orders({"everything": compare, "small": lambda: compare(SMALL)})
