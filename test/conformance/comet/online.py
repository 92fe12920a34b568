"""Experiments as scripts have them: `comet_ml.Experiment` and `comet_ml.ExistingExperiment` log, `comet_ml.API` reads back."""

import contextlib
import json
import tempfile
import uuid
import zipfile
from pathlib import Path

import comet_ml
from comet_ml.connection.connection_factory import get_rest_server_connection
from comet_ml.exceptions import ExperimentAlreadyUploaded, ExperimentNotFound, InvalidAPIKey, InvalidWorkspace
from comet_ml.offline import upload_single_offline_experiment

from experiments import write_files
from judge import ask, refused, same

#: What tests of one thing need not wait for.
QUIET = {
    "log_code": False, "log_env_details": False, "log_git_metadata": False, "log_git_patch": False, "auto_output_logging": False,
    "display_summary_level": 0, "parse_args": False,
}


@contextlib.contextmanager
def running(make, **options):
    """An experiment that ends in any case."""
    one = ask(make, **{**QUIET, **options})
    same("online: alive", one.alive, True)
    try:
        yield one
    finally:
        one.end()


def begun(place, **options):
    return running(comet_ml.Experiment, workspace=place[0], project_name=place[1], **options)


def check_online(api, place):
    """`place`: workspace and project. Leaves behind what it logs; returns the keys."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = write_files(folder)
        (folder / "few").mkdir()
        (folder / "few" / "one.txt").write_text("one of few")
        (folder / "few" / "one.ipynb").write_text("{}")
        with begun(place, log_env_details=True, log_env_gpu=False, auto_output_logging="simple", log_code=True) as one:
            log_everything(one, place, folder)
        key = one.get_key()
        check_everything(api, key, files)
        log_more(key)
        check_more(api, key)
        copy = check_copy(api, key)
        check_refusals(api, place, key)
        offline = check_offline(api, place, folder)
    return [key, copy, offline]


def log_everything(one, place, folder):
    print("a line of output 🚀")
    ask(one.set_name, "online 🚀")
    ask(one.log_metric, "loss", 0.5, step=1, epoch=1)
    ask(one.log_metric, "loss", float("nan"), step=2, epoch=1)
    ask(one.log_metrics, {"accuracy": 0.75, "f1": 0.5}, prefix="val", step=3)
    for context in (one.train, one.validate, one.test):
        with ask(context):
            ask(one.log_metric, "loss", 0.25, step=4)
    ask(one.log_parameter, "lr", 1e-05)
    ask(one.log_parameters, {"optimizer": {"name": "adam"}, "layers": [1, 2]})
    ask(one.log_other, "note", "kept")
    ask(one.log_others, {"count": 3})
    ask(one.add_tag, "online")
    ask(one.add_tags, ["second 🚀"])
    ask(one.log_html, "<p>1</p>")
    ask(one.log_html, "<p>2</p>")
    ask(one.log_html_url, "https://example.org/report", text="report")
    ask(one.set_model_graph, '{"layers": 3}')
    ask(one.log_text, "a sample", step=5, metadata={"of": "text"})
    ask(one.log_asset, str(folder / "data.bin"), file_name="dir/data.bin", step=6)
    ask(one.log_asset_data, {"x": 1}, name="data.json", metadata={"a": 1})
    ask(one.log_asset_folder, str(folder / "few"), log_file_name=True)
    ask(one.log_remote_asset, "s3://bucket/thing.bin", remote_file_name="thing.bin", metadata={"far": True})
    ask(one.log_code, code="print(1)\n", code_name="extra.py")
    ask(one.log_image, str(folder / "picture.png"), name="picture.png", step=7)
    ask(one.log_video, str(folder / "film.gif"), name="film.gif")
    ask(one.log_audio, str(folder / "data.bin"), file_name="sound.wav")
    ask(one.log_notebook, str(folder / "few" / "one.ipynb"))
    ask(one.log_embedding, [[1, 2], [3, 4]], ["a", "b"])
    ask(one.log_table, "table.csv", tabular_data=[[1, 2]], headers=["a", "b"])
    ask(one.log_curve, "curve", [1, 2], [3, 4], step=8)
    ask(one.log_confusion_matrix, y_true=[0, 1, 1], y_predicted=[0, 1, 0], step=9)
    ask(one.log_histogram_3d, [1, 2, 2, 3], name="weights", step=10)
    ask(one.log_points_3d, "scene", points=[[0, 0, 0], [1, 1, 1]], step=11)
    ask(one.log_model, "net", str(folder / "weights.bin"), file_name="weights.bin", metadata={"kind": "net"})
    ask(one.log_remote_model, "far", "s3://bucket/model", metadata={"b": 2}, sync_mode=False)
    ask(one.log_system_info, "room", "42")
    ask(one.log_dependency, "library", "1.2.3")
    ask(one.log_dataset_hash, [1, 2, 3])
    ask(one.set_os_packages)
    ask(one.set_pip_packages)
    ask(one.set_filename, "scripts/train.py")
    ask(one.create_symlink, place[1])
    ask(one.send_notification, "half way", status="running")
    ask(one.register_callback, remote_action)
    same("online: sent", ask(one.flush), True)


def remote_action(experiment, times):
    """What a page could call."""


def check_everything(api, key, files):
    one = ask(api.get_experiment_by_key, key)
    same("online: ended", ask(one.get_state), "finished")
    same("online: name", ask(one.get_name), "online 🚀")
    rows = {}
    for row in ask(one.get_metrics):
        rows.setdefault(row["metricName"], []).append((row["metricValue"], row["step"], row["epoch"], row["runContext"]))
    same("online: loss", rows.get("loss"), [("0.5", 1, 1, None), ("NaN", 2, 1, None)])
    same("online: in a context", rows.get("train_loss"), [("0.25", 4, 1, "train")])
    same("online: in other contexts", (len(rows.get("validate_loss", [])), len(rows.get("test_loss", []))), (1, 1))
    same("online: prefix", (rows.get("val_accuracy"), rows.get("val_f1")), ([("0.75", 3, 1, None)], [("0.5", 3, 1, None)]))
    parameters = {row["name"]: row["valueCurrent"] for row in ask(one.get_parameters_summary)}
    same("online: parameter", float(parameters["lr"]), 1e-05)
    same("online: nested parameter", parameters.get("optimizer|name"), "adam")
    same("online: list", json.loads(parameters.get("layers", "null")), [1, 2])
    same("online: others", (ask(one.get_others_summary, "note"), ask(one.get_others_summary, "count")), (["kept"], ["3"]))
    same("online: tags", sorted(ask(one.get_tags)), ["online", "second 🚀"])
    html = ask(one.get_html)
    same("online: html", (html.startswith("<p>1</p>"), "<p>2</p>" in html, "https://example.org/report" in html), (True, True, True))
    same("online: graph", json.loads(ask(one.get_model_graph)), {"layers": 3})
    same("online: output", "a line of output 🚀" in ask(one.get_output), True)
    same("online: machine", (ask(one.get_pid) is not None, ask(one.get_hostname) is not None), (True, True))
    same("online: system info", {"key": "room", "value": "42"} in ask(one.get_additional_system_info), True)
    listed = ask(one.get_asset_list)
    # The tracker adds one asset for all histograms of a name, under the same name.
    assets = {asset["fileName"]: asset for asset in listed if asset["type"] != "histogram_combined_3d"}
    (combined,) = [asset for asset in listed if asset["type"] == "histogram_combined_3d"]
    same("online: combined", [each["step"] for each in json.loads(ask(one.get_asset, combined["assetId"]))["histograms"]], [10])
    of_type = lambda type_: [asset for asset in assets.values() if asset["type"] == type_]
    read = lambda name: ask(one.get_asset, assets[name]["assetId"])
    for name, (type_, step) in {
        "few/one.txt": ("asset", None), "dir/data.bin": ("asset", 6), "data.json": ("asset", None), "thing.bin": ("asset", None), "extra.py": ("source_code", None),
        "picture.png": ("image", 7), "film.gif": ("video", None), "sound.wav": ("audio", None), "curve": ("curve", 8), "weights": ("histogram3d", 10), "scene": ("3d-image", 11),
    }.items():
        asset = assets.get(name, {"type": "missing", "step": None})
        same(f"online: {name}", asset["type"], type_)
        if step is not None:
            same(f"online: step of {name}", asset["step"], step)
    same("online: bytes", read("dir/data.bin"), files["data.bin"])
    same("online: data", (json.loads(read("data.json")), json.loads(assets["data.json"]["metadata"])), ({"x": 1}, {"a": 1}))
    same("online: picture", read("picture.png"), files["picture.png"])
    same("online: code", read("extra.py"), b"print(1)\n")
    same("online: table", read("table.csv").split(), [b"a,b", b"1,2"])
    far = assets["thing.bin"]
    same("online: elsewhere", (far["remote"], far["link"], json.loads(far["metadata"])["far"]), (True, "s3://bucket/thing.bin", True))
    (sample,) = of_type("text-sample")
    same("online: text", (ask(one.get_asset, sample["assetId"]), json.loads(sample["metadata"])), (b"a sample", {"of": "text"}))
    (matrix,) = of_type("confusion-matrix")
    same("online: matrix", json.loads(ask(one.get_asset, matrix["assetId"]))["matrix"], [[1, 0], [1, 1]])
    same("online: scene", any(name.startswith("scene/") for name in assets), True)
    same("online: models", sorted(ask(one.get_model_names)), ["far", "net"])
    same("online: model", [(asset["fileName"], asset["fileSize"]) for asset in ask(one.get_model_asset_list, "net") if asset["fileName"] == "weights.bin"], [("weights.bin", len(files["weights.bin"]))])
    same("online: remote model", {asset["link"] for asset in ask(one.get_model_asset_list, "far") if asset["remote"]}, {"s3://bucket/model"})
    with tempfile.TemporaryDirectory() as folder:
        ask(one.download_model, "net", output_path=folder)
        same("online: downloaded", (Path(folder) / "weights.bin").read_bytes(), files["weights.bin"])
        ask(one.download_model, "net", output_path=folder, expand=False)
        (archive,) = Path(folder).glob("*.zip")
        same("online: as a zip", "weights.bin" in zipfile.ZipFile(archive).namelist(), True)


def log_more(key):
    with running(comet_ml.ExistingExperiment, experiment_key=key) as one:
        same("existing: tags", sorted(one.get_tags()), ["online", "second 🚀"])
        same("existing: metric", one.get_metric("train_loss"), 0.25)
        same("existing: parameter", one.get_parameter("lr"), 1e-05)
        same("existing: other", one.get_other("note"), "kept")
        ask(one.log_metric, "loss", 0.125, step=20)
        ask(one.log_parameter, "later", "yes")
        ask(one.log_other, "note", "changed")
        ask(one.add_tag, "later")


def check_more(api, key):
    one = ask(api.get_experiment_by_key, key)
    same("existing: values", [row["metricValue"] for row in ask(one.get_metrics, "loss")], ["0.5", "NaN", "0.125"])
    same("existing: parameter", ask(one.get_parameters_summary, "later")["valueCurrent"], "yes")
    same("existing: other", ask(one.get_others_summary, "note"), ["changed"])
    same("existing: tags", sorted(ask(one.get_tags)), ["later", "online", "second 🚀"])


def check_copy(api, key):
    with running(comet_ml.ExistingExperiment, experiment_key=key, step_copy=1) as copy:
        same("copy: a key of its own", copy.get_key() != key, True)
    one = ask(api.get_experiment_by_key, copy.get_key())
    same("copy: up to its step", [row["step"] for row in ask(one.get_metrics, "loss")], [1])
    same("copy: project", one.project_name, ask(api.get_experiment_by_key, key).project_name)
    return copy.get_key()


def check_refusals(api, place, key):
    """The numbers of errors, by what the SDK makes of them. A script itself goes on, without its experiment."""
    connect = lambda api_key=api.api_key, experiment_key=uuid.uuid4().hex: get_rest_server_connection(api_key, experiment_key)
    refused("refused: a taken key", ExperimentAlreadyUploaded, connect(experiment_key=key).add_run, place[1], place[0])
    refused("refused: an unknown workspace", InvalidWorkspace, connect().add_run, place[1], "nobody’s")
    refused("refused: a wrong API key", InvalidAPIKey, connect("wrong" * 5).add_run, place[1], place[0])
    refused("refused: an unknown key", ExperimentNotFound, connect().get_run, "f" * 32)
    again = ask(connect(experiment_key=key).add_run, place[1], place[0], get_or_create_mode=True)
    same("a taken key, asked for nicely", again.experiment_name, "online 🚀")


def check_offline(api, place, folder):
    """An archive that was written without a network and uploaded afterwards, as `comet upload` does it."""
    one = ask(comet_ml.OfflineExperiment, workspace=place[0], project_name=place[1], offline_directory=str(folder / "archives"), **QUIET)
    ask(one.log_metric, "loss", 0.5, step=1)
    ask(one.log_parameter, "lr", 0.5)
    ask(one.add_tag, "offline")
    ask(one.log_asset, str(folder / "data.bin"), file_name="data.bin")
    one.end()
    (archive,) = (folder / "archives").glob("*.zip")
    options = json.loads(zipfile.ZipFile(archive).read("experiment.json"))
    same("offline: uploaded", ask(upload, archive), True)
    read = ask(api.get_experiment_by_key, one.get_key())
    same("offline: metric", [(row["metricValue"], row["step"]) for row in ask(read.get_metrics, "loss")], [("0.5", 1)])
    same("offline: parameter", ask(read.get_parameters_summary, "lr")["valueCurrent"], "0.5")
    same("offline: tags", ask(read.get_tags), ["offline"])
    same("offline: asset", [asset["fileSize"] for asset in ask(read.get_asset_list) if asset["fileName"] == "data.bin"], [768])
    metadata = ask(read.get_metadata)
    same("offline: times", (metadata["startTimeMillis"], metadata["endTimeMillis"]), (options["start_time"], options["stop_time"]))
    return one.get_key()


def upload(archive):
    return upload_single_offline_experiment(str(archive), comet_ml.get_config()["comet.api_key"], force_upload=False)
