"""Commands about the clock, which does what is due."""

import argparse
import json

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import let_run
from risk_register.frame import open_post_room
from risk_register.scheduler.clockwork import run_clockwork
from risk_register.scheduler.jobs import run_round


def add_scheduler(word: argparse.ArgumentParser) -> None:
    """Enter the command that runs the clock."""
    let_run(word, _run_scheduler)


def add_tick(word: argparse.ArgumentParser) -> None:
    """Enter the command that does one round of it."""
    let_run(word, _tick)
    word.add_argument("--json", action="store_true", help="print counts and jobs as JSON")


def _run_scheduler(app: Flask, _options: argparse.Namespace) -> int:
    print("The clock runs. Stop it with Ctrl+C.")
    run_clockwork(app, lambda: open_post_room(app))
    return 0


def _tick(app: Flask, options: argparse.Namespace) -> int:
    done = run_round(open_post_room(app), at=clock.now())
    if options.json:
        print(json.dumps(done.as_plain()))
    for outcome in () if options.json else done.outcomes:
        print(f"{outcome.job.label}: {outcome.words}")
    return 1 if done.troubles else 0
