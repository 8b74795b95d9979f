"""Registers as people lay them out, in our own words: what stands in each and what it is.

A line that ends with a backslash goes on in the next.
"""

from risk_register.domain.sheet_cells import Block, Sheet


def lay_out(text, *, name="Sheet1", blocks=()):
    """Write a sheet: a line for each row, ``|`` between cells; figures become numbers."""
    rows = [
        [_cell(said.strip()) for said in line.split("|")] for line in text.strip("\n").split("\n")
    ]
    width = max(len(row) for row in rows)
    return Sheet(name, [row + [None] * (width - len(row)) for row in rows], blocks)


def _cell(said):
    try:
        return float(said)
    except ValueError:
        return said or None


ASSURANCE = lay_out(
    """
Board assurance framework
Risk ref|Risk description|Exec lead|Initial risk score|||Key controls|Gaps in control|\
Current risk score|||Further actions|Target risk score||
|||C|L|Score|||C|L|Score||C|L|Score
B1|There is a risk that staffing falls below safe levels|Chief Nurse|4|4|16|Rosters|None|4|3|\
12|Recruit abroad|4|2|8
B2|There is a risk that the estate fails|Estates|5|4|20|Planned repairs|Backlog|5|3|15|\
Bid for capital|5|1|5
B3|There is a risk that the money runs out|Finance|4|5|20|Budgets|None|4|4|16|Recovery plan|3|3|9
""",
    blocks=[Block(1, 3, 1, 5), Block(1, 8, 1, 10), Block(1, 12, 1, 14)],
)
GROSS_AND_NET = lay_out(
    """
No|Risk|Gross Likelihood|Gross Impact|Gross Score|Internal Controls|Net Likelihood|Net Impact|\
Net Score|Risk Owner|Action Plan|Review Date
1|Savings in the plan are not delivered|4|4|16|Monthly monitoring|3|3|9|Finance|\
Agree plans by June|2024-06-01
2|Key staff leave the team|3|4|12|Succession plan|2|3|6|HR|Review pay|2024-07-01
|Total
"""
)
NAMES_TWICE = lay_out(
    """
Ref|Risk Title|Cause|Consequence|Likelihood|Impact|Rating|Existing controls|Likelihood|Impact|\
Rating|Owner
1|Cyber attack|Phishing mails reach staff|Loss of personal files|4|5|20|Firewall|3|4|12|CIO
2|Flood|Heavy rain on the site|Site closes for weeks|3|5|15|Pumps|2|4|8|Site manager
"""
)
BEFORE_AND_AFTER = lay_out(
    """
Project X risk log
Manager:|Somebody

ID|Date Identified|Description|Probability (pre-mitigation)|Impact (pre-mitigation)|Risk score|\
Mitigation|Probability (post-mitigation)|Impact (post-mitigation)|Residual score|Owner|Status
R1|01/02/2024|Supplier goes under halfway through|Medium|High|6|Two suppliers for all|Low|\
Medium|2|PM|Open
R2|13/02/2024|Permission is refused by the council|Low|High|3|Early talks|Low|Low|1|PM|Closed
"""
)
FRENCH = lay_out(
    """
N°|Risque|Cause|Conséquence|Probabilité|Gravité|Criticité|Responsable|Mesures
1|Retard de livraison du matériel|Fournisseur unique|Arrêt du chantier|3|4|12|Chef de projet|\
Second fournisseur
2|Perte de données du système|Panne de disque|Reprise manuelle|2|5|10|DSI|Sauvegarde
"""
)
SECTIONS = lay_out(
    """
Risk register 2024
Ref|Risk|Likelihood|Impact|Score|Owner|Mitigation
1 Legal
1.1|Challenge to the decision in court|2|4|8|Legal|Counsel's advice
1.2|Contract dispute with the supplier|3|3|9|Legal|Clear terms
2 Finance
2.1|Overspend on the capital programme|3|4|12|Finance|Monthly reports
EXAMPLE: 2.2|e.g. something might happen here|1|1|1|You|Nothing
R24||||0
R25||||0
Total|3|||29

Key
1 = Rare
"""
)
SEVERAL_KINDS = lay_out(
    """
Programme log
Type|Ref|Description|Likelihood|Impact|Owner|Mitigation
Risk|1|The supplier may be late with it all|3|4|PM|Chase weekly
Issue|2|The server is down again since May||3|IT|Restart
Assumption|3|Budget is approved by the cabinet
Opportunity|4|Grant might be won for the park|3|3|PM|Apply early
"""
)
QUESTIONS = lay_out(
    """
Risk|What could happen?|Who owns it?|How likely? (1-5)|How bad? (1-5)|What are we doing about it?
Flooding|Water enters the depot in winter|Depot manager|3|4|Sandbags
Strike|Staff walk out over pay in autumn|HR lead|2|5|Talks with unions
"""
)
BANDS_ABOVE = lay_out(
    """
|||Inherent Risk|||Residual Risk
Risk No|Risk Description|Category|Impact|Likelihood|Overall|Impact|Likelihood|Overall|Controls|\
Action owner|Due date
1|Personal files are lost at school|IT|5|4|20|4|2|8|Encryption|CIO|01/06/2024
2|Equipment is taken from the store|Estates|3|3|9|2|2|4|Locks|FM|02/06/2024
"""
)
CLOSED_BELOW = lay_out(
    """
Open risks
ID|Risk item|L|I|Residual risk|Owner|Mitigation
1|The lift may fail in the tower block|3|3|9|Estates|Service it

Closed risks
ID|Risk item|L|I|Residual risk|Owner|Mitigation
2|The boiler may fail in the school|2|3|6|Estates|Replaced
"""
)
OPPORTUNITIES = lay_out(
    """
Opportunity register
Ref|Opportunity description|Probability|Benefit|Score|Owner|Action to exploit
O1|A grant might be won for the park|3|4|12|PM|Apply
O2|A partner may share the hall with us|2|3|6|PM|Meet
"""
)
ACTIONS = lay_out(
    """
Risk ID|Action|Action owner|Due date|Status
R1|Buy pumps for the depot|Depot manager|2024-06-01|Open
R1|Train the staff on the pumps|Depot manager|2024-07-01|Open
R2|Meet the unions|HR lead|2024-05-01|Done
"""
)
TEMPLATE = lay_out(
    """
Risk register template
Risk ID|Risk Description|Likelihood|Impact|Owner|Mitigation
<ID>|<Description>|<1-5>|<1-5>|<Name>|<What will be done>
R02
R03
"""
)
NO_REGISTERS = {
    "issues": lay_out(
        """
Issue ID|Issue|Raised by|Priority|Owner|Status|Date raised
1|The printer is broken|Me|High|IT|Open|2024-01-01
2|The door is stuck|You|Low|Estates|Closed|2024-01-02
""",
        name="Issue log",
    ),
    "assets": lay_out(
        """
Asset ID|Name|Owner|Location|Value
1|Laptop|IT|Oxford|1000
2|Server|IT|Reading|5000
"""
    ),
    "people": lay_out(
        """
Name|Role|Interest|Influence|Owner|Comments
Council|Sponsor|High|High|PM|Monthly meeting
Parents|User|High|Low|PM|Newsletter
"""
    ),
    "a grid": lay_out(
        """
Likelihood|1|2|3|4|5
Almost certain|5|10|15|20|25
Likely|4|8|12|16|20
"""
    ),
    "a key": lay_out(
        """
Score|Likelihood|Description|Impact|Description
1|Rare|Once in ten years|Negligible|No harm
2|Unlikely|Every five years|Minor|Little harm
3|Possible|Once a year|Moderate|Some harm
4|Likely|This year|Major|Much harm
5|Almost certain|Every month|Severe|Dreadful harm
""",
        name="Risk scoring",
    ),
    "a budget": lay_out(
        """
Item|Description|Quantity|Cost|Owner|Total
1|Chairs for the hall|10|20|Facilities|200
2|Tables for the hall|5|100|Facilities|500
"""
    ),
    "a plan": lay_out(
        """
Task ID|Task name|Owner|Start date|End date|Status|Comments
1|Draft the plan|PM|2024-01-01|2024-02-01|Open|Going well
2|Hold the meeting|PM|2024-03-01|2024-03-02|Not started|-
"""
    ),
    "minutes": lay_out(
        """
Minutes of the risk committee
Present:|Chair, clerk
1.|The committee discussed the register and agreed that the owner reports in May.
"""
    ),
}
