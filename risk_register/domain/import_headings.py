"""By which headings a column of somebody's register is known.

The headings are those of registers in use by councils, departments, health bodies and
building projects, in English and in the languages that such files were met in. Each line
of ``_RULES`` is tried in turn on the heading's plain words; the first that fits decides.
"""

import re
from enum import StrEnum
from functools import lru_cache

from risk_register.domain.import_fields import ImportField
from risk_register.domain.sheet_cells import bare, plain


def _compile(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that may stand on several lines; headings are asked without accents."""
    return re.compile(bare("".join(line.strip() for line in pattern.split("\n"))))


class Stage(StrEnum):
    """What a heading says about when or with what a judgement holds; sources mean it loosely."""

    NONE = ""
    INHERENT = "inherent"
    CURRENT = "current"
    RESIDUAL = "residual"
    TARGET = "target"


_STAGES = tuple(
    (stage, _compile(rf"\b(?:{pattern})\b"))
    for stage, pattern in (
        (
            Stage.TARGET,
            r"""
                target|desired|planned|forecast|projected|future|tolerable|accepted level|goal|
                ziel\w*|cible|objetivo|doel|hedef|mål
            """,
        ),
        (
            Stage.RESIDUAL,
            r"""
                residual|post|after|revised|nett?|netto|mitigated|treated|re|reassess\w*|
                re ?estim\w*|rr|restrisiko|rest|nach|résiduel\w*|residuel\w*|residua\w*|efter|kalan|
                controlled|with controls|following|final|restant
            """,
        ),
        (
            Stage.INHERENT,
            r"""
                inherent\w*|gross|initial|original|pre|before|uncontrolled|without|no action|
                no controls|unmitigated|untreated|raw|brutto|brut\w*|vor|initiaal|før|first|
                start\w*|inherente|baseline|doğal|iniziale|inicial
            """,
        ),
        (
            Stage.CURRENT,
            r"""
                current|now|today|existing|actual|aktuell\w*|nuværende|actuel\w*|huidig\w*
            """,
        ),
    )
)


def stage_of(heading: str) -> Stage:
    """Say what a heading assumes: "Residual Impact" is residual."""
    words = plain(heading)
    for stage, pattern in _STAGES:
        if pattern.search(words):
            return stage
    return Stage.NONE


_LIKELIHOOD = r"""
        likelihoods?|likelyhood|likehood|probability|probabilit\w*|prob|prb|frequency|
        chances?|likely|\w*wahrscheinlichkeit|sandsynlighed\w*|sannolikhet|sannsynlighet|
        kans|waarschijnlijkheid|probabilidad\w*|vraisemblance|prawdopodobie\w*|olasılık|
        olasılığı|todennäköisyys|occurrence|eintritt\w*
    """
_IMPACT = r"""
        impacts?|severity|consequences?|consecuencia\w*|conseguenz\w*|benefits?|imp|gravity|auswirkung\w*|schadens\w*|konsekvens\w*|
        virkning|impacto|impatto|gravité|gravedad|ernst|gevolg\w*|skutek|wpływ|etki\w*|
        vaikutus|schwere|magnitude
    """
_SCORE = r"""
        scores?|overall|nivel|niveau|livello|stufe|scoring|index|rating|ratings|level|value|exposure|rpn|rag|mag|
        risikowert\w*|risikoværdi|risikozahl|criticality|factor|l ?[x×*] ?i|p ?[x×*] ?i|
        i ?[x×*] ?l|i ?[x×*] ?p|lxi|pxi|ixl|risk priority number|puan\w*|risk grade|grade|
        ranking|bewertung|cotation|criticité|priority|priorité|priorität|skoru?
    """
_MEANS = r"""
        mitigat\w*|countermeasures?|treatments?|reduc\w+|preventa?t?i\w*|gegenmassnahmen?|
        massnahmen?|handling(?:er)?|tiltag|åtgärd\w*|tiltak|measures?|mesures?|maatregel\w*|
        önlem\w*|medidas?|misure|actions?|steps|solutions?|plans?|what (?:are|is|will|
        can) .{0,20}(?:do|doing|done)
    """
_OWNER = r"""
        owners?|owned by|owns|manager|responsible|accountable|assigned|assignee|leads?|
        bearer|verantwortliche?r?|eigentümer|ejer|ansvarlig\w*|ansvarig|propriétaire|
        responsab\w+|responsibility|eigenaar|sahibi|sorumlu\w*|właściciel|propietario|dueño|titular|
        handler|pilote|omistaja
    """
#: A number of letters stands for a whole heading, so these have to be all of it.
_RULES = tuple(
    (field, _compile(pattern))
    for field, pattern in (
        (ImportField.LIKELIHOOD, r"^(?:l|p|lh|lik|w|pr|prob)$|\bhow likely\b"),
        (ImportField.IMPACT, r"^(?:i|s|c|im|imp|sev|con|k)$|\bhow (?:bad|serious|severe)\b"),
        (ImportField.SCORE, r"^(?:r|rs|rr|risk score|mag|rpn|r n|total score|sc|tot|total|net)$"),
        (
            ImportField.CLOSE_REASON,
            r"\b(?:reasons? (?:for|of) (?:clos\w+|closure)|clos(?:ure|ing|ed) reason|why closed)\b",
        ),
        (
            ImportField.CLOSED_ON,
            r"\b(?:date (?:\w+ )?closed|closed (?:on|date)|clos(?:ure|ing) date|date of closure)\b",
        ),
        (
            ImportField.OTHER,
            r"""
                \b(?:hyperlinks?|links?|documents?|consulted|informed|received by|raised by|
                identified by|reported by|author|version|rank|escalat\w*|assurance|last updated|
                date updated|updated on|last review\w*|previous|trend|direction|movement|costs?|
                budget|objectives?|gaps?|appetite|tolerance|triggers?|contingenc?y|contigency|
                fallback|notfall\w*|betydning|effectiveness|confidence|currency|value at risk|emv|
                betroffene\w*)\b
            """,
        ),
        (
            ImportField.KIND,
            r"""
                ^(?:risk issue|risk or issue|issue risk|risk/issue|issue/risk|threat/opportunity|
                opportunity/threat|threat or opportunity|opportunity or threat|risk/opportunity|
                risk or opportunity|risk opportunity|r/i|raid(?: type)?|raid category)$
            """,
        ),
        (
            ImportField.REVIEW_ON,
            r"\b(?:next review\w*|review date|date of (?:next )?review|review by)\b",
        ),
        (
            ImportField.PROXIMITY,
            r"""
                \b(?:proximity|time ?frame|horizon|timing|when (?:could|might|would))\b
            """,
        ),
        (
            ImportField.ACTION_OWNER,
            rf"""
                \b(?:action\w*|mitigat\w*|control\w*|treatment|response|task)\b.*\b(?:{_OWNER}|
                resource|by whom|party|who|assigned)\b|^(?:by whom|who|(?:risk )?actionee)$
            """,
        ),
        (
            ImportField.DUE_ON,
            r"""
                \b(?:due|deadline|target date|by when|completion date|completed by|
                date of completion|action date|target completion|implementation date|end date|
                échéance|frist|termin|fällig\w*|complete by)\b
            """,
        ),
        (
            ImportField.RAISED_ON,
            r"""
                \b(?:(?:date|when) \w*(?:raised|added|identified|logged|registered|opened|entered|
                recorded|created|reported|of entry)|(?:raised|identified|logged|opened|created|
                entry|registration|recorded|added) (?:date|on)|date of identification)\b|^(?:dates?|
                datum|dato|data|fecha|tarih|raised|opened|date open|dated|erfasst am)$
            """,
        ),
        (
            ImportField.CONSEQUENCE,
            r"""
                \b(?:effects?|outcomes?|descriptions? of (?:the )?(?:impacts?|consequences?)|
                (?:impact|consequence) (?:descriptions?|statement|details?|summary|narrative|text)|
                results?|leading to|leads to|resulting in|folgen?|effets?|wirkung|
                potential impacts?|project impact|possible consequences?|potential consequences?|
                results in|what impact)\b
            """,
        ),
        (
            ImportField.CONTROLS,
            r"""
                \bcontrols?\b|\b(?:safeguards?|measures? in place|existing (?:mitigation|measures?)|
                current (?:mitigation|measures?)|what (?:is|are) in place|mesures existantes|
                sources? of assurance)\b
            """,
        ),
        (
            ImportField.ID,
            r"""
                ^(?:(?:the )?(?:unique )?(?:risks? )?(?:register )?(?:id|no|nr|num|number|ref|
                reference|#|code|identifier|identification|id no|ref no|reference no|no id|
                reference number|id number|n|id ref|ref id|refer|kennung|lfd nr|numéro|número|
                numero|s no|sl no|sr no|s/n|sn|sno|№|sıra|uid|rid|reference/id|
                reference/ risk id|reference / risk id)|reference / (?:risk )?id|risk nummer|
                risiko (?:id|nr)|n[°o]|id risque|risk reference.*|risk id.*|risk ref.*|risk number|
                risk no.*|risk #.*|id risk|r id|#|item|item no)$
            """,
        ),
        (
            ImportField.STATUS,
            r"""
                \b(?:status|state|open closed|open/closed|is it open|stand|statut|estado|stato|
                durum\w*)\b
            """,
        ),
        (
            ImportField.PROGRESS,
            r"""
                \b(?:progress|updates?|comments?|notes?|remarks?|bemerkung\w*|kommentar\w*|
                latest position|commentaires?|observations?|observaciones|açıklamalar)\b
            """,
        ),
        (
            ImportField.CATEGORY,
            r"""
                \b(?:categor\w*|risk areas?|areas?|theme|domain|classification|kategori\w*|
                catégorie|types?|typ|tür\w*|class|group|workstream|work stream|heading|art|family|
                bereich)\b
            """,
        ),
        (
            ImportField.CAUSE,
            r"""
                \b(?:causes?|root causes?|sources?|due to|caused by|ursachen?|årsag\w*|orsak\w*|
                oorza\w+|causas?|neden\w*|drivers?|vulnerabilit\w*|why|cause s|przyczyna|because|
                given that)\b
            """,
        ),
        (ImportField.OWNER, rf"\b(?:{_OWNER})\b"),
        (
            ImportField.TITLE,
            r"""
                ^(?:(?:the )?risks? (?:name|title|heading|headline|summary|label)|title|name|
                headline|summary|short (?:description|title|name)|titel|bezeichnung|risk short name|
                nom|name of (?:the )?risk|title of (?:the )?risk|risikobezeichnung|titre|
                intitulé\w*)$
            """,
        ),
        (
            ImportField.DESCRIPTION,
            r"""
                \b(?:descriptions?|desc|risk statements?|risk details?|beschreibung|beskrivelse|
                beskrivning|omschrijving|descrizione|descripci[óo]n|descrição|açıklama\w*|opis|
                kuvaus|statement|narrative|details?|there is a risk that|risk that)\b
            """,
        ),
        (
            ImportField.RESPONSE,
            r"""
                \b(?:responses?|strategy|strategies|4 ?ts?|treat\w* (?:approach|option|type|
                decision)|approach|strategie|treatment|treat|stratejisi?|stratégie|
                handling strategy|option)\b
            """,
        ),
        (ImportField.LIKELIHOOD, rf"\b(?:{_LIKELIHOOD})\b"),
        (ImportField.IMPACT, rf"\b(?:{_IMPACT})\b(?! (?:score|rating)? ?[x×*])"),
        (ImportField.ACTION, r"\b(?:further|planned|additional|actions?|next steps?|required)\b"),
        (ImportField.MITIGATION, rf"\b(?:{_MEANS})\b"),
        (
            ImportField.EVENT,
            r"""
                \b(?:events?|hændelse\w*|händelse\w*|hendelse\w*|ereignis\w*|what could happen|
                what might happen|threats?|hazards?|uncertainty|gebeurtenis|événement\w*|evento|
                what can go wrong|what could go wrong|failure mode|gefahr|gefährdung|olay)\b
            """,
        ),
        (ImportField.SCORE, rf"\b(?:{_SCORE})\b"),
        (
            ImportField.DESCRIPTION,
            r"""
                \b(?:risks?|risiko|risiken|risici|risico|risque|riesgo|rischio|risco|riski?|riskler|
                ryzyko|riskit?|concerns?|issues?|opportunit\w+|chancen?|problem)\b
            """,
        ),
    )
)
#: A heading is short; a sentence that happens to hold one of these words is none.
LONGEST_HEADING = 140  # characters
_IF_NOTHING = re.compile(r"\b(?:if )?(?:no|without) (?:further )?actions?\b")
_ASIDE = re.compile(r"\([^)]*\)?")


@lru_cache(maxsize=5_000)
def field_of(heading: str) -> ImportField | None:
    """Say what a heading names by itself, whatever it assumes; None if it is not known.

    What stands in brackets only explains, so it is asked last.
    """
    words = plain(_ASIDE.sub(" ", heading)) or plain(heading)
    words = _IF_NOTHING.sub(" ", words).strip()
    if not words or len(heading) > LONGEST_HEADING:
        return None
    for field, pattern in _RULES:
        if pattern.search(words):
            return _reconsider(field, words)
    return None


def _reconsider(field: ImportField, words: str) -> ImportField:
    """Tell apart what one word alone would mix up."""
    has = {name: bool(pattern.search(words)) for name, pattern in _TELLING}
    if field in (ImportField.LIKELIHOOD, ImportField.IMPACT) and has["both"]:
        return ImportField.SCORE  # "Likelihood x impact"
    if field is ImportField.CATEGORY and has["measure"] and not has["kind"]:
        return ImportField.LIKELIHOOD if has["likelihood"] else ImportField.SCORE
    if field is ImportField.DESCRIPTION and has["means"]:
        return ImportField.MITIGATION  # "Description of mitigation"
    if field in (ImportField.ACTION, ImportField.CONTROLS) and has["mitigation"]:
        return ImportField.MITIGATION  # "Mitigating action"
    if field is ImportField.STATUS and has["progress"]:
        return ImportField.PROGRESS
    return field


_TELLING = tuple(
    (name, _compile(rf"\b(?:{pattern})\b"))
    for name, pattern in (
        (
            "both",
            rf"""
            (?:{_LIKELIHOOD})\b.*\b(?:{_IMPACT})|(?:{_IMPACT})\b.*\b(?:{_LIKELIHOOD})
        """,
        ),
        ("measure", rf"{_LIKELIHOOD}|{_SCORE}"),
        ("likelihood", _LIKELIHOOD),
        ("kind", r"categor\w*|areas?|types?|typ"),
        ("means", r"mitigat\w*|treatments?|responses?|actions?|controls?"),
        ("mitigation", r"mitigat\w*|prevent\w*|reduc\w+"),
        ("progress", r"updates?|progress|comments?"),
    )
)


def coverage_of(heading: str) -> float:
    """Say how much of a text the known words are, from 0 to 1; a heading is little else."""
    words = plain(_ASIDE.sub(" ", heading)).split() or plain(heading).split()
    if not words or field_of(heading) is None:
        return 0.0
    return 1.0 if len(words) <= _SHORT else _SHORT / len(words)


_SHORT = 4  # words
