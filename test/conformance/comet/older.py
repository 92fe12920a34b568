"""Logs online with an SDK as old as it is installed here, and reads back with the same: `older.py VERSION`."""

import json
import os
import sys
import tempfile
import uuid
from pathlib import Path

import comet_ml

import judge
from judge import ask, same

(VERSION,) = sys.argv[1:]
api = comet_ml.API(api_key=os.environ["COMET_API_KEY"], cache=False)
WORKSPACE = api.get_default_workspace()
#: What tests of one thing need not wait for.
QUIET = {
    "log_code": False, "log_env_details": False, "log_git_metadata": False, "log_git_patch": False, "auto_output_logging": False,
    "display_summary_level": 0, "parse_args": False,
}
#: Digits that a careless reader changes.
SEED = 12345678901234567890


def everything():
    same("the SDK's version", comet_ml.__version__, VERSION)
    return in_project()


def in_project():
    project = f"older-{uuid.uuid4().hex[:12]}"
    same("a wrong key logs nothing", comet_ml.Experiment(api_key="wrong" * 5, workspace=WORKSPACE, project_name=project, **QUIET).alive, False)
    same("no project yet", ask(api.get_project, WORKSPACE, project), None)
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "data.bin"
        file.write_bytes(bytes(range(256)))
        key = log(project, file)
    try:
        read(project, key)
        log_more(key)
        read_more(key)
    finally:
        ask(api.delete_project, WORKSPACE, project, delete_experiments=True)


def log(project, file):
    one = ask(comet_ml.Experiment, workspace=WORKSPACE, project_name=project, **{**QUIET, "log_env_details": True, "auto_output_logging": "simple"})
    same("alive", one.alive, True)
    print("a line of output 🚀")
    ask(one.set_name, "an older run 🚀")
    ask(one.log_metric, "loss", 0.5, step=1, epoch=1)
    ask(one.log_metric, "loss", float("nan"), step=2, epoch=1)
    with ask(one.train):
        ask(one.log_metric, "loss", 0.25, step=3)
    ask(one.log_parameter, "lr", 1e-05)
    ask(one.log_parameter, "momentum", 1.0)
    ask(one.log_parameter, "seed", SEED)
    ask(one.log_parameters, {"layers": [1, 2]})
    ask(one.log_other, "note", "kept")
    ask(one.add_tag, "older")
    ask(one.log_html, "<p>1</p>")
    ask(one.set_model_graph, '{"layers": 3}')
    ask(one.log_text, "a sample", step=4)
    ask(one.log_asset, str(file), file_name="dir/data.bin", step=5)
    ask(one.log_asset_data, {"x": 1}, name="data.json")
    ask(one.log_confusion_matrix, y_true=[0, 1, 1], y_predicted=[0, 1, 0], step=6)
    ask(one.log_histogram_3d, [1, 2, 2, 3], name="weights", step=7)
    ask(one.log_model, "net", str(file), file_name="weights.bin")
    ask(one.log_remote_asset, "s3://bucket/thing.bin", remote_file_name="thing.bin")
    ask(one.log_dataset_hash, [1, 2, 3])
    one.end()
    return one.get_key()


def read(project, key):
    same("listed", [one.id for one in ask(api.get_experiments, WORKSPACE, project)], [key])
    one = ask(api.get_experiment_by_key, key)
    same("name", ask(one.get_name), "an older run 🚀")
    metadata = ask(one.get_metadata)
    same("place", (metadata["workspaceName"], metadata["projectName"], metadata["running"]), (WORKSPACE, project, False))
    rows = {}
    for row in ask(one.get_metrics):
        rows.setdefault(row["metricName"], []).append((row["metricValue"], row["step"], row["epoch"], row["runContext"]))
    same("loss", rows.get("loss"), [("0.5", 1, 1, None), ("NaN", 2, 1, None)])
    same("loss in a context", rows.get("train_loss"), [("0.25", 3, 1, "train")])
    parameters = {row["name"]: row["valueCurrent"] for row in ask(one.get_parameters_summary)}
    same("parameters", [parameters.get(name) for name in ("lr", "momentum", "seed")], ["1e-05", "1.0", str(SEED)])
    same("list", json.loads(parameters.get("layers", "null")), [1, 2])
    same("other", {row["name"]: row["valueCurrent"] for row in ask(one.get_others_summary)}.get("note"), "kept")
    same("tags", ask(one.get_tags), ["older"])
    same("html", "<p>1</p>" in ask(one.get_html), True)
    same("graph", json.loads(ask(one.get_model_graph)), {"layers": 3})
    same("output", "a line of output 🚀" in ask(one.get_output), True)
    same("system details", ask(one.get_system_details)["pid"], os.getpid())
    assets = {asset["fileName"]: asset for asset in ask(one.get_asset_list)}
    same("asset", (assets["dir/data.bin"]["fileSize"], assets["dir/data.bin"]["step"]), (256, 5))
    same("bytes", ask(one.get_asset, assets["dir/data.bin"]["assetId"]), bytes(range(256)))
    same("data", json.loads(ask(one.get_asset, assets["data.json"]["assetId"], return_type="text")), {"x": 1})
    same("model file", (assets["weights.bin"]["fileSize"], assets["weights.bin"]["dir"]), (256, "models/net"))
    same("remote asset", (assets["thing.bin"]["remote"], assets["thing.bin"]["link"]), (True, "s3://bucket/thing.bin"))
    kinds = {asset["type"] for asset in ask(one.get_asset_list)}
    same("kinds", sorted({"confusion-matrix", "histogram3d", "text-sample"} - kinds), [])


def log_more(key):
    one = ask(comet_ml.ExistingExperiment, previous_experiment=key, **QUIET)
    same("alive again", one.alive, True)
    ask(one.log_metric, "loss", 0.125, step=20)
    ask(one.log_parameter, "later", "yes")
    ask(one.add_tag, "later")
    one.end()


def read_more(key):
    one = ask(api.get_experiment_by_key, key)
    same("values of both", [row["metricValue"] for row in ask(one.get_metrics, "loss")], ["0.5", "NaN", "0.125"])
    same("parameter of later", {row["name"]: row["valueCurrent"] for row in ask(one.get_parameters_summary)}.get("later"), "yes")
    same("tags of both", sorted(ask(one.get_tags)), ["later", "older"])


judge.take_orders({"everything": everything, "project": in_project})
