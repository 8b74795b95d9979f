"""The sentences of indicators and their values."""

from collections.abc import Mapping

from risk_register.domain.matters import Matter
from risk_register.domain.sentences import Line, Telling, plainly


def _say_reading(line: Line) -> str:
    standing = line.fact("standing")
    judged = f", {standing.lower()}" if standing and standing != "For information" else ""
    return f"recorded {line.fact('value')} for {line.fact('period')} of {line.about}{judged}"


def _say_restatement(line: Line) -> str:
    before, now = line.fact("value before"), line.fact("value")
    if before == now:
        return f"confirmed {now} for {line.fact('period')} of {line.about}"
    return f"restated {line.fact('period')} of {line.about} from {before} to {now}"


_VALUE = frozenset({"reading.indicator_id", "reading.period_start", "reading.value"})

INDICATOR_TELLINGS: Mapping[str, Telling] = {
    "indicator added": Telling(Matter.INDICATORS, plainly("began to measure {about}: {title}")),
    "indicator changed": Telling(Matter.INDICATORS, plainly("changed {about}: {title}")),
    "indicator retired": Telling(
        Matter.INDICATORS, plainly("ended {about}: {title} is measured no longer")
    ),
    "indicators exported": Telling(
        Matter.PACKS, plainly("took what is measured along as {kind}: {indicators} indicators")
    ),
    "readings recorded": Telling(
        Matter.INDICATORS, plainly("recorded {values} values of indicators from {source}"), _VALUE
    ),
    "reading recorded": Telling(Matter.INDICATORS, _say_reading, _VALUE),
    "reading restated": Telling(Matter.INDICATORS, _say_restatement, _VALUE),
}
