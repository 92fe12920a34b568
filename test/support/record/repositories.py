"""The git repositories that the scripts run in: their history, and changes that were never committed."""

import os
import shutil
import subprocess

#: What is committed after everything else, so that there is a history.
LATER = {"vision": ["digits/report.py", "assets/logo.png"], "tabular": ["wine.py"]}


def prepare(here, home, folder, user):
    """Makes the repository anew from `projects/`, with two commits and nothing uncommitted."""
    shutil.rmtree(home / folder, ignore_errors=True)
    shutil.copytree(here / "projects" / folder, home / folder)
    git = _git(home / folder, user)
    git("init", "--quiet", "--initial-branch=main")
    git("config", "user.name", user)
    git("config", "user.email", f"{user}@example.org")
    git("remote", "add", "origin", f"https://git.example.org/{user}/{folder}.git")
    git("add", ".")
    git("rm", "--cached", "--quiet", *LATER[folder])
    git("commit", "--quiet", "-m", "Start", date="2026-01-12T09:00:00Z")
    git("add", ".")
    git("commit", "--quiet", "-m", f"Add {LATER[folder][0]}", date="2026-01-30T16:20:00Z")


def change(here, home, folder):
    """Leaves the working tree as somebody does who is in the middle of something."""
    repository = home / folder
    git = _git(repository, "")
    if folder == "vision":
        git("rm", "--quiet", "configs/legacy.json")
        git("mv", "digits/plots.py", "digits/figures.py")
        _edit(repository / "train.py", "plots", "figures")
        shutil.copytree(here / "uncommitted" / folder, repository, dirs_exist_ok=True)
        git("add", "digits/augment.py")
    else:
        _edit(repository / "diabetes.py", "range(30, 60)", "range(30, 75)")


def _edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise SystemExit(f"{path} has no “{old}” to change")
    path.write_text(text.replace(old, new), encoding="utf-8")


def _git(repository, user):
    def run(*arguments, date=None):
        environment = {"PATH": os.environ["PATH"], "HOME": str(repository.parent), "GIT_CONFIG_NOSYSTEM": "1"}
        if date is not None:
            environment.update(GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)
        subprocess.run(["git", *arguments], cwd=repository, env=environment, check=True)

    return run
