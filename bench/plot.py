"""A small plot, written by hand: lines over the number of phones, both axes logarithmic. Each line has a mark beside its colour."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from math import ceil, floor, isnan, log10

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 420, 300, 56, 34, 12, 40
COLOURS = ("#0b5d56", "#5b5b66", "#a1431f", "#3c4fa0", "#8a6d00", "#7a2a6a")
MARKS = (
    "M-4-4h8v8h-8z",
    "M0-5l5 5-5 5-5-5z",
    "M0-5l5 9h-10z",
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "M-5 0h10M0-5v10",
    "M-4-4l8 8M4-4l-8 8",
)
Series = Mapping[str, Mapping[int, float]]  # name -> phones -> value


def panel(title: str, series: Series, x0: int, y0: int) -> str:
    """One plot at a place, as SVG."""
    points = [(n, value) for line in series.values() for n, value in line.items() if not isnan(value) and value > 0]
    if not points:
        return ""
    sizes = sorted({n for n, _value in points})
    low, high = floor(log10(min(v for _n, v in points))), ceil(log10(max(v for _n, v in points)))
    high = max(high, low + 1)
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    first, last = log10(sizes[0]), log10(sizes[-1]) if len(sizes) > 1 else log10(sizes[0]) + 1

    def x(n: float) -> float:
        return LEFT + across * (log10(n) - first) / (last - first)

    def y(value: float) -> float:
        return TOP + down * (high - log10(value)) / (high - low)

    parts = [f'<g transform="translate({x0} {y0})"><text x="{LEFT}" y="18" class="title">{escape(title)}</text>']
    for power in range(low, high + 1):
        at = y(10**power)
        parts.append(
            f'<path class="grid" d="M{LEFT} {at:.1f}h{across}"/><text x="{LEFT - 6}" y="{at + 4:.1f}" class="end">{10**power:g}</text>'
        )
    parts += [f'<text x="{x(n):.1f}" y="{HEIGHT - 18}" class="middle">{n}</text>' for n in sizes]
    for number, line in enumerate(series.values()):
        colour, mark = COLOURS[number % len(COLOURS)], MARKS[number % len(MARKS)]
        places = [(x(n), y(value)) for n, value in sorted(line.items()) if not isnan(value) and value > 0]
        if not places:
            continue
        path = "L".join(f"{px:.1f} {py:.1f}" for px, py in places)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<path d="{mark}" transform="translate({px:.1f} {py:.1f})" fill="{colour}" stroke="{colour}"/>' for px, py in places]
    return "".join(parts) + "</g>"


def legend(names: list[str], x0: int, y0: int) -> str:
    """Which line is which."""
    parts = []
    for number, name in enumerate(names):
        colour, mark = COLOURS[number % len(COLOURS)], MARKS[number % len(MARKS)]
        at = x0 + number * 150
        parts.append(f'<path d="{mark}" transform="translate({at} {y0 - 4})" fill="{colour}" stroke="{colour}"/>')
        parts.append(f'<text x="{at + 10}" y="{y0}">{escape(name)}</text>')
    return "".join(parts)


def figure(panels: Mapping[str, Series], names: list[str], label: str) -> str:
    """Panels two by two, with one legend. Every panel has its lines in the order of `names`."""
    rows = (len(panels) + 1) // 2
    width, height = 2 * WIDTH, rows * HEIGHT + 30
    drawn = [panel(title, series, (n % 2) * WIDTH, (n // 2) * HEIGHT) for n, (title, series) in enumerate(panels.items())]
    style = "text{font:12px system-ui,sans-serif;fill:#222}.title{font-weight:600}.end{text-anchor:end}.middle{text-anchor:middle}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">'
    ground = f'<style>{style}.grid{{stroke:#ddd}}</style><rect width="{width}" height="{height}" fill="#fff"/>'
    return f"{head}{ground}{''.join(drawn)}{legend(names, 24, height - 10)}</svg>\n"
