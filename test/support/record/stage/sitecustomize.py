"""The stage on which one run is recorded; Python imports it before the script.

The SDK writes what it sees, so the stage decides what there is to see: a neutral machine instead of this one, and a
clock that starts when the plan says and runs faster than the real one. What the script computes, what it logs and
how the SDK writes it stay as they are.
"""

import datetime
import functools
import json
import os
import platform
import socket
import time
import types
import zipfile

run = json.loads(os.environ.pop("STAGE"))

socket.gethostname = lambda: run["hostname"]

import comet_ml  # noqa: E402
import comet_ml.env_logging  # noqa: E402
import comet_ml.experiment  # noqa: E402
import comet_ml.offline_utils  # noqa: E402
import comet_ml.system.base_metrics_data_logger  # noqa: E402
import comet_ml.system.system_metrics_logging_thread  # noqa: E402
import comet_ml.utils  # noqa: E402

# The clock of what is recorded: `pace` seconds for each real one, from the start that was planned. Where the SDK
# waits for itself it goes on using the real one.
_raised = time.time()


def _staged_time():
    return run["start"] + (time.time() - _raised) * run["pace"]


class _StagedDatetime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(_staged_time(), tz)


_staged = types.SimpleNamespace(time=_staged_time, sleep=time.sleep)
comet_ml.utils.datetime = _StagedDatetime
comet_ml.experiment.time = _staged
comet_ml.system.base_metrics_data_logger.time = _staged
comet_ml.system.system_metrics_logging_thread.SystemMetricsLoggingThread.__init__.__defaults__ = (0.05,)  # looks often enough

# The machine, as the SDK asks for it.
comet_ml.env_logging.platform = types.SimpleNamespace(
    uname=lambda: ("Linux", run["hostname"], "6.1.0", "#1 SMP", "x86_64", "x86_64"),
    platform=lambda aliased=False: "Linux-6.1.0-x86_64-with-glibc2.36",
    system=lambda: "Linux",
    python_version=platform.python_version,
)
comet_ml.env_logging.get_python_version_verbose = platform.python_version
comet_ml.env_logging.get_ip = lambda: run["ip"]
comet_ml.env_logging.get_pid = lambda: 4242
comet_ml.experiment.get_env_cloud_details = lambda: None
comet_ml.experiment.read_unix_packages = lambda: run["packages"]

# The SDK stores its archives without compressing them, which would make the recordings five times as large.
comet_ml.offline_utils.ZipFile = functools.partial(zipfile.ZipFile, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
