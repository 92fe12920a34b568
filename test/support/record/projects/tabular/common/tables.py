"""The tables, split and standardised."""

import numpy as np
from sklearn import datasets
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

LOADERS = {"breast_cancer": datasets.load_breast_cancer, "diabetes": datasets.load_diabetes, "wine": datasets.load_wine}


def load(name, seed=0, test_size=0.25):
    """Returns train_x, validate_x, train_y, validate_y and the bunch they come from."""
    table = LOADERS[name]()
    stratify = table.target if name != "diabetes" else None
    train_x, validate_x, train_y, validate_y = train_test_split(
        table.data, table.target, test_size=test_size, random_state=seed, stratify=stratify
    )
    scaler = StandardScaler().fit(train_x)
    return scaler.transform(train_x), scaler.transform(validate_x), train_y, validate_y, table


def thinned(points, most=80):
    """Evenly chosen points of a curve, rounded."""
    chosen = np.unique(np.linspace(0, len(points) - 1, most).astype(int))
    return np.round(np.asarray(points, dtype=float)[chosen], 4).tolist()
