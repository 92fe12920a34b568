"""More digits out of the same digits: small shifts and a little noise."""

import numpy as np


def shifted(images, down, right):
    pictures = images.reshape(-1, 8, 8)
    return np.roll(pictures, (down, right), axis=(1, 2)).reshape(len(images), -1)


def augment(images, labels, generator):
    """Returns the digits nine times over: as they are and shifted by one pixel each way, with noise."""
    copies = [shifted(images, down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    noisy = np.concatenate(copies) + generator.normal(0.0, 0.03, (len(images) * 9, images.shape[1]))
    return np.clip(noisy, 0.0, 1.0), np.tile(labels, 9)
