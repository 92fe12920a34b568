"""Sweeps as scripts have them: `comet_ml.Optimizer` asks what to try next and tells how it went."""

import comet_ml
from comet_ml.exceptions import OptimizerException

from judge import ask, refused, same

QUIET = {"log_code": False, "log_env_details": False, "display_summary_level": 0, "parse_args": False}
PARAMETERS = {
    "x": {"type": "integer", "min": 1, "max": 5}, "rate": {"type": "float", "min": 1e-4, "max": 0.1, "scalingType": "loguniform"}, "kind": ["relu", "tanh"],
}


def check_optimizers(api, place):
    """Leaves the experiments of one sweep in the place."""
    check_grid(api, place)
    tried = search("grid", {"gridSize": 3})
    same("grid: every point, each once", (len(tried), len({tuple(one.values()) for one in tried})), (18, 18))
    same("grid: ends of a range", ({one["x"] for one in tried} >= {1, 5}, sorted({one["rate"] for one in tried})[::2]), (True, [1e-4, 0.1]))
    same("grid: no more than asked for", len(search("grid", {"gridSize": 3, "maxCombo": 4})), 4)
    same("grid: again in the same order", search("grid", {"gridSize": 3, "randomize": True, "seed": 7}), search("grid", {"gridSize": 3, "randomize": True, "seed": 7}))
    for algorithm in ("random", "bayes"):
        tried = search(algorithm, {"maxCombo": 12, "seed": 3})
        same(f"{algorithm}: as many as asked for, each once", (len(tried), len({tuple(one.values()) for one in tried})), (12, 12))
        same(f"{algorithm}: within the ranges", all(1 <= one["x"] <= 5 and 1e-4 <= one["rate"] <= 0.1 and one["kind"] in ("relu", "tanh") for one in tried), True)
    twice = ask(comet_ml.Optimizer, {"algorithm": "grid", "parameters": {"kind": ["relu", "tanh"]}, "trials": 2}, verbose=0)
    same("trials", [(one["parameters"]["kind"], one["trial"]) for one in ask(twice.get_parameters)], [("relu", 0), ("relu", 1), ("tanh", 0), ("tanh", 1)])
    same("found by its id", ask(ask(comet_ml.Optimizer, twice.id, verbose=0).status)["algorithm"], "grid")
    refused("an unknown optimizer", OptimizerException, comet_ml.Optimizer, "0" * 32, verbose=0)
    refused("an unknown algorithm", ValueError, comet_ml.Optimizer, {"algorithm": "guess", "parameters": PARAMETERS}, verbose=0)


def check_grid(api, place):
    optimizer = ask(comet_ml.Optimizer, {"algorithm": "grid", "parameters": {"x": [3, 1, 2]}, "spec": {"metric": "loss"}}, verbose=0)
    for one in optimizer.get_experiments(workspace=place[0], project_name=place[1], **QUIET):
        ask(one.log_metric, "loss", one.get_parameter("x") / 2, step=1)
        one.end()
    status = ask(optimizer.status)
    same("sweep: over", (status["status"], status["comboCount"], status["spec"]["metric"]), ("completed", 3, "loss"))
    experiments = [one for one in ask(api.get_experiments, *place) if ask(one.get_others_summary, "optimizer_id") == [optimizer.id]]
    same("sweep: its experiments", sorted(ask(one.get_parameters_summary, "x")["valueCurrent"] for one in experiments), ["1", "2", "3"])
    same("sweep: named in their metadata", {ask(one.get_metadata)["optimizationId"] for one in experiments}, {optimizer.id})
    question = {"optimizationId": optimizer.id, "metricName": "loss", "goal": "MIN"}
    best = ask(api._client.get_from_endpoint, "get-best-experiment", question)
    same("sweep: the best", (best["metricValue"], best["experimentCount"]), (0.5, 3))


def search(algorithm, spec):
    optimizer = ask(comet_ml.Optimizer, {"algorithm": algorithm, "parameters": PARAMETERS, "spec": spec}, verbose=0)
    tried = []
    for one in optimizer.get_parameters():
        tried.append(one["parameters"])
        ask(optimizer._api.optimizer_update, optimizer.id, one["pid"], one["trial"], "completed", (one["parameters"]["x"] - 4) ** 2)
    same(f"{algorithm}: completed", ask(optimizer.status)["status"], "completed")
    return tried
