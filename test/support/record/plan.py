"""Which runs are recorded: their scripts, names, places and times. Knows nothing of how."""

import hashlib
from dataclasses import dataclass, field

HOUR = 3600
DAY = 24 * HOUR

#: The moment that stands for "now": 27 February 2026, 15:00 UTC, in seconds since the epoch.
NOW = 1_772_204_400

USER = "ada"
HOSTNAME = "analytical-engine"
IP = "192.0.2.17"  # reserved for documentation
OS_PACKAGES = ["bash=5.2.15-2+b8", "git=1:2.39.5-0+deb12u2", "libc6=2.36-9+deb12u13", "zlib1g=1:1.2.13.dfsg-1"]

VISION, TABULAR = "vision-lab", "tabular-team"

PROJECTS = [
    {
        "workspace": VISION,
        "name": "digits-sweep",
        "description": "Which hidden layer, which learning rate?",
        "notes": "# Digits\n\nA sweep over the size of the hidden layer and the learning rate.\n\n- [x] sweep\n- [ ] augmentation\n",
        "isPublic": False,
    },
    {
        "workspace": VISION,
        "name": "digits-seeds",
        "description": "How much is luck? The same run, again and again, with other seeds.",
        "notes": "",
        "isPublic": False,
    },
    {
        "workspace": TABULAR,
        "name": "tumours",
        "description": "Benign or malignant, by logistic regression.",
        "notes": "",
        "isPublic": True,
    },
    {"workspace": TABULAR, "name": "diabetes", "description": "Regression that sometimes explodes.", "notes": "", "isPublic": True},
    {"workspace": TABULAR, "name": "wine", "description": "Forests, and names from all over the world 🍷", "notes": "", "isPublic": True},
]


@dataclass
class Run:
    workspace: str
    project: str
    name: str
    script: str
    arguments: list
    #: Seconds since the epoch.
    start: float
    tags: list = field(default_factory=list)
    #: Recorded seconds for each real one.
    pace: float = 120.0
    archived: bool = False
    live: bool = False
    #: Records with uncommitted changes in the working tree.
    uncommitted: bool = False
    #: Whether the script is meant to end with an error.
    crashes: bool = False

    @property
    def folder(self):
        """The repository that the script is in."""
        return "vision" if self.workspace == VISION else "tabular"

    @property
    def key(self):
        """The same in each recording."""
        return hashlib.md5(f"{self.workspace}/{self.project}/{self.name}/{self.arguments}".encode()).hexdigest()


def sweep():
    start = NOW - 20 * DAY
    for hidden in (16, 64, 128):
        for rate in (0.001, 0.003, 0.01, 0.05):
            start += 2 * HOUR + hidden * 7
            best = hidden == 128 and rate == 0.003
            yield Run(
                VISION, "digits-sweep", f"mlp-{hidden} lr={rate:g}", "train.py",
                ["--hidden", hidden, "--learning-rate", rate, *(["--save-model"] if best or (hidden == 64 and rate == 0.01) else [])],
                start, tags=["sweep", *(["best"] if best else [])], archived=hidden == 16 and rate == 0.05, pace=180,
            )
    yield Run(
        VISION, "digits-sweep", "mlp-64 sgd, too fast", "train.py", ["--hidden", 64, "--solver", "sgd", "--learning-rate", 1e150],
        start + 3 * HOUR, tags=["sweep", "failed"], crashes=True,
    )
    yield Run(
        VISION, "digits-sweep", "mlp-256 augmented", "train.py",
        ["--hidden", 256, "--learning-rate", 0.0005, "--batch-size", 96, "--epochs", 150, "--log-every", 24, "--progress"],
        NOW - 6 * 60, tags=["augmented"], pace=15, live=True, uncommitted=True,
    )


def seeds():
    for seed in range(6):
        yield Run(
            VISION, "digits-seeds", "baseline", "train.py", ["--seed", seed], NOW - 12 * DAY + seed * 40 * 60, tags=["baseline"],
            archived=seed == 5, pace=150,
        )


def tumours():
    start = NOW - 9 * DAY
    for index, (rate, penalty) in enumerate([(0.01, 0.0), (0.1, 0.0), (0.1, 0.01), (0.5, 0.01), (2.0, 0.1)]):
        yield Run(
            TABULAR, "tumours", f"logistic {rate:g}/{penalty:g}", "tumours.py", ["--learning-rate", rate, "--penalty", penalty],
            start + index * 5 * HOUR, tags=["logistic", *(["reference"] if index == 2 else [])], archived=index == 4,
        )
    yield Run(
        TABULAR, "tumours", "after the new import", "tumours.py", ["--missing", 3], start + 2 * DAY, tags=["failed"], crashes=True,
    )
    yield Run(TABULAR, "tumours", "15,000 steps", "long_run.py", [], start + 3 * DAY, tags=["long"], pace=600)


def diabetes():
    start = NOW - 5 * DAY
    for index, (degree, rate, every) in enumerate([(1, 0.05, 1), (1, 0.2, 5), (2, 0.02, 1), (3, 0.3, 2)]):
        yield Run(
            TABULAR, "diabetes", f"polynomial of degree {degree}, rate {rate:g}", "diabetes.py",
            ["--degree", degree, "--learning-rate", rate, "--every", every, "--epochs", 200 if degree == 3 else 120],
            start + index * 7 * HOUR, tags=["exploded"] if degree == 3 else [], archived=index == 1, uncommitted=index == 2,
        )


def wine():
    start = NOW - 2 * DAY
    yield Run(TABULAR, "wine", "forest", "wine.py", ["--trees", 30], start, pace=200)
    yield Run(TABULAR, "wine", "wine 🍷/forest/🌲🌲", "wine.py", ["--names"], start + 4 * HOUR, tags=["names"])
    yield Run(TABULAR, "wine", "<b>bold</b> & <script>alert('run')</script>", "wine.py", ["--depth", 2], start + 9 * HOUR, tags=["names"])
    yield Run(TABULAR, "wine", "تجربة النبيذ الأولى", "wine.py", ["--depth", 3], start + 20 * HOUR, tags=["names"])
    yield Run(TABULAR, "wine", ("as long as a name can be " * 12)[:299] + "!", "wine.py", ["--depth", 6], start + 31 * HOUR, tags=["names"])


def runs():
    return [*sweep(), *seeds(), *tumours(), *diabetes(), *wine()]
