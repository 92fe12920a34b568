"""The model registry: models that an experiment logged become versions of named models of a workspace."""

import tempfile
import zipfile
from pathlib import Path

from comet_ml.api_objects.model import Model, ModelStatusConfiguration, StatusConfigurationItem
from comet_ml.exceptions import CometRestApiException

from judge import ask, refused, same
from online import begun


def check_registry(api, place):
    """`place`: workspace and project. Leaves one registry model behind; returns its name."""
    workspace, project = place
    name = f"net-{project}"
    weights = {"weights.bin": bytes(range(200)), "config.json": b'{"layers": 3}'}
    with tempfile.TemporaryDirectory() as folder, begun(place) as one:
        for file_name, content in weights.items():
            (Path(folder) / file_name).write_bytes(content)
        ask(one.log_model, "net", folder, prepend_folder_name=False)
        ask(one.flush)
        ask(one.register_model, "net", version="1.0.0", registry_name=f"{name}-online", sync=True, timeout=30)
    logged = ask(api.get_experiment_by_key, one.get_key())
    count = ask(api.get_registry_model_count, workspace)
    same("registry: registered by the script", f"{name}-online" in ask(api.get_registry_model_names, workspace), True)
    register(api, logged, workspace, name)
    same("registry: counted", ask(api.get_registry_model_count, workspace), count + 1)
    check_details(api, logged, workspace, name, weights)
    check_versions(api, workspace, name)
    check_model(api, workspace, name, weights)
    check_downloads(api, workspace, name, weights)
    check_changes(api, workspace, name)
    ask(api.delete_registry_model, workspace, f"{name}-online")
    same("registry: deleted", f"{name}-online" in ask(api.get_registry_model_names, workspace), False)
    refused("registry: unknown", CometRestApiException, api.get_registry_model_details, workspace, f"{name}-online")
    return name


def register(api, logged, workspace, name):
    ask(logged.register_model, "net", version="1.0.0", registry_name=name, description="what it is", comment="the first", tags=["staging"],
        public=False, metadata={"accuracy": 0.5, "of": {"kind": "net"}}, status_configuration={"status": "Development", "status_configuration_items": [{"key": "by", "value": "ada"}]})
    ask(logged.register_model, "net", version="1.1.0", registry_name=name, comment="the second", tags=["best", "staging"], status="Production")
    ask(api._client.register_model, logged.key, "net", "2.0.0", workspace, name, None, None, "the third", ["production"])
    refused("registry: a taken version", CometRestApiException, logged.register_model, "net", version="1.1.0", registry_name=name)
    refused("registry: a bad version", (CometRestApiException, ValueError), logged.register_model, "net", version="one", registry_name=name)
    same("registry: named", name in ask(api.get_registry_model_names, workspace), True)


def check_details(api, logged, workspace, name, weights):
    details = ask(api.get_registry_model_details, workspace, name)
    same("registry: model", (details["modelName"], details["description"], details["isPublic"]), (name, "what it is", False))
    same("registry: versions", [version["version"] for version in details["versions"]], ["2.0.0", "1.1.0", "1.0.0"])
    first = ask(api.get_registry_model_details, workspace, name, "1.0.0")
    same("registry: version", (first["version"], first["comment"], first["stages"]), ("1.0.0", "the first", ["staging"]))
    same("registry: made of", (first["experimentModel"]["experimentKey"], first["experimentModel"]["experimentModelName"]), (logged.key, "net"))
    same("registry: files", sorted((asset["fileName"], asset["fileSize"]) for asset in first["assets"]), sorted((file_name, len(content)) for file_name, content in weights.items()))
    same("registry: no such version", ask(api.get_registry_model_details, workspace, name, "9.9.9"), None)


def check_versions(api, workspace, name):
    same("registry: version strings", ask(api.get_registry_model_versions, workspace, name), ["2.0.0", "1.1.0", "1.0.0"])
    def latest(**options):
        (version,) = ask(api.get_latest_registry_model_version_details, workspace, name, **options)["versions"]
        return version["version"]

    same("registry: latest", latest(), "2.0.0")
    same("registry: latest of a major", latest(version_major=1), "1.1.0")
    same("registry: latest of a minor", latest(version_major=1, version_minor=0), "1.0.0")
    same("registry: latest of a stage", latest(stage="staging"), "1.1.0")
    assets = ask(api.get_model_registry_version_assets, workspace, name, version="1.0.0")
    same("registry: assets", (assets["version"], sorted(asset["fileName"] for asset in assets["assets"])), ("1.0.0", ["config.json", "weights.bin"]))


def check_model(api, workspace, name, weights):
    model = ask(api.get_model, workspace, name)
    same("model: name", model.name, name)
    same("model: tags", (ask(model.tags, "1.1.0"), ask(model.status, "1.1.0")), (["best", "staging"], "Production"))
    same("model: found", ask(model.find_versions), ["2.0.0", "1.1.0", "1.0.0"])
    same("model: found by prefix", ask(model.find_versions, version_prefix="1"), ["1.1.0", "1.0.0"])
    same("model: found by tag", ask(model.find_versions, tag="staging"), ["1.1.0", "1.0.0"])
    same("model: found by status", ask(model.find_versions, status="Production"), ["1.1.0"])
    ask(model.add_tag, "1.0.0", "checked")
    same("model: tag added", ask(model.tags, "1.0.0"), ["staging", "checked"])
    ask(model.delete_tag, "1.0.0", "checked")
    same("model: tag gone", ask(model.tags, "1.0.0"), ["staging"])
    statuses = ask(api.model_registry_allowed_status_values, workspace)
    same("model: statuses", "Production" in statuses and "None" in statuses, True)
    ask(model.set_status, "2.0.0", "Staging")
    same("model: status", ask(model.status, "2.0.0"), "Staging")
    refused("model: no such status", CometRestApiException, model.set_status, "2.0.0", "nothing like it")
    details = ask(model.get_details, "1.0.0")
    same("model: details", (details["version"], details["comment"]), ("1.0.0", "the first"))
    same("model: history", "MODEL_VERSION_STATUS_CHANGED" in str(ask(model.get_version_history, "2.0.0")), True)
    ask(model.update_registry_model_metadata, {"accuracy": 0.75}, version="1.1.0")
    same("model: metadata", ask(model.get_registry_model_metadata, version="1.1.0"), [{"key": "accuracy", "value": 0.75}])
    same("model: metadata at registration", sorted(entry["key"] for entry in ask(model.get_registry_model_metadata, version="1.0.0")), ["accuracy", "of"])
    configuration = ask(model.get_registry_model_status_configuration, version="1.0.0")
    same("model: configuration at registration", (configuration.status, [(item.key, item.value) for item in configuration.status_configuration_items]), ("Development", [("by", "ada")]))
    changed = ModelStatusConfiguration(status="Staging", is_review_required=True, status_configuration_items=[StatusConfigurationItem("why", "better")], comment="soon")
    ask(model.update_registry_model_status_configuration, changed, version="1.1.0")
    read = ask(model.get_registry_model_status_configuration, version="1.1.0")
    same("model: configuration", (read.status, read.is_review_required, read.comment, [(item.key, item.value) for item in read.status_configuration_items]), ("Staging", True, "soon", [("why", "better")]))
    assets = ask(model.get_assets, "1.0.0")
    same("model: assets", sorted((asset["fileName"], asset["fileSize"]) for asset in assets), sorted((file_name, len(content)) for file_name, content in weights.items()))
    same("model: by name", ask(Model.from_registry, workspace, name).name, name)
    with tempfile.TemporaryDirectory() as folder:
        ask(model.download, "1.0.0", output_folder=folder)
        same("model: downloaded", {path.name: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}, weights)


def check_downloads(api, workspace, name, weights):
    with tempfile.TemporaryDirectory() as folder:
        ask(api.download_registry_model, workspace, name, "1.0.0", output_path=folder)
        same("registry: downloaded", {path.name: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}, weights)
    with tempfile.TemporaryDirectory() as folder:
        ask(api.download_registry_model, workspace, name, output_path=folder, expand=False, stage="production")
        (archive,) = Path(folder).glob("*.zip")
        with zipfile.ZipFile(archive) as files:
            same("registry: as a zip", {Path(entry).name: files.read(entry) for entry in files.namelist()}, weights)


def check_changes(api, workspace, name):
    ask(api.update_registry_model_notes, workspace, name, "# Notes 🚀\n")
    same("registry: notes", ask(api.get_registry_model_notes, workspace, name), "# Notes 🚀\n")
    ask(api.update_registry_model_version, workspace, name, "1.0.0", comment="a better word", stages=["old"])
    version = ask(api.get_registry_model_details, workspace, name, "1.0.0")
    same("registry: version changed", (version["comment"], version["stages"]), ("a better word", ["old"]))
    ask(api.add_registry_model_version_stage, workspace, name, "1.0.0", "older")
    same("registry: stage added", ask(api.get_registry_model_details, workspace, name, "1.0.0")["stages"], ["old", "older"])
    ask(api.delete_registry_model_version_stage, workspace, name, "1.0.0", "old")
    same("registry: stage gone", ask(api.get_registry_model_details, workspace, name, "1.0.0")["stages"], ["older"])
    ask(api.update_registry_model, workspace, name, new_name=f"{name}-renamed", description="else", public=True)
    details = ask(api.get_registry_model_details, workspace, f"{name}-renamed")
    same("registry: renamed", (details["modelName"], details["description"], details["isPublic"]), (f"{name}-renamed", "else", True))
    ask(api.update_registry_model, workspace, f"{name}-renamed", new_name=name)
    ask(api.delete_registry_model_version, workspace, name, "2.0.0")
    same("registry: version deleted", ask(api.get_registry_model_versions, workspace, name), ["1.1.0", "1.0.0"])
