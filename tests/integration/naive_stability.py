"""How stable an epoch is, the slow and obvious way of docs/CRITERIA.md. Shares
no code with the suite."""

import math

from naive_evaluate import passes, value


def known(epoch, name):
    x = epoch.get(name, math.nan)
    return isinstance(x, str) or math.isfinite(x)


def dimensions(epochs):
    """Parameters that vary, each with the extent of its numbers."""
    result = {}
    for name in sorted({k for e in epochs for k in e if k.startswith("params.")}):
        there = [e[name] for e in epochs if known(e, name)]
        numbers = [x for x in there if not isinstance(x, str)]
        if len(set(there)) > 1 or 0 < len(there) < len(epochs):
            result[name] = max(numbers) - min(numbers) if numbers else 0
    return result


def distance(a, b, dims):
    def one(name, extent):
        if not known(a, name) or not known(b, name):
            return float(known(a, name) != known(b, name))
        x, y = a[name], b[name]
        if isinstance(x, str) or isinstance(y, str):
            return float(x != y)
        return abs(x - y) / extent if extent else 0.0

    return sum(one(*d) for d in dims.items()) / len(dims) if dims else 0.0


class Yardstick:
    """The field that counts most, and ranks by it among epochs with trades."""

    def __init__(self, epochs, criteria):
        sorts = [(field, order) for field, _, _, order in criteria if order]
        self.field, order = sorts[-1] if sorts else ("objective", "asc")
        self.sign = 1 if order == "desc" else -1
        self.ranked = [self.quality(e) for e in epochs if e["trades"] > 0]

    def quality(self, e):
        x = value(e, self.field)
        return -math.inf if e["trades"] == 0 or math.isnan(x) else self.sign * x

    def share(self, q):
        if q == -math.inf or not self.ranked:
            return 0.0
        worse = sum(x < q for x in self.ranked) + sum(x == q for x in self.ranked) / 2
        return worse / len(self.ranked)


def check(found, epochs, criteria, k):
    """Raises where what was answered is not what the formula says."""
    dims = dimensions(epochs)
    by_line = {e["line"]: e for e in epochs}
    own = by_line[found["line"]]
    far = sorted(d for d in (distance(own, e, dims) for e in epochs) if d > 1e-9)[:k]
    near = [by_line[n["line"]] for n in found["neighbours"]]
    assert len(near) == len(far), (len(near), len(far))
    for n, e, expected in zip(found["neighbours"], near, far):
        assert math.isclose(n["distance"], distance(own, e, dims), abs_tol=1e-5), (n, distance(own, e, dims))
        assert math.isclose(n["distance"], expected, abs_tol=1e-5), (n, expected)
        assert n["passes"] == (e["trades"] > 0 and all(passes(e, rule) for rule in criteria)), n
    if not near:
        assert found["score"] is None
        return
    by = Yardstick(epochs, criteria)
    assert found["field"] == by.field
    middle = sorted(by.quality(e) for e in near)[(len(near) - 1) // 2]
    passing = sum(n["passes"] for n in found["neighbours"]) / len(near)
    level = 1 - max(0.0, by.share(by.quality(own)) - by.share(middle))
    assert math.isclose(found["passing"], passing, abs_tol=1e-12)
    assert math.isclose(found["level"], level, abs_tol=1e-12), (found["level"], level)
    assert math.isclose(found["score"], 100 * passing * level, abs_tol=1e-9)
    assert math.isclose(found["radius"], sum(far) / len(far), abs_tol=1e-5)
    if math.isfinite(middle):
        assert math.isclose(found["median"], by.sign * middle, rel_tol=1e-12), (found["median"], middle)
