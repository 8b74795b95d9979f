"""By which headings a column of somebody's register is known.

The headings are those of registers in use by councils, departments, health bodies and
building projects, in English and in the languages that such files were met in. Each line
of ``_RULES`` is tried in turn on the heading's plain words; the first that fits decides.
"""

import re
from functools import lru_cache

from risk_register.domain.import_fields import ImportField
from risk_register.domain.import_stages import compile_words, part
from risk_register.domain.sheet_cells import plain

_LIKELIHOOD = r"""
        likelihoods?|likelyhood|likehood|probability|probabilit\w*|prob|prb|frequency|
        chances?|\w*wahrscheinlichkeit|sandsynlighed\w*|sannolikhet|sannsynlighet|
        kans|waarschijnlijkheid|probabilidad\w*|vraisemblance|prawdopodobie\w*|olasılık|
        olasılığı|todennäköisyys|occurrence|eintritt\w*|вероятност\w*|ймовірніст\w*
    """
_IMPACT = r"""
        impacts?|severity|consequences?|consecuencia\w*|conseguenz\w*|benefits?|imp|gravity|
        auswirkung\w*|schadens\w*|konsekvens\w*|virkning|impacto|impatto|gravité|gravedad|
        gravidade|severidade?|
        seriousness|ernst|gevolg\w*|skutek|wpływ|etki\w*|vaikutus|schwere|magnitude|
        влияни\w*|воздействи\w*|последстви\w*|наслідк\w*|вплив
    """
_SCORE = r"""
        scores?|overall|nivel|niveau|livello|stufe|scoring|index|rating|ratings|level|value|
        exposure|rpn|rag|mag|risikowert\w*|risikoværdi|risikozahl|riskvärde|risicowaarde|
        criticality|factor|bands?|poziom\w*|[lpfics] ?[x×*] ?[lpfics]|risk priority number|puan\w*|
        risk grade|grade|ranking|bewertung|cotation|criticité|priority|priorité|priorität|skoru?|
        h/m/l|l/m/h|уровень|рівень|оценка
    """
_MEANS = r"""
        mitiga\w*|countermeasures?|treatments?|reduc\w+|prevent\w*|recommend\w*|
        suggest\w*|działan\w*|\w*massnahmen?|
        handling(?:er)?|tiltag|åtgärd\w*|tiltak|measures?|mesures?|\w*maatregel\w*|меры|заход\w*|
        önlem\w*|medidas?|misure|actions?|steps|solutions?|plans?|what (?:are|is|will|
        can) .{0,20}(?:do|doing|done)
    """
_OWNER = r"""
        owners?|owned by|owns|manager|responsible|accountable|assigned|assignee|leads?|
        bearer|verantwortliche?r?|eigentümer|ejer|ansvarlig\w*|ansvarig|propriétaire|
        responsab\w+|responsibility|eigenaar|sahibi|sorumlu\w*|właściciel|propietario|dueño|titular|
        handler|pilote|omistaja|
        who (?:deals|leads|manages|looks)|владелец|ответственн\w*|власник
    """
#: A number of letters stands for a whole heading, so these have to be all of it.
_RULES = tuple(
    (field, compile_words(pattern))
    for field, pattern in (
        (ImportField.LIKELIHOOD, r"^(?:l|p|lh|lik|w|pr|prob|likely)$|\bhow likely\b"),
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
                identified by|reported by|author|version|rank|escalat\w*|assurance|last updat\w*|
                date updated|updated on|last review\w*|previous|trend|direction|movement|costs?|
                budget|objectives?|(?<!address )gaps?|appetite|tolerance|triggers?|contingenc?y|
                contigency|(?:do|does|plan) if it (?:happens|occurs)|
                fallback|notfall\w*|betydning|effectiveness|strength|adequacy|
                confidence|currency|sources? of (?:the )?risks?(?! and)|
                value at risk|emv|betroffene\w*|asset value|related controls?|
                controls? (?:types?|ref|id|name|no|number)|days|weeks|wks|usd|eur|gbp|
                (?:impact|exposure) (?:low|min\w*|ml|mode|most likely|max\w*|high|mean)|
                action (?:id|ref|reference|no|number)|(?:persons?|people|those|groups?) at risk|
                who (?:may|might|could) be .{0,20})\b
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
            r"""
                \b(?:next review\w*|review (?:date|due)|date (?:of|for) (?:next )?review|
                review by)\b
            """,
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
                resource|by whom|party|who|assigned)\b|^(?:by whom|who|(?:risk )?actionee|
                who will do .{{0,10}}|(?:to be )?action(?:ed)? by)$
            """,
        ),
        (
            ImportField.DUE_ON,
            r"""
                \b(?:due(?! to)|deadline|target (?:\w+ )?date|by when|completion date|completed by|
                (?:expected|target) (?:resolution|closure|completion)|resolution date|timescales?|
                date of completion|action date|target completion|implementation date|end date|
                échéance|frist|termin|fällig\w*|complete by)\b
            """,
        ),
        (
            ImportField.RAISED_ON,
            r"""
                \b(?:(?:date|when) \w*(?:raised|added|identified|logged|registered|opened|entered|
                recorded|created|reported|of entry)|(?:raised|identified|logged|open(?:ed)?|created|
                entry|registration|recorded|added) (?:date|on|at)|date of identification)\b|
                ^(?:dates?|datum|dato|data|fecha|tarih|raised|opened|created|date open|dated|
                erfasst am)$
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
                dispositifs?|maîtrise|already (?:do|doing|done|have)|in place|
                sources? of assurance)\b
            """,
        ),
        (
            ImportField.ID,
            r"""
                ^(?:(?:the )?(?:unique )?(?:risks? )?(?:register )?(?:id|no|nr|num|number|ref|
                reference|#|code|identifier|identification|id no|ref no|reference no|no id|
                reference number|id number|n|id ref|ref id|refer|kennung|lfd nr|numéro|número|
                numero|s no|lp|sl no|sr no|s/n|sn|sno|№|sıra|uid|rid|reference/id|
                reference/ risk id|reference / risk id)|reference / (?:risk )?id|risk nummer|
                risiko (?:id|nr)|n[°o]|c[óo]digo|codice|
                id risque|risk reference.*|risk id\b.*|risk ref\b.*|
                risk number|risk no\b.*|risk #.*|id risk|r id|#|item|item no)$
            """,
        ),
        (
            ImportField.STATUS,
            r"""
                \b(?:status|state|open closed|open ?/ ?closed|is it open|stand|statut|estado|stato|
                durum\w*|статус)\b
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
                \b(?:categor\w*|risk areas?|areas?|theme|domaine?|classification|kategori\w*|
                catégorie|types?|typ|tür\w*|class|group|workstream|work stream|heading|grouping|art|
                family|bereich|категори\w*)\b
            """,
        ),
        (
            ImportField.CAUSE,
            r"""
                \b(?:causes?|root causes?|(?:risk|threat) sources?|due to|caused by|ursachen?|
                årsag\w*|orsak\w*|oorza\w+|causas?|neden\w*|drivers?|vulnerabilit\w*|why|
                cause s|przyczyna|because|
                given that|причин\w*)\b
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
                kuvaus|statement|narrative|details?|there is a risk that|risk that|
                scenarios?|описание)\b
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
        (
            ImportField.ACTION,
            r"\b(?:further|planned|additional|actions?|next steps?|required|what (?:else|more))\b",
        ),
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
                ryzyko|riskit?|риск\w*|ризик\w*|concerns?|issues?|opportunit\w+|chancen?|problem)\b
            """,
        ),
    )
)
#: A heading is short; a sentence that happens to hold one of these words is none.
LONGEST_HEADING = 140  # characters
_EXPLAINED = 50  # characters, after which a further line is no part of the name
#: What was assumed, and the length of the scale: neither says what the column holds.
_ASSUMED = re.compile(
    r"\b(?:if )?(?:no|without) (?:further )?actions?\b|"
    r"\b(?:pre|post|before|after|without|with|un) "
    r"?(?:mitigat(?:ion|ed)|controls?|controlled|treatment|treated|response)s?\b|"
    r"\b[01](?: to | bis | a |to| )(?:[3-9]|10|100)\b"
)
#: "Residual L" is a letter beside what it assumes.
_ASSUMES = re.compile(
    r"^(?:inherent|inh|gross|initial|current|residual|res|nett?|target)\b|"
    r"\b(?:inherent|gross|initial|current|residual|nett?|target)$"
)
_ASIDE = re.compile(r"\([^)]*\)?")


@lru_cache(maxsize=5_000)
def field_of(heading: str) -> ImportField | None:
    """Say what a heading names by itself, whatever it assumes; None if it is not known.

    What stands in brackets only explains, so it is asked last.
    """
    if len(heading) > _EXPLAINED:
        heading = heading.partition("\n")[0]  # what follows only explains
    if len(heading) > LONGEST_HEADING:
        return None
    heading = part(heading)
    named, full = plain(_ASIDE.sub(" ", heading)), plain(heading)
    bare_of = " ".join(_ASSUMED.sub(" ", named).split()) or named
    letters = " ".join(_ASSUMES.sub(" ", bare_of).split())
    return next((field for each in (bare_of, letters, full) if (field := _field_of(each))), None)


def _field_of(words: str) -> ImportField | None:
    found = next((field for field, pattern in _RULES if words and pattern.search(words)), None)
    return _reconsider(found, words) if found else None


def _reconsider(field: ImportField, words: str) -> ImportField:
    """Tell apart what one word alone would mix up."""
    for fields, pattern, instead in _MIXED_UP:
        if field in fields and pattern.search(words):
            return instead
    return field


_MIXED_UP = tuple(
    (fields, compile_words(pattern), instead)
    for fields, pattern, instead in (
        (  # "Likelihood x impact"
            (ImportField.LIKELIHOOD, ImportField.IMPACT),
            rf"""
                \b(?:{_LIKELIHOOD})\b.*\b(?:{_IMPACT})\b|\b(?:{_IMPACT})\b.*\b(?:{_LIKELIHOOD})\b
            """,
            ImportField.SCORE,
        ),
        (  # "Risk response categories"
            (ImportField.CATEGORY,),
            r"\b(?:responses?|treatments?)\b",
            ImportField.RESPONSE,
        ),
        (  # "Probability class", but not "Probability category"
            (ImportField.CATEGORY,),
            rf"^(?!.*\b(?:categor\w*|areas?|types?|typ)\b).*\b(?:{_LIKELIHOOD})\b",
            ImportField.LIKELIHOOD,
        ),
        (
            (ImportField.CATEGORY,),
            rf"^(?!.*\b(?:categor\w*|areas?|types?|typ)\b).*\b(?:{_SCORE})\b",
            ImportField.SCORE,
        ),
        (  # "Risk description & cause"
            (ImportField.CAUSE,),
            r"^(?:risk )?(?:desc\w*|statements?)\b",
            ImportField.DESCRIPTION,
        ),
        (  # "Impact / vulnerabilities"
            (ImportField.CAUSE,),
            rf"^(?:{_IMPACT})\b",
            ImportField.IMPACT,
        ),
        (  # "Description of mitigation"
            (ImportField.DESCRIPTION,),
            r"\b(?:mitigat\w*|treatments?|responses?|actions?|controls?)\b",
            ImportField.MITIGATION,
        ),
        (  # "Description of the risk if controls fail"
            (ImportField.CONTROLS,),
            r"^descriptions? of .{0,20}\brisks?\b",
            ImportField.DESCRIPTION,
        ),
        (  # "Mitigating action"
            (ImportField.ACTION, ImportField.CONTROLS),
            r"\b(?:mitigat\w*|prevent\w*|reduc\w+)\b",
            ImportField.MITIGATION,
        ),
        (  # "Response and owner"
            (ImportField.ACTION_OWNER,),
            r"\b(?:and|&) (?:owners?|leads?)\b",
            ImportField.MITIGATION,
        ),
        (  # "Status update"
            (ImportField.STATUS,),
            r"\b(?:updates?|progress|comments?)\b",
            ImportField.PROGRESS,
        ),
    )
)


def coverage_of(heading: str) -> float:
    """Say how much of a text the known words are, from 0 to 1; a heading is little else."""
    words = plain(_ASIDE.sub(" ", heading)).split() or plain(heading).split()
    if not words or field_of(heading) is None:
        return 0.0
    return 1.0 if len(words) <= _SHORT else _SHORT / len(words)


_SHORT = 4  # words
