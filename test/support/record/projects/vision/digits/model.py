"""The model: one hidden layer, trained batch by batch."""

import json

import numpy as np
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

LABELS = list(range(10))


class DigitReader:
    """A thin layer over scikit-learn's network that keeps its batch loss at hand."""

    def __init__(self, hidden, learning_rate, alpha, solver, activation, seed):
        self.network = MLPClassifier(
            hidden_layer_sizes=(hidden,),
            learning_rate_init=learning_rate,
            alpha=alpha,
            solver=solver,
            activation=activation,
            random_state=seed,
        )

    def learn(self, images, labels):
        """One step on one batch; returns the loss before the step."""
        self.network.partial_fit(images, labels, classes=LABELS)
        return self.network.loss_

    def probabilities(self, images):
        return self.network.predict_proba(images)

    def evaluate(self, split):
        probabilities = self.probabilities(split.images)
        return {
            "loss": log_loss(split.labels, probabilities, labels=LABELS),
            "accuracy": float((probabilities.argmax(axis=1) == split.labels).mean()),
        }

    def layers(self):
        """Yields the name and the weights of each layer."""
        for index, weights in enumerate(self.network.coefs_, start=1):
            yield f"layer{index}/weights", weights

    def describe(self):
        """The graph of the model, as JSON text."""
        sizes = [weights.shape[0] for weights in self.network.coefs_] + [len(LABELS)]
        return json.dumps({"class_name": "MLPClassifier", "config": {"layers": sizes, "activation": self.network.activation}})

    def save(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        arrays = {f"weights{i}": w.astype(np.float32) for i, w in enumerate(self.network.coefs_)}
        arrays.update({f"bias{i}": b.astype(np.float32) for i, b in enumerate(self.network.intercepts_)})
        np.savez_compressed(folder / "weights.npz", **arrays)
        (folder / "model.json").write_text(self.describe(), encoding="utf-8")
        (folder / "labels.txt").write_text("\n".join(map(str, LABELS)) + "\n", encoding="utf-8")
