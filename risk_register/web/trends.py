"""The step line of a risk's scores, for its page."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from risk_register.clock import london_day
from risk_register.documents.charts import draw_trend
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment


def build_trend(assessments: Sequence[Assessment], *, scheme: Scheme, today: date) -> Markup | None:
    """Draw the current scores of a risk up to today; None if there are none.

    :param assessments: newest first
    """
    points = []
    for judged in reversed(assessments):
        if judged.basis is Basis.CURRENT:
            band = scheme.band_of(judged)
            points.append(
                {
                    "on": london_day(judged.assessed_at).isoformat(),
                    "score": judged.score,
                    "tone": band.tone,
                    "band_name": band.name,
                }
            )
    if not points:
        return None
    top = max(max(row) for row in scheme.grid)
    bands = [
        {"name": band.name, "lowest": band.lowest, "highest": band.highest, "tone": band.tone}
        for band in scheme.bands
    ]
    drawn = draw_trend(points, scale_top=top, bands=bands, until=today.isoformat())
    return Markup(drawn)  # noqa: S704 - our own drawing, which escapes what it writes
