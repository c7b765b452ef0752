"""`shopkeeper eval scenarios`: plays them, prints a table, and JUnit XML for whoever reads that."""

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from rich.console import Console
from rich.table import Table

from evals.scenario_runner import ScenarioResult, Summary, play_scenarios, summarise
from evals.scenarios import ScenarioError, load_scenarios
from evals.shops import open_player

USAGE_ERROR = 2
MARKS = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "skipped": "[yellow]–[/]", "error": "[magenta]![/]"}


def run(paths: Sequence[Path], *, shop: Path | None, junit: Path | None, json_output: bool) -> int:
    """Plays the scenarios, the bundled ones where none is named; 0 where all hold, 1 where not, 2 for a bad file."""
    try:
        scenarios = load_scenarios(paths)
    except ScenarioError as error:
        sys.stderr.write(f"shopkeeper: {error}\n")
        return USAGE_ERROR
    results = []
    for result in play_scenarios(scenarios, partial(open_player, shop=shop, quiet=json_output)):
        results.append(result)
        if json_output:
            sys.stdout.write(json.dumps(result_json(result), ensure_ascii=False) + "\n")
    summary = summarise(results)
    if junit is not None:
        write_junit(results, junit)
    if json_output:
        sys.stdout.write(json.dumps(summary_json(summary)) + "\n")
    else:
        show(results, summary)
    return 0 if summary.is_success else 1


def result_json(result: ScenarioResult) -> dict[str, Any]:
    """A line of `--json`."""
    return {
        "scenario": result.scenario.id,
        "status": result.status,
        "n_turns": len(result.scenario.turns),
        "seconds": round(result.seconds, 3),
        "problems": [{"turn": item.turn, "say": item.say, "problem": item.problem} for item in result.problems],
        "reason": result.reason,
    }


def summary_json(summary: Summary) -> dict[str, Any]:
    """The last line of `--json`."""
    return {
        "n_passed": summary.n_passed,
        "n_failed": summary.n_failed,
        "n_skipped": summary.n_skipped,
        "n_errors": summary.n_errors,
        "pass_rate": round(summary.pass_rate, 4),
    }


def show(results: Sequence[ScenarioResult], summary: Summary) -> None:
    """A row a scenario, what went wrong below, and the counts last."""
    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "scenario", "language", "shop"):
        table.add_column(column)
    for column in ("turns", "ms a turn"):
        table.add_column(column, justify="right")
    for result in results:
        scenario = result.scenario
        n_turns = len(scenario.turns)
        pace = f"{1000 * result.seconds / n_turns:.0f}" if result.seconds else ""
        mark = MARKS[result.status]
        table.add_row(mark, scenario.name, scenario.language, scenario.shop, str(n_turns), pace)
    console.print(table)
    for result in results:
        if result.problems or result.reason:
            console.print(f"\n[bold]{result.scenario.id}[/] {result.status}")
        for problem in result.problems:
            console.print(f"  {problem}", markup=False, highlight=False)
        if result.reason:
            console.print(f"  {result.reason}", markup=False, highlight=False)
    console.print(
        f"\n{summary.n_passed} passed, {summary.n_failed} failed, {summary.n_skipped} skipped, "
        f"{summary.n_errors} could not be played: {summary.pass_rate:.1%} of those played"
    )


def write_junit(results: Sequence[ScenarioResult], path: Path) -> None:
    """A suite a shop, a case a scenario; infrastructure errors are `error`, what does not hold is `failure`."""
    by_shop: dict[str, list[ScenarioResult]] = defaultdict(list)
    for result in results:
        by_shop[result.scenario.shop].append(result)
    root = ElementTree.Element("testsuites", name="shopkeeper scenarios")
    for shop, group in by_shop.items():
        summary = summarise(group)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=shop,
            tests=str(len(group)),
            failures=str(summary.n_failed),
            errors=str(summary.n_errors),
            skipped=str(summary.n_skipped),
            time=f"{sum(result.seconds for result in group):.3f}",
        )
        for result in group:
            _add_case(suite, result)
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _add_case(suite: ElementTree.Element, result: ScenarioResult) -> None:
    scenario = result.scenario
    case = ElementTree.SubElement(
        suite,
        "testcase",
        name=f"{scenario.name} ({scenario.language})",
        classname=f"scenarios.{scenario.shop}",
        time=f"{result.seconds:.3f}",
    )
    if result.status == "skipped":
        ElementTree.SubElement(case, "skipped", message=result.reason)
    elif result.status == "error":
        ElementTree.SubElement(case, "error", message=result.reason)
    elif result.status == "failed":
        failure = ElementTree.SubElement(case, "failure", message=str(result.problems[0]))
        failure.text = "\n".join(map(str, result.problems))
