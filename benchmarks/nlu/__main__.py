"""`make bench-nlu`: stock and ours in one run; tables, plots and figures into benchmarks/.

python -m benchmarks.nlu --smp-train F --smp-dev F --near F --far F
python -m benchmarks.nlu --train F --test F        any two files, both pipelines, printed only
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.nlu import report, suite
from benchmarks.nlu.data import read
from benchmarks.nlu.runs import Bench
from bot.content.load import ROOT


def main() -> None:
    options = _options()
    bench = Bench(options.results)
    seeds = list(range(1, options.seeds + 1))
    if options.train and options.test:
        print(suite.two_files(bench, read(options.train), read(options.test), seeds))
        return
    content_seeds = list(range(1, options.content_seeds + 1))
    found = suite.everything(bench, _files(options), seeds, content_seeds, options.rows_per_topic)
    report.write(found, ROOT / "benchmarks")
    print(f"written: {ROOT / 'benchmarks/nlu.md'}, nlu.json and plots/")


def _files(options: argparse.Namespace) -> suite.Files:
    given = {
        "smp_train": options.smp_train,
        "smp_dev": options.smp_dev,
        "near": options.near,
        "far": options.far,
    }
    for name, path in given.items():
        if path is None or not path.exists():
            flag = name.replace("_", "-")
            raise SystemExit(f"--{flag} must name a file of JSON lines; got {path}")
    return suite.Files(
        read(options.smp_train),
        read(options.smp_dev),
        read(options.near, "oos"),
        read(options.far, "oos"),
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.nlu",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name in ("train", "test", "smp-train", "smp-dev", "near", "far"):
        parser.add_argument(f"--{name}", type=Path, metavar="FILE")
    parser.add_argument("--seeds", type=int, default=3, help="trainings of stock on SMP2017")
    parser.add_argument(
        "--content-seeds", type=int, default=1, help="trainings of stock on our content: hours each"
    )
    parser.add_argument(
        "--rows-per-topic",
        type=int,
        default=5,
        help="questions a topic on which both pipelines are trained and compared; 0 for all",
    )
    parser.add_argument(
        "--results",
        type=Path,
        default=ROOT / ".bench",
        help="what was measured is kept here and not measured twice",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
