"""Sorts wine by its chemistry with a forest that grows tree by tree, and names things as people around the world do."""

import argparse

import comet_ml  # before scikit-learn
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, log_loss

from common import tables

LONG = "a name that does not end "


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trees", type=int, default=40)
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--names", action="store_true", help="log under names that are hard to show")
    return parser.parse_args()


def main():
    settings = arguments()
    experiment = comet_ml.start()
    experiment.log_parameters(vars(settings))
    experiment.log_code(folder="common")
    train_x, validate_x, train_y, validate_y, table = tables.load("wine", settings.seed, test_size=0.4)
    forest = RandomForestClassifier(max_depth=settings.depth, random_state=settings.seed, warm_start=True)
    for trees in range(1, settings.trees + 1):
        forest.set_params(n_estimators=trees).fit(train_x, train_y)
        probabilities = forest.predict_proba(validate_x)
        accuracy = accuracy_score(validate_y, probabilities.argmax(axis=1))
        loss = log_loss(validate_y, probabilities)
        with experiment.validate():
            experiment.log_metrics({"accuracy": round(accuracy, 6), "loss": round(loss, 6)}, step=trees)
        if settings.names:
            log_under_hard_names(experiment, trees, accuracy, loss)
        if trees % 10 == 0:
            worst = int(probabilities.max(axis=1).argmin())
            experiment.log_text(
                f"With {trees} trees the forest is least sure of wine {worst}: it says "
                f"“{table.target_names[probabilities[worst].argmax()]}” with {probabilities[worst].max():.0%}.\n",
                step=trees, metadata={"wine": worst, "truth": str(table.target_names[validate_y[worst]])},
            )
            print(f"{trees} trees: accuracy {accuracy:.4f}")
    importance = sorted(zip(forest.feature_importances_, table.feature_names), reverse=True)
    bars = "".join(f"<div style='width:{value * 400:.0f}px;background:#b3424a;color:#fff'>{name}</div>" for value, name in importance)
    experiment.log_html(f"<h1>What matters</h1>{bars}<script>document.title = 'scripts run here'</script>")
    experiment.log_asset_data({name: round(float(value), 5) for value, name in importance}, name="importance.json")
    experiment.log_other("data set", "wine")
    if settings.names:
        log_hard_assets(experiment)
    experiment.end()


def log_under_hard_names(experiment, step, accuracy, loss):
    """The same two numbers again, under names that a page must not stumble over."""
    experiment.log_metrics(
        {
            "loss 🍷": round(loss, 6),
            "validate/accuracy/top-1": round(accuracy, 6),
            "<b>bold</b>": round(loss, 6),
            "دقة النموذج": round(accuracy, 6),
            "a b%20c?d=e&f#g+h": round(loss, 6),
            "it's \"quoted\" \\ back": round(accuracy, 6),
            (LONG * 12)[:300]: round(loss, 6),
            "__proto__": round(accuracy, 6),
        },
        step=step,
    )


def log_hard_assets(experiment):
    experiment.log_parameters(
        {"🍇 grape": "pinot noir", "optimizer/lr": 0.1, "<i>tilt</i>": "<img src=x onerror=alert(1)>", "طريقة": "غابة", "long value": LONG * 12}
    )
    experiment.log_others({"note 📝": "line one\nline two", "<u>under</u>": "<script>alert(1)</script>", "ملاحظة": "نبيذ جيد"})
    experiment.add_tags(["🍷", "a/b", "<b>bold</b>", "تجربة", "two words", (LONG * 12)[:300]])
    for name in (
        "plots/🍷/residuals.txt", "<b>bold</b>.txt", "تقرير.txt", "../outside.txt", "CON.txt", "tail./dot ", (LONG * 12)[:296] + ".txt",
        "twice.txt", "twice.txt",
    ):
        experiment.log_asset_data(f"This file is called {name}\n", name=name)


if __name__ == "__main__":
    main()
