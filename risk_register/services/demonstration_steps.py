"""What happened in the demonstration, one step each, in the order of time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from risk_register.clock import LONDON, london_day
from risk_register.database import db, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.decisions import Ruling
from risk_register.domain.errors import SettingsError
from risk_register.domain.looks import Look
from risk_register.domain.meetings import DecisionKind
from risk_register.domain.packs import PackState
from risk_register.domain.relations import RelationKind
from risk_register.domain.risks import (
    ControlState,
    Proximity,
    Publication,
    RiskKind,
    Treatment,
)
from risk_register.domain.scoring import Basis, Confidence, Method
from risk_register.models import (
    Action,
    Agency,
    Body,
    Control,
    Holding,
    ImprovementArea,
    Meeting,
    Pack,
    Person,
    Post,
    Programme,
    Risk,
)
from risk_register.services.actions import (
    ActionPlan,
    Progress,
    add_action,
    add_mitigation,
    update_action,
)
from risk_register.services.agendas import draft_agenda
from risk_register.services.assessments import Judgement, confirm_risk, record_assessment
from risk_register.services.briefings import write_briefing
from risk_register.services.circulations import Covering, circulate_pack, count_circulations
from risk_register.services.decisions import record_decision
from risk_register.services.deliveries import deliver_letters
from risk_register.services.demonstration_acts import ToldAct
from risk_register.services.demonstration_measures import list_measure_acts
from risk_register.services.demonstration_plan import list_plan_acts
from risk_register.services.drawings import claim_due_pack, finish_pack
from risk_register.services.meetings import add_meeting
from risk_register.services.outbox import PostRoom
from risk_register.services.packs import approve_pack, find_newest
from risk_register.services.programmes import Member, get_member, get_programme
from risk_register.services.relations import relate_risks
from risk_register.services.risks import open_risk


@dataclass(frozen=True)
class Story:
    """The demonstration: its file, the schemes it names, its post room and the packs' look."""

    document: Mapping[str, Any]
    schemes: Mapping[str, Mapping[str, Any]]  #: and levels of ratings, by the file's name for them
    room: PostRoom
    look: Look


@dataclass(frozen=True)
class Step:
    """One happening; one that ``is_alone`` opens its own transactions and may be repeated."""

    at: datetime
    act: Callable[[], None]
    is_alone: bool = False
    words: str = ""


def list_steps(story: Story) -> list[Step]:
    """Put everything that happened in the order of time."""
    teller = _Teller(story)
    steps = [
        *_risk_steps(teller, story.document["risks"]),
        *_relation_steps(teller, story.document.get("relations", ())),
        *_action_steps(teller, story.document["actions"]),
        *_told_steps(teller, list_plan_acts(story.document)),
        *_told_steps(teller, list_measure_acts(story.document)),
        *_meeting_steps(teller, story.document["meetings"]),
        *_briefing_steps(teller, story.document.get("briefings", ())),
        *_pack_steps(teller, story.document.get("packs", ())),
    ]
    return sorted(steps, key=lambda step: step.at)


def _risk_steps(teller: "_Teller", risks: Any) -> Iterator[Step]:
    for risk in risks:
        yield Step(risk["opened_at"], partial(teller.open_risk, risk))
        for score in risk["scores"]:
            yield Step(score["at"], partial(teller.score, risk["number"], score))
        for look in risk.get("reviews", ()):
            yield Step(look["at"], partial(teller.confirm, risk["number"], look))


def _relation_steps(teller: "_Teller", relations: Any) -> Iterator[Step]:
    for told in relations:
        yield Step(told["at"], partial(teller.relate, told))


def _action_steps(teller: "_Teller", actions: Any) -> Iterator[Step]:
    for action in actions:
        yield Step(action["added_at"], partial(teller.add_action, action))
        for said in action.get("updates", ()):
            yield Step(said["at"], partial(teller.update_action, action["reference"], said))


def _told_steps(teller: "_Teller", acts: Iterable[ToldAct]) -> Iterator[Step]:
    for told in acts:
        yield Step(told.at, partial(teller.tell, told))


def _meeting_steps(teller: "_Teller", meetings: Any) -> Iterator[Step]:
    for meeting in meetings:
        recorded_at = meeting["recorded_at"]
        yield Step(recorded_at, partial(teller.add_meeting, meeting))
        if "agenda_at" in meeting:
            yield Step(meeting["agenda_at"], partial(teller.draft_agenda, meeting))
        if meeting.get("decisions"):
            evening = datetime.combine(meeting["held_on"], time(17), LONDON)
            yield Step(evening, partial(teller.decide, meeting, evening))


def _briefing_steps(teller: "_Teller", briefings: Any) -> Iterator[Step]:
    for told in briefings:
        yield Step(told["written_at"], partial(teller.write_briefing, told))


def _pack_steps(teller: "_Teller", packs: Any) -> Iterator[Step]:
    for pack in packs:
        held_on: date = pack["held_on"]
        words = f"Making the pack for {held_on:%-d %B %Y} …"
        yield Step(pack["made_at"], partial(teller.make_pack, pack), is_alone=True, words=words)
        yield Step(pack["approved_at"], partial(teller.approve, pack), is_alone=True)
        yield Step(pack["circulated_at"], partial(teller.circulate, pack))
        # The letters leave a moment later, as they do when the clock sends them.
        sent_at = pack["circulated_at"] + timedelta(minutes=1)
        yield Step(sent_at, partial(teller.deliver, sent_at), is_alone=True)


class _Teller:
    """Does what the file says happened, through the services."""

    def __init__(self, story: Story) -> None:
        self._room = story.room
        self._key: str = story.document["programme"]["key"]
        self._emails = {post["key"]: post["email"].lower() for post in story.document["posts"]}

    def open_risk(self, told: Mapping[str, Any]) -> None:
        by = self._member(told["opened_by"], told["opened_at"])
        agency = select(Agency).where(Agency.key == told["carrying_agency"])
        areas = select(ImprovementArea).where(
            ImprovementArea.programme_id == by.programme.id, ImprovementArea.key.in_(told["areas"])
        )
        affected = select(Agency).where(Agency.key.in_(told.get("affected", ())))
        reviewer = told.get("exempt_reviewer")
        same = ("title", "category", "cause", "event", "consequence", "target_on")
        risk = open_risk(
            by.programme,
            controls=[
                Control(
                    text=control["text"],
                    state=ControlState(control["state"]),
                    assurance_line=control.get("assurance_line"),
                    gaps=control.get("gaps"),
                )
                for control in told["controls"]
            ],
            areas=db.session.scalars(areas.order_by(ImprovementArea.key)).all(),
            affected=db.session.scalars(affected.order_by(Agency.key)).all(),
            opened_by=by.person,
            opened_at=told["opened_at"],
            owner=self._post(told["owner"]),
            carrying_agency=db.session.scalars(agency).one(),
            kind=RiskKind(told.get("kind", RiskKind.THREAT)),
            treatment=Treatment(told["treatment"]),
            proximity=Proximity(told["proximity"]),
            publication=Publication(told["publication"]),
            exempt_paragraph=told.get("exempt_paragraph"),
            exempt_reason=told.get("exempt_reason"),
            exempt_reviewer=self._post(reviewer) if reviewer else None,
            exempt_review_on=told.get("exempt_review_on"),
            **{name: told[name] for name in same},
        )
        if risk.number != told["number"]:
            raise SettingsError(f"The demonstration opens risk {told['number']} out of turn.")

    def relate(self, told: Mapping[str, Any]) -> None:
        risk = self._risk(told["risk"])
        relate_risks(
            risk,
            RelationKind(told["kind"]),
            self._risk(told["other"]).reference,
            note=told["note"],
            by=self._member(told["by"], told["at"]),
            at=told["at"],
            version=risk.version,
        )

    def score(self, number: int, told: Mapping[str, Any]) -> None:
        risk = self._risk(number)
        record_assessment(
            risk,
            Judgement(
                likelihood=told["likelihood"],
                impact=told["impact"],
                reason=told["reason"],
                confidence=Confidence(told["confidence"]),
                method=Method(told["method"]),
            ),
            basis=Basis(told["basis"]),
            by=self._member(told["by"], told["at"]),
            at=told["at"],
            version=risk.version,
        )

    def confirm(self, number: int, told: Mapping[str, Any]) -> None:
        risk = self._risk(number)
        by = self._member(told["by"], told["at"])
        confirm_risk(risk, note=told["note"], by=by, at=told["at"], version=risk.version)

    def add_action(self, told: Mapping[str, Any]) -> None:
        first, *others = told["risks"]
        risk, by = self._risk(first["number"]), self._member(told["added_by"], told["added_at"])
        plan = ActionPlan(
            text=told["text"],
            lead_id=self._post(told["lead"]).id,
            due_on=told["due_on"],
            expected_likelihood=first.get("likelihood"),
            expected_impact=first.get("impact"),
        )
        action = add_action(risk, plan, by=by, at=told["added_at"], version=risk.version)
        if action.reference != told["reference"]:
            raise SettingsError(f"The demonstration adds {told['reference']} out of turn.")
        for other in others:
            add_mitigation(
                action,
                self._risk(other["number"]),
                expected=(other.get("likelihood"), other.get("impact")),
                by=by,
                at=told["added_at"],
            )

    def update_action(self, reference: str, told: Mapping[str, Any]) -> None:
        action = db.session.scalars(
            select(Action).where(Action.reference == reference, Action.programme.has(key=self._key))
        ).one()
        said = Progress(
            status=ActionStatus(told["status"]),
            progress=told["progress"],
            due_on=told["due_on"],
            note=told["note"],
        )
        by = self._member(told["by"], told["at"])
        update_action(action, said, by=by, at=told["at"], version=action.version)

    def tell(self, told: ToldAct) -> None:
        told.act(by=self._member(told.by, told.at), find_post=self._post)

    def add_meeting(self, told: Mapping[str, Any]) -> None:
        add_meeting(
            self._body(told["body"]),
            held_on=told["held_on"],
            starts_at=time.fromisoformat(told["starts_at"]),
            place=told["place"],
            at=told["recorded_at"],
        )

    def draft_agenda(self, told: Mapping[str, Any]) -> None:
        by = self._member(told["agenda_by"], told["agenda_at"])
        draft_agenda(self._meeting(told), by=by, at=told["agenda_at"])

    def decide(self, told: Mapping[str, Any], at: datetime) -> None:
        meeting = self._meeting(told)
        for decision in told["decisions"]:
            risk = self._risk(decision["risk"])
            ruling = Ruling(
                kind=DecisionKind(decision.get("kind", DecisionKind.NOTED)),
                text=decision["text"],
                version=risk.version,
                likelihood=decision.get("likelihood"),
                impact=decision.get("impact"),
            )
            by = self._member(told["decisions_by"], at)
            record_decision(meeting, ruling, risk=risk, by=by, at=at)

    def write_briefing(self, told: Mapping[str, Any]) -> None:
        write_briefing(
            self._meeting(told),
            commentary=told["commentary"].strip(),
            asks=told["asks"],
            by=self._member(told["written_by"], told["written_at"]),
            at=told["written_at"],
            version=0,
        )

    def make_pack(self, told: Mapping[str, Any]) -> None:
        with write_transaction():
            claim = claim_due_pack(self._meeting(told), at=told["made_at"])
        if claim is not None and not finish_pack(claim, at=told["made_at"]):
            raise SettingsError("A pack of the demonstration could not be drawn. The log says why.")

    def approve(self, told: Mapping[str, Any]) -> None:
        at = told["approved_at"]
        with write_transaction():
            pack = find_newest(self._meeting(told))
            if pack is not None and pack.approved_at is None:
                by = self._member(told["approved_by"], at)
                approve_pack(pack, sha256=pack.sha256, by=by, at=at)
            claim = claim_due_pack(self._meeting(told), at=at)
        if claim is not None and not finish_pack(claim, at=at):
            raise SettingsError("A pack of the demonstration could not be drawn. The log says why.")

    def circulate(self, told: Mapping[str, Any]) -> None:
        pack = self._pack(told)
        circulate_pack(
            pack,
            number=count_circulations(pack) + 1,
            covering=Covering(note=told.get("note", "")),
            domain=self._room.sender.rpartition("@")[2],
            by=self._member(told["circulated_by"], told["circulated_at"]),
            at=told["circulated_at"],
        )

    def deliver(self, at: datetime) -> None:
        deliver_letters(self._room, at=at)

    def _member(self, key: str, at: datetime) -> Member:
        return get_member(self._person(key), self._key, on=london_day(at))

    def _person(self, key: str) -> Person:
        return db.session.scalars(select(Person).where(Person.email == self._emails[key])).one()

    def _post(self, key: str) -> Post:
        held = select(Holding.post_id).where(Holding.person_id == self._person(key).id)
        return db.session.scalars(select(Post).where(Post.id.in_(held))).one()

    def _risk(self, number: int) -> Risk:
        return db.session.scalars(
            select(Risk).where(Risk.number == number, Risk.programme.has(key=self._key))
        ).one()

    def _body(self, key: str) -> Body:
        programme: Programme = get_programme(self._key)
        return db.session.scalars(
            select(Body).where(Body.programme_id == programme.id, Body.key == key)
        ).one()

    def _meeting(self, told: Mapping[str, Any]) -> Meeting:
        return db.session.scalars(
            select(Meeting).where(
                Meeting.body_id == self._body(told["body"]).id, Meeting.held_on == told["held_on"]
            )
        ).one()

    def _pack(self, told: Mapping[str, Any]) -> Pack:
        pack = find_newest(self._meeting(told))
        if pack is None or pack.state is not PackState.MADE:
            raise SettingsError("A pack of the demonstration was not made.")
        return pack
