"""The report at the end of a run."""

from html import escape


def as_html(title, scores):
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{value:.4f}</td></tr>" for name, value in scores.items())
    return (
        f"<h1>{escape(title)}</h1><p>Scores on the validation split.</p>"
        f"<table border='1'><tr><th>score</th><th>value</th></tr>{rows}</table>"
    )
