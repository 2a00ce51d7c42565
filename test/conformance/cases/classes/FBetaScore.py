"""(1 + beta^2) times the right predictions over predictions and beta^2 times examples, by NumPy, as
sklearn.metrics.fbeta_score."""

from oracle import new
from oracle.confusion import by_class

suite = by_class("FBetaScore", lambda right, guessed, there: (2 * right, guessed + there))
for beta in (0.5, 2.0):
    part = lambda right, guessed, there, b=beta * beta: ((1 + b) * right, guessed + b * there)
    by_class("FBetaScore", part, suite, beta=beta)
wrong = suite.script("no beta")
wrong.fails(new("FBetaScore", num_classes=3, beta=0.0), "value", "beta", ["0"])
