"""The tables of the report, as Markdown lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks.speed import ratios

Rounds = Sequence[dict[str, Any]]
SIDES = ("stock", "ours")


def of_ratios(spread: dict[str, dict[str, float]], rounds: Rounds) -> list[str]:
    """The ratios, and the one figure that is bounded by itself."""
    rows = []
    for name, found in spread.items():
        bound, sense = ratios.WANTED[name]
        met = "yes" if ratios.is_met(name, found["median"]) else "**no**"
        over = f"{found['min']:.3g} – {found['max']:.3g}"
        rows.append([name, f"{found['median']:.3g}", over, f"{sense} {bound}", met])
    took = [ratios.urgent(one["ours"], "p99_ms") for one in rounds]
    met = "yes" if ratios.middle(took) < ratios.URGENT_P99 else "**no**"
    over = f"{min(took):.0f} – {max(took):.0f}"
    name = "urgent, 99 %, with 50 others a second, ms"
    rows.append([name, f"{ratios.middle(took):.0f}", over, f"under {ratios.URGENT_P99:.0f}", met])
    return table(["ratio", "median", "rounds", "wanted", "met"], rows)


def of_loads(rounds: Rounds, where: str) -> list[str]:
    """A row for each kind and number of clients, stock and ours beside each other."""
    head = ["", "clients", "", "p50 ms", "p95 ms", "p99 ms", "messages/s", "server CPU ms"]
    head += ["actions CPU ms", "generator CPU", "not as expected", "failed"]
    first = rounds[0]["ours"][where]["loads"]
    keys = [(kind, clients) for kind, by_clients in first.items() for clients in by_clients]
    rows = [
        [kind, str(clients), side, *_load([o[side][where]["loads"][kind][clients] for o in rounds])]
        for kind, clients in keys
        for side in SIDES
    ]
    return table(head, rows)


def of_chat(rounds: Rounds) -> list[str]:
    head = ["clients", "p50 ms", "p95 ms", "p99 ms", "messages/s", "server CPU ms"]
    by_clients = [one["ours"]["alone"]["chat"]["plain"] for one in rounds]
    rows = [[str(n), *_load([one[n] for one in by_clients])[:5]] for n in by_clients[0]]
    return table(head, rows)


def of_two(rounds: Rounds) -> list[str]:
    head = ["", "clients", "one, messages/s", "two, messages/s", "two / one", "generator CPU (two)"]
    rows = []
    for side in SIDES:
        for n in rounds[0][side]["shared"]["two"]:
            sides = [one[side] for one in rounds]
            one = [ratios.throughput(known, "plain", n, "shared") for known in sides]
            two = [known["shared"]["two"][n] for known in sides]
            rows.append(
                [
                    side,
                    str(n),
                    spread(one),
                    spread([load["messages_per_s"] for load in two]),
                    spread([ratios.two_to_one(known, n) for known in sides], 2),
                    spread([load["generator_cpu_share"] for load in two], 2),
                ]
            )
    return table(head, rows)


def of_others(results: dict[str, Any]) -> list[str]:
    """Everything that is one figure a round."""
    rounds, whole = results["rounds"], results["rounds"][0]
    rows = [
        _both("cold start to first answer, s", rounds, lambda s: s["alone"]["cold_start_s"], 1),
        _both("memory after start, MB", rounds, lambda s: _memory(s, "start"), 0),
        _both("memory after a round, MB", rounds, lambda s: _memory(s, "end"), 0),
        _both(_after(whole), [whole], lambda s: _memory(s, "after_messages"), 0),
        _both("early turn, ms", rounds, lambda s: s["alone"]["long"]["early_ms"], 1),
        _both("late turn, ms", rounds, lambda s: s["alone"]["long"]["late_ms"], 1),
        _both("late / early turn", rounds, lambda s: s["alone"]["long"]["late_to_early"], 2),
        _both("urgent p50 in a flow, ms", rounds, lambda s: ratios.urgent(s, "p50_ms"), 1),
        _both("urgent p99 in a flow, ms", rounds, lambda s: ratios.urgent(s, "p99_ms"), 1),
        _both("messages/s in that flow", rounds, lambda s: s["alone"]["flow"]["messages_per_s"], 1),
        _both("training, the same rows, s", rounds, lambda s: s["training"]["wall_s"], 1),
        _both("that in processor s", rounds, lambda s: s["training"]["processor_s"], 1),
    ]
    for name in ("check", "ask"):
        known = [[one["commands"][name][side]["wall_s"] for one in rounds] for side in SIDES]
        rows.append([f"`{name}` or its counterpart, s", *(spread(k) for k in known)])
    sizes = results["sizes_mb"]
    rows.append(["model, MB", *(f"{sizes[side]:.2f}" for side in SIDES)])
    return table(["", *SIDES], rows)


def _after(whole: dict[str, Any]) -> str:
    sent = whole["ours"]["alone"]["memory"]["after_messages"]["messages"]
    return f"memory after {sent:,} messages (first round), MB"


def _memory(side: dict[str, Any], when: str) -> float:
    return float(side["alone"]["memory"][when]["server_mb"])


def _both(
    name: str, rounds: Rounds, value: Callable[[dict[str, Any]], float], digits: int
) -> list[str]:
    return [name, *(spread([value(one[side]) for one in rounds], digits) for side in SIDES)]


def _load(loads: Sequence[dict[str, Any]]) -> list[str]:
    kinds = [next(iter(one["kinds"].values())) for one in loads]
    cells = [
        spread([k[name] for k in kinds if name in k]) for name in ("p50_ms", "p95_ms", "p99_ms")
    ]
    cells += [spread([one[name] for one in loads]) for name in ("messages_per_s", "server_cpu_ms")]
    cells += [spread([one["actions_cpu_ms"] for one in loads])]
    cells += [spread([one["generator_cpu_share"] for one in loads], 2)]
    sent = max(1, sum(k["messages"] for k in kinds))
    cells.append(f"{sum(k['not_as_expected'] for k in kinds) / sent:.0%}")
    return [*cells, str(sum(k["failed"] for k in kinds))]


def spread(values: Sequence[float], digits: int = 1) -> str:
    """The median, and where there are several rounds the least and the most."""
    if not values:
        return "–"
    middle = f"{ratios.middle(values):.{digits}f}"
    if len(values) == 1:
        return middle
    return f"{middle} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return list(_lines(head, rows))


def _lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---|" + "--:|" * (len(head) - 1)
    for row in rows:
        yield f"| {' | '.join(row)} |"
