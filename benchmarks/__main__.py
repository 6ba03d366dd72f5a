"""All benchmarks, each in a process of its own: `python -m benchmarks [NAME ...]`."""

import subprocess
import sys

NAMES = (
    "ledger", "portfolio", "payments", "due_to_file", "mri_sync", "nacha", "check_reading",
    "check_images", "x937",
)  # fmt: skip


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; 2 where there is none of a name."""
    unknown = set(names) - set(NAMES)
    if unknown:
        print(f"There is no benchmark {min(unknown)}; there are {', '.join(NAMES)}.")
        return 2
    for name in names or NAMES:
        print(f"\n== {name}", flush=True)
        status = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], check=False
        ).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
