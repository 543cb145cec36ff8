"""Time limits count the time in which code could run: others that keep the processor busy cost nobody a grade."""

import os
import subprocess
import sys
import time

import pytest

from autograder.runner.clock import TimeLimit, time_limit
from autograder.runner.process import held_up

SPIN = "import os; os.sched_setaffinity(0, {CORE}); \nwhile True: pass"


@pytest.fixture
def crowded_core():
    """This process on one core with three others that never rest."""
    cores = os.sched_getaffinity(0)
    core = min(cores)
    spinners = [subprocess.Popen([sys.executable, "-c", SPIN.replace("CORE", str(core))]) for _ in range(3)]
    os.sched_setaffinity(0, {core})
    time.sleep(0.5)
    yield
    os.sched_setaffinity(0, cores)
    for spinner in spinners:
        spinner.kill()
        spinner.wait()


def work(seconds):
    """Use `seconds` of processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_waiting_for_a_busy_processor_does_not_count(crowded_core):
    before, began = held_up(), time.monotonic()
    with time_limit(0.8):
        work(0.5)
    assert time.monotonic() - began > 0.8
    assert held_up() - before > 0.3


def test_a_loop_without_end_is_stopped_on_a_busy_processor_too(crowded_core):
    with pytest.raises(TimeLimit, match=r"0\.3 s"), time_limit(0.3):
        work(30)


def test_sleeping_counts():
    with pytest.raises(TimeLimit), time_limit(0.2):
        time.sleep(30)


THREADS = """
import hashlib, os, threading, time
from autograder.runner.process import held_up
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
def spin():
    while True:
        hashlib.pbkdf2_hmac("sha256", b"", b"", 20_000)  # without the interpreter's lock
for _ in range(6):
    threading.Thread(target=spin, daemon=True).start()
end = time.process_time() + 2
while time.process_time() < end:
    hashlib.pbkdf2_hmac("sha256", b"", b"", 20_000)
held, waited = held_up(), int(open("/proc/self/schedstat").read().split()[1]) / 1e9
print(waited - held > 1)  # of the two seconds, what its threads used
os._exit(0)
"""


def test_a_process_cannot_hold_itself_up():
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=False)
    assert done.stdout == "True\n", done.stdout + done.stderr
