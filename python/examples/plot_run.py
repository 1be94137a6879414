# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

"""plot_run.py RUN OUT.png: populations over time, and a map of the last frame (of its middle layer in 3D)."""

import sys

import matplotlib.pyplot as plt
import tilscape

plt.switch_backend("Agg")


def draw_populations(axes, reader: tilscape.Reader) -> None:
    frames = [reader.read(i) for i in range(len(reader.frames))]
    days = [frame.time / 1440 for frame in frames]
    for agent in reader.header.agents:
        axes.plot(days, [frame.series[f"{agent.name}.count"] for frame in frames], marker=".", label=agent.name)
    axes.set(xlabel="time [d]", ylabel="living cells", yscale="symlog")
    axes.legend()


def draw_map(axes, reader: tilscape.Reader, frame: tilscape.Frame) -> None:
    layer = reader.shape[0] // 2
    spacing = reader.header.lattice.spacing
    plane = reader.shape[1] * reader.shape[2]
    low = reader.places([layer * plane])[0] - spacing / 2
    high = reader.places([(layer + 1) * plane - 1])[0] + spacing / 2
    if frame.fields:
        name, values = next(iter(frame.fields.items()))
        image = axes.imshow(
            values[layer], origin="lower", extent=(low[0], high[0], low[1], high[1]), cmap="cividis"
        )
        unit = next(s.unit for s in reader.header.substances if s.name == name)
        axes.figure.colorbar(image, ax=axes, label=f"{name} [{unit}]")
    for name, agents in frame.agents.items():
        places = reader.places(agents.site[agents.site // plane == layer])
        axes.scatter(places[:, 0], places[:, 1], s=2, label=name)
    axes.set(xlabel="x [um]", ylabel="y [um]", aspect="equal", title=f"day {frame.time / 1440:.3g}")
    axes.legend(loc="upper right")


def main(run: str, out: str) -> None:
    with tilscape.Reader(run) as reader:
        figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
        draw_populations(left, reader)
        draw_map(right, reader, reader.read(len(reader.frames) - 1))
        figure.suptitle(f"{reader.header.scenario_name}, seed {reader.header.seed}")
        figure.savefig(out, dpi=120)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
