"""Experiments that the SDK makes, fills, changes, reads back and removes through `comet_ml.API` and `APIExperiment`."""

import io
import tempfile
import zipfile
from pathlib import Path

from comet_ml import API, APIExperiment
from comet_ml.exceptions import CometRestApiException

from judge import ask, refused, same


def write_files(folder):
    """Small files of some kinds. A picture of one pixel is a picture."""
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db000"
        "00000049454e44ae426082"
    )
    files = {"data.bin": bytes(range(256)) * 3, "picture.png": picture, "film.gif": b"GIF89a" + bytes(20), "weights.bin": bytes(range(99))}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return files


def check_experiments(api, place):
    """`place`: workspace and project, which is empty. Leaves one experiment behind; returns its key."""
    one = ask(APIExperiment, api=api, workspace=place[0], project_name=place[1], experiment_name="made by the SDK")
    check_identity(api, one, place)
    check_metrics(api, one)
    check_words(one)
    check_texts(one)
    check_machine(one)
    check_git(one)
    check_assets(api, one)
    check_models(one)
    check_cache(one)
    check_times(api, one)
    check_lists(api, one, place)
    return one.key


def check_identity(api, one, place):
    same("created: place", (one.workspace, one.project_name, one.name, one.archived), (*place, "made by the SDK", False))
    metadata = ask(one.get_metadata)
    same("created: metadata", (metadata["experimentName"], metadata["workspaceName"], metadata["projectName"]), ("made by the SDK", *place))
    same("created: by key", ask(api.get_experiment_by_key, one.key).key, one.key)
    same("created: by id", ask(api.get_experiment_by_id, one.key).key, one.key)
    same("created: by path", ask(api.get, f"{place[0]}/{place[1]}/{one.key}").key, one.key)
    same("created: by name", ask(api.get_experiment, *place, "made by the SDK").key, one.key)
    same("created: address", ask(api.get, *place)[0].url.endswith(f"/{place[0]}/{place[1]}/{one.key}"), True)
    ask(one.set_name, "ein Name 🚀")
    same("after set_name", ask(one.get_name), "ein Name 🚀")
    same("after set_name: metadata", ask(one.get_metadata)["experimentName"], "ein Name 🚀")
    ask(one.set_filename, "src/train.py")
    metadata = ask(one.get_metadata)
    same("after set_filename", (metadata["filePath"], metadata["fileName"]), ("src/train.py", "train.py"))
    ask(one.add_tag, "first")
    ask(one.add_tags, ["second 🚀", "third", "first"])
    same("after add_tags", sorted(ask(one.get_tags)), ["first", "second 🚀", "third"])
    ask(one.delete_tags, ["third", "never there"])
    same("after delete_tags", sorted(ask(one.get_tags)), ["first", "second 🚀"])


def check_metrics(api, one):
    ask(one.log_metric, "loss", 0.5, step=1, epoch=1, timestamp=1_700_000_000)
    ask(one.log_metric, "loss", float("nan"), step=2)
    ask(one.log_metric, "loss", float("inf"), step=3)
    ask(one.log_metric, "loss", 0.25, step=4, epoch=2)
    rows = ask(one.get_metrics, "loss")
    same("metric: values", [row["metricValue"] for row in rows], ["0.5", "NaN", "Infinity", "0.25"])
    same("metric: steps", [(row["step"], row["epoch"]) for row in rows], [(1, 1), (2, None), (3, None), (4, 2)])
    same("metric: time", rows[0]["timestamp"], 1_700_000_000_000)
    ask(one.log_metrics, {"accuracy": 0.75, "nested": {"deep": 3}}, step=5, epoch=3)
    same("metrics: all", {row["metricName"] for row in ask(one.get_metrics)}, {"loss", "accuracy", "nested/deep"})
    summary = ask(one.get_metrics_summary, "loss")
    same("metric: current", (summary["valueCurrent"], summary["stepCurrent"]), ("0.25", 4))
    same("metric: least", (summary["valueMin"], summary["stepMin"]), ("0.25", 4))
    same("metric: summaries", sorted(row["name"] for row in ask(one.get_metrics_summary)), ["accuracy", "loss", "nested/deep"])
    chart = ask(api.get_metrics_for_chart, [one.key], ["loss", "accuracy"], parameters=["lr"], independent=True, full=True)[one.key]
    series = {metric["metricName"]: metric for metric in chart["metrics"]}
    same("chart: parameter", chart["params"], {})
    same("chart: steps", series["loss"]["steps"], [1, 2, 3, 4])
    same("chart: values", [float(value) for value in series["loss"]["values"]], [0.5, float("nan"), float("inf"), 0.25])
    ask(one.log_cpu_metrics, [10, 20], step=1)
    ask(one.log_ram_metrics, 4096, 1024, step=1)
    ask(one.log_load_metrics, 0.5, step=1)
    ask(one.log_gpu_metrics, [{"gpuId": 0, "freeMemory": 1, "usedMemory": 2, "gpuUtilization": 3, "totalMemory": 3}])
    names = ask(one.get_system_metric_names)
    same("system metrics", all(name.startswith("sys.") for name in names), True)
    for kind in ("cpu", "ram", "load", "gpu"):
        same(f"system metrics: {kind}", any(f"sys.{kind}" in name for name in names), True)


def check_words(one):
    ask(one.log_parameter, "lr", 0.01, step=1)
    ask(one.log_parameter, "lr", 0.02, step=2)
    ask(one.log_parameters, {"optimizer": {"name": "adam", "amsgrad": True}, "layers": [1, 2]})
    same("parameter: current", ask(one.get_parameters_summary, "lr")["valueCurrent"], "0.02")
    same("parameter: extremes", [ask(one.get_parameters_summary, "lr")[field] for field in ("valueMin", "valueMax")], ["0.01", "0.02"])
    found = {row["name"]: row["valueCurrent"] for row in ask(one.get_parameters_summary)}
    same("parameters", sorted(found), ["layers", "lr", "optimizer|amsgrad", "optimizer|name"])
    same("parameters: text", found.get("optimizer|name"), "adam")
    same("parameters: boolean", str(found.get("optimizer|amsgrad")).lower(), "true")
    same("delete_parameter", ask(one.delete_parameter, "layers"), True)
    same("delete_parameters", ask(one.delete_parameters, ["optimizer|name", "optimizer|amsgrad"]), True)
    same("after delete_parameters", [row["name"] for row in ask(one.get_parameters_summary)], ["lr"])
    ask(one.log_other, "note", "first")
    ask(one.log_other, "note", "kept 🚀")
    ask(one.log_other, "count", 3)
    same("other", ask(one.get_others_summary, "note"), ["kept 🚀"])
    same("others", sorted(row["name"] for row in ask(one.get_others_summary)), ["Name", "count", "hasNestedParams", "note"])


def check_texts(one):
    ask(one.log_output, "first\nsecond 🚀\n")
    ask(one.log_output, "third\n", stderr=True)
    same("output", ask(one.get_output), "first\nsecond 🚀\nthird\n")
    ask(one.log_html, "<p>1</p>")
    ask(one.log_html, "<p>2</p>")
    same("html: added", ask(one.get_html), "<p>1</p><p>2</p>")
    ask(one.log_html, "<p>3</p>", clear=True)
    same("html: replaced", ask(one.get_html), "<p>3</p>")
    ask(one.set_code, "print('🚀')")
    same("code", ask(one.get_code), "print('🚀')")
    ask(one.set_model_graph, '{"layers": 3}')
    same("graph", ask(one.get_model_graph), '{"layers": 3}')


def check_machine(one):
    cards = [{"gpuIndex": 0, "name": "card", "uuid": "u-1", "totalMemory": 100, "powerLimit": 200}]
    values = {
        "user": "ada", "python_version": "3.11.2", "python_version_verbose": "3.11.2 (main)", "pid": 4711, "os_type": "posix", "os": "Linux 6",
        "os_release": "6.1", "ip": "10.0.0.7", "hostname": "engine", "gpu_static_info": cards, "network_interface_ips": ["10.0.0.7"],
        "command": ["train.py", "--fast"], "executable": "/usr/bin/python3", "installed_packages": ["numpy==2.0"], "os_packages": ["bash=5"],
        "processor": "x86_64", "machine": "amd64",
    }
    for name, value in values.items():
        ask(getattr(one, f"set_{name}"), value)
    for name, value in values.items():
        same(f"system {name}", ask(getattr(one, f"get_{name}")), value)
    ask(one.log_additional_system_info, "room", "42")
    same("system info", ask(one.get_additional_system_info), [{"key": "room", "value": "42"}])
    details = ask(one.get_system_details)
    same("system details", (details["hostname"], details["pid"], details["command"]), ("engine", 4711, ["train.py", "--fast"]))
    same("system: total memory", ask(one.get_total_memory), details["totalRam"])
    same("system: most memory", ask(one.get_max_memory), details["maxTotalMemory"])
    same("system: environment", ask(one.get_environment_details), ["bash=5"])


def check_git(one):
    ask(one.set_git_metadata, "ada", "root", "refs/heads/main", "parent", "git@example.org:a/b.git")
    same("git", ask(one.get_git_metadata), {"user": "ada", "root": "root", "branch": "refs/heads/main", "parent": "parent", "origin": "git@example.org:a/b.git"})
    ask(one.set_git_patch, "--- a\n+++ b\n")
    with zipfile.ZipFile(io.BytesIO(ask(one.get_git_patch))) as patch:
        same("patch", {name: patch.read(name) for name in patch.namelist()}, {"git_diff.patch": b"--- a\n+++ b\n"})


def check_assets(api, one):
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = write_files(folder)
        ask(one.log_asset, str(folder / "data.bin"), name="dir/data.bin", step=3, metadata={"a": 1}, ftype="blob")
        (first,) = ask(one.get_asset_list)
        same("asset: first", (first["fileName"], first["step"], first["metadata"], first["fileSize"]), ("dir/data.bin", 3, '{"a":1}', 768))
        ask(one.log_asset, str(folder / "weights.bin"), name="dir/data.bin", step=4, overwrite=True, ftype="blob")
        ask(one.log_image, str(folder / "picture.png"), image_name="picture", step=2, context="train")
        ask(one.log_video, str(folder / "film.gif"), name="film.gif", step=1)
        ask(one.log_table, "table.csv", [["a", "b"], [1, 2]])
        ask(one.log_curve, "curve", [1, 2, 3], [4, 5, 6], step=7)
        assets = {asset["fileName"]: asset for asset in ask(one.get_asset_list)}
        same("assets: names", sorted(assets), ["curve", "dir/data.bin", "film.gif", "picture", "table.csv"])
        blob, picture = assets["dir/data.bin"], assets["picture"]
        same("asset: metadata", assets["dir/data.bin"]["metadata"], None)
        same("asset: overwritten", (blob["step"], blob["fileSize"], blob["type"]), (4, len(files["weights.bin"]), "blob"))
        same("asset: picture", (picture["type"], picture["step"], picture["runContext"], picture["image"]), ("image", 2, "train", True))
        same("asset: video", (assets["film.gif"]["type"], assets["film.gif"]["video"]), ("video", True))
        same("asset: bytes", ask(one.get_asset, blob["assetId"]), files["weights.bin"])
        same("asset: text", ask(one.get_asset, assets["table.csv"]["assetId"], return_type="text").split(), ["a,b", "1,2"])
        same("asset: by name", ask(one.get_asset_by_name, "picture"), files["picture.png"])
        same("asset: no such name", ask(one.get_asset_by_name, "no such"), None)
        same("assets: by name", ask(one.get_assets_by_name, "dir/data.bin", "blob"), [files["weights.bin"]])
        same("assets: of a type", [asset["fileName"] for asset in ask(one.get_asset_list, asset_type="video")], ["film.gif"])
        ask(api.download_experiment_asset, one.key, blob["assetId"], str(folder / "copy.bin"))
        same("asset: downloaded", (folder / "copy.bin").read_bytes(), files["weights.bin"])
        (curve,) = ask(one.get_curves)
        same("curve", (curve["name"], curve["x"], curve["y"], curve["step"]), ("curve", [1, 2, 3], [4, 5, 6], 7))
        same("curve: alone", ask(one.get_curve, curve["assetId"]), curve)
        ask(one.delete_asset, assets["film.gif"]["assetId"])
        same("asset: deleted", "film.gif" in {asset["fileName"] for asset in ask(one.get_asset_list)}, False)


def check_models(one):
    """REST makes no models: a model is what a running experiment logs. None is there."""
    same("models", ask(one.get_model_names), [])
    refused("models: unknown", CometRestApiException, one.get_model_data, "no such model")
    with tempfile.TemporaryDirectory() as folder:
        refused("tensorflow: none", ValueError, one.download_tensorflow_folder, folder)
        source = Path(folder) / "events.bin"
        source.write_bytes(b"events")
        ask(one.log_asset, str(source), name="logs/events.bin", ftype="tensorflow-file")
        ask(one.download_tensorflow_folder, folder)
        same("tensorflow", (Path(folder) / "logs/events.bin").read_bytes(), b"events")


def check_cache(one):
    """What the SDK remembers by itself it asks for again when it is told to."""
    cached = ask(API, api_key=one._api.api_key, cache=True)
    remembered = ask(cached.get_experiment_by_key, one.key)
    before = ask(remembered.get_tags)
    ask(one.add_tag, "behind its back")
    same("cache: remembered", ask(remembered.get_tags), before)
    ask(cached.clear_cache)
    same("cache: cleared", sorted(ask(remembered.get_tags)), sorted([*before, "behind its back"]))
    ask(one.delete_tags, ["behind its back"])
    ask(cached.do_not_cache, "experiment/tags")
    same("cache: not for tags", sorted(ask(remembered.get_tags)), sorted(before))
    ask(cached.do_cache, "experiment/tags")
    same("cache: on", ask(cached.use_cache), True)
    ask(cached.use_cache, False)
    same("cache: off", sorted(ask(remembered.get_tags)), sorted(before))


def check_times(api, one):
    ask(one.update_status)
    same("state: alive", ask(one.get_state), "running")
    for state in ("crashed", "finished", "running"):
        ask(one.set_state, state)
        same(f"state: {state}", ask(one.get_state), state)
    ask(api.stop_experiment, one.key)
    same("state: stopped", ask(one.get_state), "finished")
    ask(one.set_start_time, 1_700_000_000_000)
    ask(one.set_end_time, 1_700_000_600_000)
    metadata = ask(one.get_metadata)
    same("times: one after the other", (metadata["startTimeMillis"], metadata["endTimeMillis"]), (1_700_000_000_000, 1_700_000_600_000))
    ask(api._client.set_experiment_start_end, one.key, 1_700_000_000_000, 1_700_000_600_000)
    same("times", ask(one.get_metadata)["durationMillis"], 600_000)
    full = ask(one.to_json, full=True)
    same("to_json", (full["tags"], full["html"], full["git_patch"]), (ask(one.get_tags), "<p>3</p>", b"--- a\n+++ b\n"))


def check_lists(api, one, place):
    """Archived, restored, moved, linked, deleted."""
    others = [ask(APIExperiment, api=api, workspace=place[0], project_name=place[1], experiment_name=f"other {number}") for number in range(3)]
    keys = [other.key for other in others]
    active = lambda where=place: [e.key for e in ask(api.get_experiments, *where)]
    same("experiments", active(), [one.key, *keys])
    same("experiments: one by one", [e.key for e in ask(api.gen_experiments, *place)], [one.key, *keys])
    same("experiments: by pattern", [e.key for e in ask(api.get_experiments, *place, pattern="other [12]")], keys[1:])
    ask(others[0].archive)
    ask(api.archive_experiments, keys[1:2])
    ask(api.archive_experiment, keys[2])
    same("archived", [e.key for e in ask(api.get_archived_experiments, *place)], keys)
    same("archived: alone", ask(api.get_archived_experiment, *place, keys[1]).archived, True)
    same("archived: no longer active", active(), [one.key])
    for key in keys:
        ask(api.restore_experiment, key)
    same("restored", sorted(active()), sorted([one.key, *keys]))
    elsewhere = (place[0], f"{place[1]} elsewhere")
    ask(api.create_project, *elsewhere)
    try:
        ask(api.move_experiments, keys[:1], *elsewhere)
        same("moved", (active(elsewhere), keys[0] in active()), (keys[:1], False))
        ask(api.move_experiments, keys[1:2], *elsewhere, symlink=True)
        same("linked", (keys[1] in active(elsewhere), keys[1] in active()), (True, True))
        same("symlink: address", elsewhere[1].split(" ")[0] in ask(others[2].create_symlink, elsewhere[1]), True)
        same("symlink", (keys[2] in active(elsewhere), keys[2] in active()), (True, True))
    finally:
        ask(api.delete_project, *elsewhere, delete_experiments=True)
    same("linked ones outlive the project", sorted(active()), sorted([one.key, *keys[1:]]))
    ask(api.delete_experiment, keys[1])
    ask(api.delete_experiments, keys[2:])
    same("deleted", active(), [one.key])
