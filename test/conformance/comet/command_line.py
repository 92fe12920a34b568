"""Comet's own command line over the lab: `cometx list`, `cometx download` and `cometx copy` of a project that the SDK logged."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import comet_ml
from comet_ml.api import API

import judge
from judge import ask, same

api = API(api_key=os.environ["COMET_API_KEY"], cache=False)
WORKSPACE = api.get_default_workspace()
COMETX = shutil.which("cometx", path=str(Path(sys.executable).parent))
QUIET = {
    "log_code": False, "log_env_details": False, "log_git_metadata": False, "log_git_patch": False, "auto_output_logging": False,
    "display_summary_level": 0, "parse_args": False,
}
BYTES = bytes(range(256))


def cometx(*words, folder):
    judge.count.calls += 1
    done = subprocess.run([COMETX, *words], cwd=folder, capture_output=True, text=True, timeout=120)
    same(f"cometx {words[0]} ends well", (done.returncode, done.stderr if done.returncode else ""), (0, ""))
    return done.stdout


def everything():
    project = f"command-line-{uuid.uuid4().hex[:12]}"
    target = f"{project}-copy"
    key = log(project)
    with tempfile.TemporaryDirectory() as folder:
        try:
            listed = cometx("list", f"{WORKSPACE}/{project}", folder=folder).split()
            same("list: the experiments", listed, [f"{WORKSPACE}/{project}/{key}"])
            same("list: the projects", f"{WORKSPACE}/{project}" in cometx("list", WORKSPACE, folder=folder).split("\n"), True)
            cometx("download", f"{WORKSPACE}/{project}", folder=folder)
            check_files(Path(folder) / WORKSPACE / project / key, key)
            cometx("copy", f"{WORKSPACE}/{project}", f"{WORKSPACE}/{target}", folder=folder)
            check_copy(key, target)
        finally:
            for name in (project, target):
                if ask(api.get_project, WORKSPACE, name) is not None:
                    ask(api.delete_project, WORKSPACE, name, delete_experiments=True)


def log(project):
    one = ask(comet_ml.Experiment, workspace=WORKSPACE, project_name=project, **QUIET)
    ask(one.set_name, "to be copied 🚀")
    for step in range(3):
        ask(one.log_metric, "loss", 1 / (step + 1), step=step, epoch=1)
    with ask(one.train):
        ask(one.log_metric, "loss", 0.25, step=3)
    ask(one.log_parameters, {"lr": 1e-05, "momentum": 1.0, "name": "1.0"})
    ask(one.log_other, "note", "kept")
    ask(one.add_tag, "copied")
    ask(one.log_html, "<p>1</p>")
    ask(one.log_asset_data, {"x": 1}, name="data.json", step=5)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data.bin"
        file.write_bytes(BYTES)
        ask(one.log_asset, str(file), file_name="dir/data.bin")
        one.end()
    return one.get_key()


def check_files(folder, key):
    metadata = json.loads((folder / "metadata.json").read_text())
    same("download: metadata", (metadata["experimentKey"], metadata["experimentName"], metadata["tags"]), (key, "to be copied 🚀", ["copied"]))
    rows = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    same("download: metrics", [(row["metricValue"], row["step"]) for row in rows if row["metricName"] == "loss"],
         [("1.0", 0), ("0.5", 1), ("0.3333333333333333", 2)])
    same("download: a context", [(row["metricValue"], row["runContext"]) for row in rows if row["metricName"] == "train_loss"], [("0.25", "train")])
    parameters = {row["name"]: row["valueCurrent"] for row in json.loads((folder / "parameters.json").read_text()) if not row["name"].startswith("curr_")}
    same("download: parameters", parameters, {"lr": "1e-05", "momentum": "1.0", "name": "1.0"})
    others = {row["name"]: row["valueCurrent"] for row in map(json.loads, (folder / "others.jsonl").read_text().splitlines())}
    same("download: other", others.get("note"), "kept")
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name == "data.bin"]
    same("download: bytes", files, [BYTES])


def check_copy(key, target):
    copies = ask(api.get_experiments, WORKSPACE, target)
    same("copy: one experiment", (len(copies), key in [one.id for one in copies]), (1, False))
    one, original = copies[0], ask(api.get_experiment_by_key, key)
    same("copy: name", ask(one.get_name), ask(original.get_name))
    for name in ("loss", "train_loss"):
        same(f"copy: {name}", values(one, name), values(original, name))
    parameters = [{row["name"]: row["valueCurrent"] for row in ask(each.get_parameters_summary)} for each in (one, original)]
    same("copy: parameters", parameters[0], parameters[1])
    same("copy: other", ask(one.get_others_summary, "note"), ["kept"])
    same("copy: tags", ask(one.get_tags), ["copied"])
    same("copy: html", "<p>1</p>" in ask(one.get_html), True)
    assets = {asset["fileName"]: asset for asset in ask(one.get_asset_list)}
    same("copy: files", sorted(assets), ["data.json", "dir/data.bin"])
    same("copy: bytes", ask(one.get_asset, assets["dir/data.bin"]["assetId"]), BYTES)
    same("copy: step of a file", assets["data.json"]["step"], 5)


def values(one, name):
    return [(row["metricValue"], row["step"], row["epoch"], row["runContext"]) for row in ask(one.get_metrics, name)]


judge.take_orders({"everything": everything})
