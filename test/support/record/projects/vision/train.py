"""Trains a small network that reads handwritten digits, and records the training with Comet.

    python train.py --hidden 64 --learning-rate 0.01 --epochs 25
"""

import argparse
import json
from pathlib import Path

import comet_ml  # before scikit-learn
import numpy as np

from digits import data, plots, report
from digits.model import DigitReader


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default="configs/base.json")
    parser.add_argument("--hidden", type=int)
    parser.add_argument("--learning-rate", type=float)
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--alpha", type=float)
    parser.add_argument("--solver", default="adam")
    parser.add_argument("--activation", default="relu")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save-model", action="store_true")
    parser.add_argument("--log-every", type=int, default=4, help="batches between two logged losses")
    parser.add_argument("--progress", action="store_true", help="a bar for each epoch instead of a line now and then")
    given = parser.parse_args()
    settings = json.loads(Path(given.config).read_text())
    settings.update({name: value for name, value in vars(given).items() if value is not None})
    return settings


def main():
    settings = arguments()
    experiment = comet_ml.start()
    experiment.log_parameters({name: settings[name] for name in sorted(settings)})
    experiment.log_code(folder="digits")
    generator = np.random.default_rng(settings["seed"])
    train, validate = data.load(settings["seed"])
    model = DigitReader(
        settings["hidden"], settings["learning_rate"], settings["alpha"], settings["solver"], settings["activation"],
        settings["seed"],
    )
    print(f"training on {len(train.labels)} digits, validating on {len(validate.labels)}")
    history = {"train": [], "validate": []}
    batches = -(-len(train.labels) // settings["batch_size"])
    step = 0
    for epoch in range(1, settings["epochs"] + 1):
        losses = []
        with experiment.train():
            for images, labels in train.batches(settings["batch_size"], generator):
                step += 1
                losses.append(model.learn(images, labels))
                if step % settings["log_every"] == 1:
                    experiment.log_metric("loss", round(losses[-1], 6), step=step, epoch=epoch)
                    if settings["progress"]:
                        show_progress(epoch, len(losses) / batches, losses[-1])
            experiment.log_metric("accuracy", round(model.evaluate(train)["accuracy"], 6), step=step, epoch=epoch)
        with experiment.validate():
            scores = model.evaluate(validate)
            experiment.log_metrics({name: round(value, 6) for name, value in scores.items()}, step=step, epoch=epoch)
        history["train"].append(float(np.mean(losses)))
        history["validate"].append(scores["loss"])
        if settings["progress"]:
            print(f"\n\x1b[32m✔\x1b[0m epoch {epoch:3d}  validation accuracy \x1b[1m{scores['accuracy']:.4f}\x1b[0m", flush=True)
        elif epoch % 5 == 0 or epoch == 1:
            print(f"epoch {epoch:3d}  loss {history['train'][-1]:.4f}  validation accuracy {scores['accuracy']:.4f}")
        if epoch % 10 == 1:
            for name, weights in model.layers():
                experiment.log_histogram_3d(weights, name=name, step=step, epoch=epoch)
    finish(experiment, model, validate, history, settings, step)


def show_progress(epoch, done, loss):
    """Redraws one line of the terminal."""
    bar = "█" * round(done * 20)
    print(f"\r\x1b[36mepoch {epoch:3d}\x1b[0m [{bar:<20}] {done:4.0%}  loss {loss:.4f}", end="", flush=True)


def finish(experiment, model, validate, history, settings, step):
    probabilities = model.probabilities(validate.images)
    scores = model.evaluate(validate)
    experiment.log_confusion_matrix(
        validate.labels.tolist(), probabilities.argmax(axis=1).tolist(), labels=[str(digit) for digit in range(10)],
        title="Digits", step=step, file_name="confusion-matrix.json", max_examples_per_cell=3,
    )
    experiment.set_model_graph(model.describe())
    experiment.log_system_info("accelerator", "none")
    experiment.log_others({"best epoch": int(np.argmin(history["validate"])) + 1, "data set": "digits"})
    if settings["save_model"]:
        for digit in (3, 8):
            x, y = plots.roc_of(digit, validate, probabilities)
            experiment.log_curve(f"roc/digit {digit}", x, y, step=step)
        experiment.log_figure("figures/mistakes", plots.mistakes(validate, probabilities), step=step, format="png")
        experiment.log_figure("figures/learning curves", plots.learning_curves(history), step=step)
        experiment.log_remote_asset("https://data.example.org/digits/optdigits.tes", remote_file_name="optdigits.tes")
        experiment.log_html(report.as_html("Handwritten digits", scores))
        folder = Path("models/digit-reader")
        model.save(folder)
        experiment.log_model("digit-reader", str(folder), metadata={"accuracy": round(scores["accuracy"], 4)}, prepend_folder_name=False)
    experiment.end()


if __name__ == "__main__":
    main()
