import subprocess
import sys

SETTLED = """
import gc
from rentrail.config import garbage

garbage.settle()
print(gc.get_freeze_count() > 1_000, gc.get_threshold()[0] == garbage.NEW_VALUES, gc.isenabled())
"""


def test_what_is_loaded_is_left_out_of_collections_which_go_on():
    answer = subprocess.run(
        [sys.executable, "-c", SETTLED], capture_output=True, text=True, check=True
    )

    assert answer.stdout.split() == ["True", "True", "True"]
