"""Tells benign from malignant tumours with logistic regression, and shows how well.

    python tumours.py --learning-rate 0.1 --penalty 0.001
"""

import argparse

import comet_ml  # before scikit-learn
import numpy as np
from sklearn.metrics import precision_recall_curve, precision_score, recall_score, roc_auc_score, roc_curve

from common import tables
from common.logistic import LogisticRegression


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--penalty", type=float, default=0.0)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missing", type=int, default=0, help="blank this many cells, as a broken import would")
    return parser.parse_args()


def main():
    settings = arguments()
    experiment = comet_ml.start()
    experiment.log_parameters(vars(settings))
    with experiment.validate():
        experiment.log_parameter("threshold", 0.5)
    experiment.log_code(folder="common")
    generator = np.random.default_rng(settings.seed)
    train_x, validate_x, train_y, validate_y, table = tables.load("breast_cancer", settings.seed)
    if settings.missing:
        train_x.flat[generator.choice(train_x.size, settings.missing, replace=False)] = np.nan
    model = LogisticRegression(train_x.shape[1], settings.learning_rate, settings.penalty)
    step = 0
    for epoch in range(1, settings.epochs + 1):
        order = generator.permutation(len(train_y))
        with experiment.train():
            for start in range(0, len(order), settings.batch_size):
                batch = order[start : start + settings.batch_size]
                step += 1
                experiment.log_metric("loss", round(model.step(train_x[batch], train_y[batch]), 6), step=step, epoch=epoch)
        scores = model.probabilities(validate_x)
        positive = scores > 0.5
        with experiment.validate():
            experiment.log_metrics(
                {
                    "loss": round(model.loss(validate_x, validate_y), 6),
                    "auc": round(roc_auc_score(validate_y, scores), 6),
                    "precision": round(precision_score(validate_y, positive), 6),
                    "recall": round(recall_score(validate_y, positive), 6),
                },
                step=step,
                epoch=epoch,
            )
        print(f"epoch {epoch:2d}  auc {roc_auc_score(validate_y, scores):.4f}")
    false_positive, true_positive, _ = roc_curve(validate_y, scores)
    precision, recall, _ = precision_recall_curve(validate_y, scores)
    experiment.log_curve("ROC", tables.thinned(false_positive), tables.thinned(true_positive), step=step)
    experiment.log_curve("precision/recall", tables.thinned(recall), tables.thinned(precision), step=step)
    experiment.log_confusion_matrix(
        validate_y.tolist(), positive.astype(int).tolist(), labels=list(table.target_names), title="Tumours", step=step,
        max_examples_per_cell=2,
    )
    experiment.log_table(
        "weights.csv", [[name, round(float(weight), 5)] for name, weight in zip(table.feature_names, model.weights)],
        headers=["feature", "weight"],
    )
    experiment.log_other("data set", "breast cancer")
    experiment.end()


if __name__ == "__main__":
    main()
