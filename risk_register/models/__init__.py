"""The register's tables."""

from risk_register.models.acceptances import Acceptance
from risk_register.models.actions import Action, ActionUpdate, Mitigation
from risk_register.models.agencies import Agency
from risk_register.models.agreements import Agreement
from risk_register.models.assessments import Assessment, Review
from risk_register.models.briefings import Briefing
from risk_register.models.circulations import Circulation, Delivery
from risk_register.models.escalations import Escalation
from risk_register.models.events import Event
from risk_register.models.evidence import Evidence
from risk_register.models.job_runs import JobRun
from risk_register.models.leases import ClockStart, Heartbeat, Lease
from risk_register.models.meetings import Body, Decision, Meeting, Seat
from risk_register.models.notes import ModerationNote
from risk_register.models.packs import Pack, PackFile, Snapshot
from risk_register.models.people import Holding, Person, Post, SignInSession, SignInTry
from risk_register.models.plan import ImprovementArea, Threat
from risk_register.models.previews import Preview
from risk_register.models.programmes import Adoption, Membership, Programme, SchemeVersion
from risk_register.models.relations import Relation
from risk_register.models.risks import AffectedAgency, Control, Risk
from risk_register.models.saved_filters import SavedFilter

__all__ = [
    "Acceptance",
    "Action",
    "ActionUpdate",
    "Adoption",
    "AffectedAgency",
    "Agency",
    "Agreement",
    "Assessment",
    "Body",
    "Briefing",
    "Circulation",
    "ClockStart",
    "Control",
    "Decision",
    "Delivery",
    "Escalation",
    "Event",
    "Evidence",
    "Heartbeat",
    "Holding",
    "ImprovementArea",
    "JobRun",
    "Lease",
    "Meeting",
    "Membership",
    "Mitigation",
    "ModerationNote",
    "Pack",
    "PackFile",
    "Person",
    "Post",
    "Preview",
    "Programme",
    "Relation",
    "Review",
    "Risk",
    "SavedFilter",
    "SchemeVersion",
    "Seat",
    "SignInSession",
    "SignInTry",
    "Snapshot",
    "Threat",
]
