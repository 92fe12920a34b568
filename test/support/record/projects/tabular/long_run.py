"""The same regression, 15,000 steps of one batch each; now and then a batch was never standardised."""

import argparse

import comet_ml
import numpy as np
from sklearn.datasets import load_breast_cancer

from common import tables
from common.logistic import LogisticRegression

STEPS = 15_000
BATCH = 8
BROKEN = {997, 2_503, 4_111, 6_007, 7_777, 9_001, 12_001, 14_243}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--learning-rate", type=float, default=0.02)
    settings = parser.parse_args()
    experiment = comet_ml.start()
    experiment.log_parameters({**vars(settings), "steps": STEPS, "batch_size": BATCH, "clip": 0.05})
    generator = np.random.default_rng(0)
    train_x, validate_x, train_y, validate_y, _ = tables.load("breast_cancer")
    raw = load_breast_cancer().data
    model = LogisticRegression(train_x.shape[1], settings.learning_rate, penalty=0.01, clip=0.05)
    for step in range(1, STEPS + 1):
        batch = generator.integers(0, len(train_y), BATCH)
        x = raw[batch] if step in BROKEN else train_x[batch]
        experiment.log_metric("loss", float(f"{model.step(x, train_y[batch]):.4g}"), step=step)
        if step % 500 == 0:
            accuracy = float(((model.probabilities(validate_x) > 0.5) == validate_y).mean())
            with experiment.validate():
                experiment.log_metric("accuracy", round(accuracy, 5), step=step)
            print(f"step {step:6d}  accuracy {accuracy:.4f}")
    experiment.end()


if __name__ == "__main__":
    main()
