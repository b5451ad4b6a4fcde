"""The picture of growth: seconds and peak memory of everything as its data grows, for light and dark pages alike."""
import math

COLOURS = ["#2f81f7", "#d9730d", "#1a9e4b", "#c94fb6", "#7d6ff0", "#c0392b", "#0f8b8d", "#a8893a"]
# Readable on white as on nearly black.
TEXT, GRID = "#7a7f87", "#7a7f8755"
LEFT, TOP, WIDTH, HEIGHT, GAP = 60, 44, 320, 240, 90


def svg(points):
    """Two panels over the same axis of "times the data": seconds, logarithmic, and MB, which begin at zero."""
    most_times = max(times for _, series in points.values() for times, _, _ in series)
    decades = max(1, math.ceil(math.log10(most_times) - 1e-3))
    seconds = [point[1] for _, series in points.values() for point in series]
    slow, fast = math.ceil(math.log10(max(seconds))), math.floor(math.log10(min(seconds)))
    peak = max(point[2] for _, series in points.values() for point in series) * 1.1
    step = next(step for step in (50, 100, 200, 500, 1000, 5000) if peak / step <= 10 or step == 5000)
    most = step * math.ceil(peak / step)

    def by_seconds(value):
        return TOP + HEIGHT * (slow - math.log10(value)) / max(1, slow - fast)

    def by_memory(value):
        return TOP + HEIGHT * (1 - value / most)

    parts = panel(0, "Seconds (dotted: in proportion to the data)", decades, by_seconds, [(10.0 ** power, f"{10.0 ** power:g}") for power in range(fast, slow + 1)])
    parts += panel(1, "Peak memory in MB", decades, by_memory, [(value, str(value)) for value in range(0, most + 1, step)])
    for number, (name, (unit, series)) in enumerate(points.items()):
        colour = COLOURS[number % len(COLOURS)]
        for at, position, index in ((0, by_seconds, 1), (1, by_memory, 2)):
            spots = [(x(at, point[0], decades), position(point[index])) for point in series]
            parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in spots)}"/>')
            parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in spots]
        across, down = LEFT + number % 3 * 250, TOP + HEIGHT + 64 + number // 3 * 22
        parts.append(f'<rect x="{across}" y="{down - 8}" width="18" height="4" fill="{colour}"/><text x="{across + 26}" y="{down}">{name}: 1 is {unit}</text>')
    # What exact proportion looks like.
    low, high = by_seconds(10.0 ** fast), by_seconds(min(10.0 ** slow, 10.0 ** (fast + decades)))
    end = x(0, 10.0 ** min(decades, slow - fast), decades)
    parts.append(f'<line x1="{LEFT}" y1="{low:.1f}" x2="{end:.1f}" y2="{high:.1f}" stroke="{TEXT}" stroke-dasharray="2 5"/>')
    width, height = LEFT + 2 * WIDTH + GAP + 30, TOP + HEIGHT + 64 + (len(points) + 2) // 3 * 22
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13" fill="{TEXT}">', *parts, "</svg>", ""])


def x(number, times, decades):
    return LEFT + number * (WIDTH + GAP) + math.log10(times) / decades * WIDTH


def panel(number, title, decades, position, ticks):
    at = LEFT + number * (WIDTH + GAP)
    parts = [f'<text x="{at}" y="24" font-weight="bold">{title}</text>']
    for value, label in ticks:
        y = position(value)
        parts.append(f'<line x1="{at}" x2="{at + WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/><text x="{at - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
    for power in range(decades + 1):
        across = x(number, 10 ** power, decades)
        parts.append(f'<line x1="{across:.1f}" x2="{across:.1f}" y1="{TOP}" y2="{TOP + HEIGHT}" stroke="{GRID}"/>'
                     f'<text x="{across:.1f}" y="{TOP + HEIGHT + 20}" text-anchor="middle">{10 ** power:,}</text>')
    return parts + [f'<text x="{at + WIDTH / 2}" y="{TOP + HEIGHT + 40}" text-anchor="middle">times the data</text>']
