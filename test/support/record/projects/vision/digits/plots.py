"""Pictures of what the model does."""

import matplotlib
import numpy as np
from sklearn.metrics import roc_curve

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402


def mistakes(split, probabilities, most=8):
    """A contact sheet of the digits that were misread with the most confidence."""
    predicted = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(predicted != split.labels)
    worst = wrong[np.argsort(-probabilities[wrong].max(axis=1))][:most]
    figure, axes = plt.subplots(1, most, figsize=(most, 1.4))
    for axis in axes:
        axis.axis("off")
    for axis, index in zip(axes, worst):
        axis.imshow(split.images[index].reshape(8, 8), cmap="gray_r")
        axis.set_title(f"{split.labels[index]} read as {predicted[index]}", fontsize=6)
    return figure


def learning_curves(history):
    """Loss of both splits by epoch."""
    figure, axis = plt.subplots(figsize=(4, 2.6))
    axis.plot(history["train"], label="train")
    axis.plot(history["validate"], label="validate")
    axis.set_xlabel("epoch")
    axis.set_ylabel("loss")
    axis.legend()
    return figure


def roc_of(digit, split, probabilities, most=60):
    """Points of the ROC curve of one digit against all others."""
    false_positive, true_positive, _ = roc_curve(split.labels == digit, probabilities[:, digit])
    chosen = np.unique(np.linspace(0, len(false_positive) - 1, most).astype(int))
    return false_positive[chosen].round(4).tolist(), true_positive[chosen].round(4).tolist()
