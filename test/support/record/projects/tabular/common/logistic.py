"""Logistic regression by stochastic gradient descent, written out."""

import numpy as np


class LogisticRegression:
    def __init__(self, features, learning_rate, penalty=0.0, clip=None):
        self.weights = np.zeros(features)
        self.bias = 0.0
        self.learning_rate = learning_rate
        self.penalty = penalty
        self.clip = clip

    def probabilities(self, x):
        return 1.0 / (1.0 + np.exp(-np.clip(x @ self.weights + self.bias, -40.0, 40.0)))

    def loss(self, x, y):
        probabilities = np.clip(self.probabilities(x), 1e-12, 1 - 1e-12)
        return float(-(y * np.log(probabilities) + (1 - y) * np.log(1 - probabilities)).mean())

    def step(self, x, y):
        """One step on one batch; returns the loss before it. A clipped step leaves the model nearly as it was."""
        loss = self.loss(x, y)
        error = self.probabilities(x) - y
        gradient = x.T @ error / len(y) + self.penalty * self.weights
        if self.clip is not None:
            gradient *= min(1.0, self.clip / (np.linalg.norm(gradient) + 1e-12))
        self.weights -= self.learning_rate * gradient
        self.bias -= self.learning_rate * float(error.mean())
        return loss
