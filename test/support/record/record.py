#!/usr/bin/env python3
"""Records the lab's sample experiments with the official Comet SDK and puts its archives into media/lab.

Trains every model of `plan.py` for real, each in a process of its own, offline, from repositories in a neutral home
folder, so that nothing of the machine that records is in the recordings. Needs Linux, git, Python 3.10 or newer and
the right to create HOME (a container is a good place). About eight minutes:

    python3 -m venv ~/lab-venv
    ~/lab-venv/bin/pip install -r test/support/record/requirements.txt
    PATH=~/lab-venv/bin:$PATH npm run lab:record
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import plan
from repositories import change, prepare

HOME = Path("/home") / plan.USER
HERE = Path(__file__).parent
TARGET = HERE.parents[2] / "media" / "lab"
MOST_BYTES = 3_000_000


def record(run):
    """Runs one script on the stage; returns the archive that the SDK wrote."""
    out = HOME / "offline"
    out.mkdir()
    stage = {"start": run.start, "pace": run.pace, "hostname": plan.HOSTNAME, "ip": plan.IP, "packages": plan.OS_PACKAGES}
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(HOME), "USER": plan.USER, "LOGNAME": plan.USER, "LANG": "C.UTF-8",
        "TMPDIR": str(HOME / "tmp"), "PYTHONPATH": str(HOME / "stage"), "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1", "STAGE": json.dumps(stage),
        "SOURCE_DATE_EPOCH": str(int(run.start)),  # matplotlib writes the date into its pictures
        "COMET_START_ONLINE": "0", "COMET_OFFLINE_DIRECTORY": str(out), "COMET_EXPERIMENT_KEY": run.key,
        "COMET_WORKSPACE": run.workspace, "COMET_PROJECT_NAME": run.project, "COMET_START_EXPERIMENT_NAME": run.name,
        "COMET_START_EXPERIMENT_TAGS": ",".join(run.tags), "COMET_AUTO_LOG_PARAMETERS": "0", "COMET_ERROR_TRACKING_ENABLE": "0",
        **{f"COMET_SYSTEM_{part}_INTERVAL": "20" for part in ("CPU", "NETWORK", "DISK")},
    }
    command = [str(HOME / "venv/bin/python"), run.script, *map(str, run.arguments)]
    ended = subprocess.run(command, cwd=HOME / run.folder, env=environment, capture_output=True, text=True)
    archive = next(out.glob("*.zip"), None)
    if archive is None or (ended.returncode != 0) != run.crashes or (error_in(archive) is not None) != run.crashes:
        raise SystemExit(f"{run.name}: ended with {ended.returncode}\n{ended.stdout}\n{ended.stderr}")
    recorded = HOME / "recorded" / f"{run.key}.zip"
    shutil.move(archive, recorded)
    shutil.rmtree(out)
    return recorded


def error_in(archive):
    """What the SDK says went wrong: an unhandled error of the script, or that it could not write everything in time."""
    with zipfile.ZipFile(archive) as content:
        return json.loads(content.read("experiment.json"))["customer_error_message"]


def manifest(runs):
    """Lists the experiments, with what the SDK cannot record; see src/lab/recordings/recordings.ts."""
    return {
        "user": plan.USER,
        "defaultWorkspace": plan.VISION,
        "recordedUntil": plan.NOW * 1000,
        "projects": plan.PROJECTS,
        "experiments": [entry(run) for run in sorted(runs, key=lambda run: run.start)],
    }


def entry(run):
    """What a list shows of a run: as its archive says, and what the plan adds."""
    with zipfile.ZipFile(HOME / "recorded" / f"{run.key}.zip") as archive:
        options = json.loads(archive.read("experiment.json"))
        messages = [json.loads(line) for line in archive.read("messages.json").splitlines()]
    told = {message["type"]: message["payload"] for message in messages}
    names = [message["payload"]["value"] for message in messages if message["type"] == "log_other" and message["payload"]["key"] == "Name"]
    return {
        "key": options["offline_id"],
        "workspace": options["workspace"],
        "project": options["project_name"],
        "name": names[-1],
        "startTime": options["start_time"],
        "endTime": options["stop_time"],
        "crashed": options["customer_error_reported"],
        "archived": run.archived,
        "live": {"speed": 1} if run.live else None,
        "filePath": told["file_name"]["file_name"],
        "user": told["system_details"]["user"],
    }


def leaks(archive):
    """Everything in an archive that tells where it was recorded."""
    secrets = {socket.gethostname(), os.getcwd(), str(HERE), sys.prefix, sys.executable, os.path.expanduser("~"), "/tmp/", "/root", "/work"}
    secrets |= {value for name, value in os.environ.items() if name.startswith(("PIP_", "COMET_")) or "proxy" in name.lower()}
    with zipfile.ZipFile(archive) as content:
        for entry in content.namelist():
            data = content.read(entry)
            for secret in sorted(secrets):
                if len(secret) > 3 and secret.encode() in data:
                    yield f"{archive.name}: {entry} says {secret}"


def main():
    if HOME.exists():
        raise SystemExit(f"{HOME} exists; recording would use it and remove it.")
    runs = plan.runs()
    try:
        shutil.copytree(HERE / "stage", HOME / "stage")
        (HOME / "tmp").mkdir()
        (HOME / "recorded").mkdir()
        (HOME / "venv").symlink_to(sys.prefix)
        for run in runs:
            prepare(HERE, HOME, run.folder, plan.USER)
            if run.uncommitted:
                change(HERE, HOME, run.folder)
            archive = record(run)
            print(f"{archive.stat().st_size / 1024:7.1f} KiB  {run.workspace}/{run.project}  {run.name}", flush=True)
        publish(runs)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)


def publish(runs):
    """Puts the archives and their list in place of the old ones, unless something is wrong with them."""
    archives = sorted((HOME / "recorded").glob("*.zip"))
    total = sum(archive.stat().st_size for archive in archives)
    found = [leak for archive in archives for leak in leaks(archive)]
    print(f"{len(archives)} experiments, {total / 1024:.0f} KiB", *found, sep="\n")
    if found or total > MOST_BYTES:
        raise SystemExit("These recordings must not be published.")
    listed = json.dumps(manifest(runs), indent=2, ensure_ascii=False) + "\n"
    TARGET.mkdir(parents=True, exist_ok=True)
    for old in TARGET.glob("*.zip"):
        old.unlink()
    for archive in archives:
        shutil.copyfile(archive, TARGET / archive.name)
    (TARGET / "lab.json").write_text(listed, encoding="utf-8")


if __name__ == "__main__":
    main()
