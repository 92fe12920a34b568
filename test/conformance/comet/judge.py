"""How a judge counts, compares and takes orders. Knows nothing of what is judged.

A judge is a process that is told on its standard input, a line each, which part of its work to do, and answers each line
with one line of JSON on its standard output: how much it asked and compared, what differed, and what it read.
"""

import json
import math
import os
import sys
import traceback

#: Where answers go. What the SDK prints, and what it captures of output, must not mix with them.
_answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


class Count:
    def __init__(self):
        self.calls = 0
        self.compared = 0
        self.differences = []


count = Count()

#: Qualified names of all SDK methods that were called.
called = set()


def ask(method, *arguments, **options):
    """Calls a method of the SDK, which counts."""
    count.calls += 1
    called.add(getattr(method, "__qualname__", repr(method)))
    return method(*arguments, **options)


def same(what, actual, expected):
    """Equal, or both not a number."""
    count.compared += 1
    if not equal(actual, expected):
        count.differences.append(f"{what}: the SDK reads {shorten(actual)}, expected was {shorten(expected)}")


def refused(what, exception, method, *arguments, **options):
    """The method raises this exception. Returns it."""
    try:
        ask(method, *arguments, **options)
    except exception as error:
        same(what, True, True)
        return error
    same(what, "no exception", exception.__name__)
    return None


def equal(a, b):
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(equal(x, y) for x, y in zip(a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
    if isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b):
        return True
    return a == b


def shorten(value):
    text = repr(value)
    return text if len(text) <= 200 else text[:200] + "…"


def take_orders(parts):
    """Serves standard input to its end. `parts`: what can be ordered, by name; what they return is in the answer."""
    global count
    for line in sys.stdin:
        order = line.strip()
        count = Count()
        result = None
        try:
            result = parts[order]()
        except Exception:  # what an SDK raises at a wrong answer is a difference too
            count.differences.append(f"{order}: {traceback.format_exc()}")
        answer = {"calls": count.calls, "compared": count.compared, "differences": count.differences, "result": result}
        print(json.dumps(answer), file=_answers, flush=True)
