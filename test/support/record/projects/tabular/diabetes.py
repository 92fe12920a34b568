"""Predicts how diabetes progresses, with linear regression on polynomials of the features.

With a learning rate that is too large the weights grow without bound: the loss becomes infinite, then no number at all.

    python diabetes.py --degree 2 --learning-rate 0.01
"""

import argparse

import comet_ml  # before scikit-learn
import numpy as np
from sklearn.preprocessing import PolynomialFeatures

from common import tables

#: While these epochs run, nobody looks at the validation split.
UNWATCHED = range(30, 60)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--degree", type=int, default=1)
    parser.add_argument("--learning-rate", type=float, default=0.05)
    parser.add_argument("--epochs", type=int, default=120)
    parser.add_argument("--every", type=int, default=1, help="epochs between two looks at the validation split")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def tidy(value):
    """Six digits are enough; what is not a finite number stays as it is."""
    return float(f"{value:.6g}")


def main():
    settings = arguments()
    experiment = comet_ml.start()
    experiment.log_parameters(vars(settings))
    experiment.log_code(folder="common")
    np.seterr(over="ignore", invalid="ignore")
    train_x, validate_x, train_y, validate_y, _ = tables.load("diabetes", settings.seed)
    features = PolynomialFeatures(settings.degree).fit(train_x)
    train_x, validate_x = features.transform(train_x), features.transform(validate_x)
    weights = np.zeros(train_x.shape[1])
    for epoch in range(1, settings.epochs + 1):
        error = train_x @ weights - train_y
        weights -= settings.learning_rate * train_x.T @ error / len(train_y)
        with experiment.train():
            experiment.log_metric("loss", tidy((error**2).mean()), step=epoch, epoch=epoch)
        if epoch not in UNWATCHED and epoch % settings.every == 0:
            residual = validate_x @ weights - validate_y
            spread = validate_y - validate_y.mean()
            with experiment.validate():
                experiment.log_metric("loss", tidy((residual**2).mean()), step=epoch, epoch=epoch)
                experiment.log_metric("r2", tidy(1 - (residual**2).sum() / (spread**2).sum()), step=epoch, epoch=epoch)
                # Undefined while nothing is predicted to be above the median: 0 / 0.
                above = validate_x @ weights > np.median(train_y)
                hits = np.float64((above & (validate_y > np.median(train_y))).sum())
                experiment.log_metric("precision_above_median", tidy(hits / above.sum()), step=epoch, epoch=epoch)
        if epoch % 20 == 0:
            print(f"epoch {epoch:3d}  loss {(error**2).mean():.4g}")
    experiment.log_histogram_3d(np.nan_to_num(validate_x @ weights - validate_y, posinf=1e19, neginf=-1e19), name="residuals", step=settings.epochs)
    experiment.log_other("data set", "diabetes")
    experiment.end()


if __name__ == "__main__":
    main()
