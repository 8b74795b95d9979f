"""The register's tables."""

from risk_register.models.acceptances import Acceptance
from risk_register.models.access_reviews import AccessReview
from risk_register.models.actions import Action, ActionUpdate, Mitigation
from risk_register.models.agencies import Agency
from risk_register.models.agendas import AgendaItem, Paper
from risk_register.models.agreements import Agreement
from risk_register.models.api_keys import ApiKey, RepeatedRequest
from risk_register.models.assessments import Assessment, Review
from risk_register.models.bodies import Body, Seat
from risk_register.models.bounces import Bounce
from risk_register.models.briefings import Briefing
from risk_register.models.circulations import CirculatedPaper, Circulation, Delivery
from risk_register.models.decisions import Decision
from risk_register.models.directory_identities import DirectoryIdentity, SpentState
from risk_register.models.escalations import Escalation
from risk_register.models.events import Event
from risk_register.models.evidence import Evidence
from risk_register.models.feeds import Feed
from risk_register.models.holidays import Holiday
from risk_register.models.imports import ImportDraft, ImportedRow, ImportRun
from risk_register.models.indicators import (
    EarlyWarning,
    Indicator,
    IndicatorArea,
    Reading,
    Trajectory,
)
from risk_register.models.job_runs import JobRun
from risk_register.models.leases import ClockStart, Heartbeat, Lease
from risk_register.models.mailed_keys import MailedKey
from risk_register.models.meetings import Attendance, Meeting, MeetingMove
from risk_register.models.milestones import Milestone
from risk_register.models.minutes import Minutes
from risk_register.models.notes import ModerationNote
from risk_register.models.notices import Notice
from risk_register.models.openings import Opening
from risk_register.models.outgoing import LetterTry, Outgoing
from risk_register.models.packs import Pack, PackFile, Snapshot
from risk_register.models.passkeys import Passkey
from risk_register.models.people import (
    Holding,
    Invitation,
    Person,
    Post,
    SignInSession,
    SignInTry,
)
from risk_register.models.plan import (
    ImpactStatement,
    ImprovementArea,
    PlanLine,
    SuccessMeasure,
    Threat,
)
from risk_register.models.previews import Preview
from risk_register.models.programmes import Adoption, Membership, Programme, SchemeVersion
from risk_register.models.publications import Publication, PublicationLetter
from risk_register.models.ratings import Rating, RatingChoice, RatingVersion
from risk_register.models.reading_links import LinkOpening, ReadingLink
from risk_register.models.register_layouts import RegisterLayout
from risk_register.models.relations import Relation
from risk_register.models.reminders import Reminder
from risk_register.models.risks import AffectedAgency, Control, Risk
from risk_register.models.saved_filters import SavedFilter
from risk_register.models.second_factors import Device, RecoveryCode, SecondFactor
from risk_register.models.sign_in_links import LinkAnswer, SignInLink
from risk_register.models.webhooks import Webhook

__all__ = [
    "Acceptance",
    "AccessReview",
    "Action",
    "ActionUpdate",
    "Adoption",
    "AffectedAgency",
    "Agency",
    "AgendaItem",
    "Agreement",
    "ApiKey",
    "Assessment",
    "Attendance",
    "Body",
    "Bounce",
    "Briefing",
    "CirculatedPaper",
    "Circulation",
    "ClockStart",
    "Control",
    "Decision",
    "Delivery",
    "Device",
    "DirectoryIdentity",
    "EarlyWarning",
    "Escalation",
    "Event",
    "Evidence",
    "Feed",
    "Heartbeat",
    "Holding",
    "Holiday",
    "ImpactStatement",
    "ImportDraft",
    "ImportRun",
    "ImportedRow",
    "ImprovementArea",
    "Indicator",
    "IndicatorArea",
    "Invitation",
    "JobRun",
    "Lease",
    "LetterTry",
    "LinkAnswer",
    "LinkOpening",
    "MailedKey",
    "Meeting",
    "MeetingMove",
    "Membership",
    "Milestone",
    "Minutes",
    "Mitigation",
    "ModerationNote",
    "Notice",
    "Opening",
    "Outgoing",
    "Pack",
    "PackFile",
    "Paper",
    "Passkey",
    "Person",
    "PlanLine",
    "Post",
    "Preview",
    "Programme",
    "Publication",
    "PublicationLetter",
    "Rating",
    "RatingChoice",
    "RatingVersion",
    "Reading",
    "ReadingLink",
    "RecoveryCode",
    "RegisterLayout",
    "Relation",
    "Reminder",
    "RepeatedRequest",
    "Review",
    "Risk",
    "SavedFilter",
    "SchemeVersion",
    "Seat",
    "SecondFactor",
    "SignInLink",
    "SignInSession",
    "SignInTry",
    "Snapshot",
    "SpentState",
    "SuccessMeasure",
    "Threat",
    "Trajectory",
    "Webhook",
]
