"""The data: 1,797 handwritten digits of 8 by 8 pixels."""

from dataclasses import dataclass

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from digits.augment import augment


@dataclass(frozen=True)
class Split:
    images: np.ndarray
    labels: np.ndarray

    def batches(self, size, generator):
        """Yields shuffled batches; the last one may be short."""
        order = generator.permutation(len(self.labels))
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            yield self.images[chosen], self.labels[chosen]


def load(seed):
    """Returns the training and the validation split, pixels scaled to 0..1."""
    digits = load_digits()
    train_x, validate_x, train_y, validate_y = train_test_split(
        digits.data / 16.0, digits.target, test_size=0.3, random_state=seed, stratify=digits.target
    )
    train_x, train_y = augment(train_x, train_y, np.random.default_rng(seed))
    return Split(train_x, train_y), Split(validate_x, validate_y)
