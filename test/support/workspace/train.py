"""Trains a small classifier on the digits that scikit-learn ships."""

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from model import Classifier

LEARNING_RATE = 0.05
EPOCHS = 20


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    train_images, test_images, train_labels, test_labels = train_test_split(images, labels, random_state=0)
    classifier = Classifier(learning_rate=LEARNING_RATE)
    for epoch in range(EPOCHS):
        loss = classifier.fit_once(train_images, train_labels)
        accuracy = classifier.accuracy(test_images, test_labels)
        print(f"epoch {epoch}: loss {loss:.4f}, accuracy {accuracy:.4f}")


if __name__ == "__main__":
    main()
