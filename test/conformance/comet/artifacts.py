"""Artifacts: sets of files that one experiment logs and another one uses, version by version."""

import json
import tempfile
from pathlib import Path

from comet_ml.artifacts import Artifact
from comet_ml.artifacts.artifact_logger import _call_post_prepared_request, _prepare_update_artifact_version_state
from comet_ml.exceptions import ArtifactNotFound, ArtifactNotFinalException, LogArtifactException

from judge import ask, refused, same
from online import begun


def check_artifacts(api, place):
    """`place`: workspace and project. Leaves one artifact behind; returns its name."""
    workspace, project = place
    name = f"data {project}"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "set").mkdir()
        files = {"set/a.csv": b"a,b\n1,2\n", "set/b.bin": bytes(range(256)), "note.json": b'{"rows":2}'}
        for file_name, content in files.items():
            (folder / file_name).write_bytes(content)
        with begun(place) as producer:
            log_first(producer, name, folder)
            log_second(producer, name, folder)
        check_lists(api, workspace, name, producer.get_key(), files)
        with begun(place) as consumer:
            check_use(consumer, workspace, name, files, folder)
        check_lineage(api, name, producer.get_key(), consumer.get_key())
        check_labels(api, workspace, name)
        with begun(place) as one:
            check_states(api, one, workspace, name)
    return name


def log_first(producer, name, folder):
    artifact = Artifact(name, "dataset", version="1.0.0", aliases=["first", "stable"], metadata={"rows": 2}, version_tags=["raw"])
    ask(artifact.add, str(folder / "set"), logical_path="set")
    ask(artifact.add, str(folder / "note.json"), metadata={"of": "all"})
    ask(artifact.add_remote, "s3://bucket/far.bin", logical_path="far.bin", metadata={"far": True}, sync_mode=False)
    same("artifact: assets", sorted(asset.logical_path for asset in artifact.assets), ["far.bin", "note.json", "set/a.csv", "set/b.bin"])
    logged = ask(producer.log_artifact, artifact)
    same("artifact: logged", (logged.name, logged.artifact_type, str(logged.version)), (name, "dataset", "1.0.0"))
    ask(producer.flush)


def log_second(producer, name, folder):
    """Without a version: the tracker chooses it. It takes an alias from the first."""
    artifact = Artifact(name, "dataset", aliases=["stable"])
    ask(artifact.add, str(folder / "note.json"))
    logged = ask(producer.log_artifact, artifact)
    same("artifact: next version", str(logged.version), "2.0.0")
    ask(producer.flush)


def check_lists(api, workspace, name, producer, files):
    (listed,) = [row for row in ask(api.get_artifact_list, workspace)["artifacts"] if row["name"] == name]
    same("artifact: listed", listed["type"], "dataset")
    same("artifacts: of a type", name in [row["name"] for row in ask(api.get_artifact_list, workspace, "dataset")["artifacts"]], True)
    same("artifacts: of another type", name in [row["name"] for row in ask(api.get_artifact_list, workspace, "model")["artifacts"]], False)
    details = ask(api.get_artifact_details, workspace, name)
    same("artifact: versions", sorted(version["version"] for version in details["versions"]), ["1.0.0", "2.0.0"])
    same("artifact: by id", ask(api.get_artifact_details, artifact_id=details["artifactId"]), details)
    rows = {row["fileName"]: row for row in ask(api.get_artifact_files, workspace, name, version="1.0.0")["files"]}
    same("artifact: files", sorted(rows), ["far.bin", "note.json", "set/a.csv", "set/b.bin"])
    same("artifact: sizes", {file: rows[file]["fileSize"] for file in files}, {file: len(content) for file, content in files.items()})
    same("artifact: file metadata", json.loads(rows["note.json"]["metadata"]), {"of": "all"})
    same("artifact: elsewhere", (rows["far.bin"]["remote"], rows["far.bin"]["link"]), (True, "s3://bucket/far.bin"))
    same("artifact: files by alias", [row["fileName"] for row in ask(api.get_artifact_files, workspace, name, alias="stable")["files"]], ["note.json"])
    one = ask(api.get_artifact, workspace, name, version="1.0.0")
    same("artifact: version", (str(one.version), one.metadata["rows"], list(one.version_tags), list(one.aliases), one.source_experiment_key), ("1.0.0", 2, ["raw"], ["first"], producer))
    same("artifact: size", one.size, sum(len(content) for content in files.values()))
    same("artifact: latest", str(ask(api.get_artifact, workspace, name).version), "2.0.0")
    same("artifact: by alias", str(ask(api.get_artifact, workspace, name, alias="first").version), "1.0.0")


def check_use(consumer, workspace, name, files, folder):
    used = ask(consumer.get_artifact, name, workspace=workspace, version_or_alias="first")
    same("artifact: used", (str(used.version), used.name, used.workspace), ("1.0.0", name, workspace))
    same("artifact: its files", sorted(asset.logical_path for asset in used.assets), ["far.bin", "note.json", "set/a.csv", "set/b.bin"])
    same("artifact: what can be had", [(ask(asset.is_asset_downloadable), ask(asset.is_remote_and_synced)) for asset in used.assets if not asset.remote], [(True, False)] * 3)
    same("artifact: remote ones", [asset.link for asset in used.remote_assets], ["s3://bucket/far.bin"])
    same("artifact: one file", (ask(used.get_asset, "set/a.csv").size, ask(used.get_asset, "set/a.csv").remote), (len(files["set/a.csv"]), False))
    local = ask(used.download, path=str(folder / "down"), overwrite_strategy="OVERWRITE", sync_mode=False)
    found = {path.relative_to(folder / "down").as_posix(): path.read_bytes() for path in (folder / "down").rglob("*") if path.is_file()}
    same("artifact: downloaded", {file: found.get(file) for file in files}, files)
    asset = ask(ask(used.get_asset, "note.json").download, local_path=str(folder / "alone"))
    same("artifact: one downloaded", Path(asset.local_path_or_data).read_bytes(), files["note.json"])
    same("artifact: its experiment", ask(used.get_source_experiment).key, used.source_experiment_key)
    local.version = "1.1.0"
    local.aliases = {"patched"}
    (folder / "more.txt").write_text("more")
    ask(local.add, str(folder / "more.txt"))
    logged = ask(consumer.log_artifact, local)
    same("artifact: changed and logged again", str(logged.version), "1.1.0")
    ask(consumer.flush)
    again = ask(consumer.get_artifact, name, workspace=workspace, version_or_alias="patched")
    same("artifact: files of that", sorted(asset.logical_path for asset in again.assets if not asset.remote), ["more.txt", "note.json", "set/a.csv", "set/b.bin"])
    refused("artifact: unknown", ArtifactNotFound, consumer.get_artifact, "no such artifact", workspace=workspace)
    refused("artifact: a taken version", LogArtifactException, consumer.log_artifact, Artifact(name, "dataset", version="1.0.0"))


def check_lineage(api, name, producer, consumer):
    def seen(key, direction):
        answer = ask(ask(api.get_experiment_by_key, key).get_artifact_lineage, direction)
        return name in json.dumps(answer)
    same("lineage: producer", (seen(producer, "output"), seen(producer, "input")), (True, False))
    same("lineage: consumer", (seen(consumer, "input"), seen(consumer, "all")), (True, True))


def check_labels(api, workspace, name):
    one = ask(api.get_artifact, workspace, name, version="1.0.0")
    ask(one.update_aliases, ["gold"])
    ask(one.update_version_tags, ["clean", "small"])
    ask(one.update_artifact_tags, ["of the house"])
    one = ask(api.get_artifact, workspace, name, version="1.0.0")
    same("artifact: labels", (list(one.aliases), sorted(one.version_tags), list(one.artifact_tags)), (["gold"], ["clean", "small"], ["of the house"]))


def check_states(api, one, workspace, name):
    """A version that is still open cannot be read, a failed one never."""
    client, key = api._client, one.get_key()
    opened = client.upsert_artifact(artifact_name=name, artifact_type="dataset", experiment_key=key, version="3.0.0", aliases=[], version_tags=[]).json()
    refused("artifact: still open", ArtifactNotFinalException, one.get_artifact, name, workspace=workspace, version_or_alias="3.0.0")
    ask(_call_post_prepared_request, _prepare_update_artifact_version_state(client, opened["artifactVersionId"], key, "ERROR"), 10, True)
    refused("artifact: failed", ArtifactNotFinalException, one.get_artifact, name, workspace=workspace, version_or_alias="3.0.0")
    refused("artifact: failed for good", LogArtifactException, _call_post_prepared_request, _prepare_update_artifact_version_state(client, opened["artifactVersionId"], key, "CLOSED"), 10, True)
