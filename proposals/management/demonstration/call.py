"""Missions, the calls of the public record, and the demonstration's own calls."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import models

from proposals.actions import call as call_actions
from proposals.actions import offer, plain_row, question
from proposals.management.demonstration.account import Cast
from proposals.management.demonstration.scene import Acts, Scene
from proposals.management.demonstration.source import BEIJING, Calendar, Row, read
from proposals.models.account import User
from proposals.models.asked_field import AskedField
from proposals.models.call import (
    Call,
    CallLevel,
    CallTopic,
    Criterion,
    RequiredDocument,
    Result,
    Stage,
)
from proposals.models.claim import Claim
from proposals.models.mission import HostInstrument, Mission, Platform
from proposals.models.offer import Limit, Period, Requirement
from proposals.models.screening import CheckPoint
from proposals.models.terms import Clause

Save = Callable[[models.Model], None]
SHARED = "change-8-record"


def seed_record(*, by: User, at: datetime) -> None:
    """Enter the public record of the three calls, with the present time in the history."""
    save: Save = partial(plain_row.save, by=by, at=at)
    for row in read("record")["missions"]:
        _mission(row, save)
    for row in read("record")["calls"]:
        _recorded_call(row, save, by=by, at=at)


def _mission(row: Row, save: Save) -> None:
    names = ("slug", "name", "name_zh", "description")
    mission = _saved(Mission(**{name: row[name] for name in names}), save)
    for one in row["platforms"]:
        _platform(mission, one, save)


def _platform(mission: Mission, row: Row, save: Save) -> None:
    platform = Platform(
        mission=mission,
        name=row["name"],
        note=row.get("note", ""),
        carries_partners=row.get("carries_partners", True),
    )
    save(platform)
    for name in row.get("instruments", []):
        save(HostInstrument(platform=platform, name=name))


def _recorded_call(row: Row, save: Save, *, by: User, at: datetime) -> None:
    lists = ("offers", "stages", "levels", "topics", "results", "claims")
    columns = {name: value for name, value in row.items() if name not in lists}
    columns["sources"] = "; ".join(row["sources"])
    call = _saved(Call(provenance=Call.Provenance.RECORD, **columns), save)
    _offers(call, row, save, by=by, at=at)
    for number, stage in enumerate(row["stages"], 1):
        opens_at, closes_at = _beijing_days(stage["opens_on"], stage["closes_on"])
        # The sections that a stage asked for weren't published.
        save(
            Stage(
                call=call,
                number=number,
                kind=stage["kind"],
                opens_at=opens_at,
                closes_at=closes_at,
                sections=[],
                reviews_wanted=0,
            )
        )
    _levels_and_topics(call, row, save)
    _claims(call, row, save)
    for one in row["results"]:
        _result(call, one, save)
    call_actions.publish(call, by=by, at=at)


def _claims(call: Call, row: Row, save: Save, **on: models.Model) -> None:
    for claim in row.get("claims", []):
        save(Claim(call=call, **claim, **on))


def _result(call: Call, row: Row, save: Save) -> None:
    on = row.get("platform")
    columns = {name: row.get(name, "") for name in ("title", "partners", "note")}
    result = _saved(Result(call=call, platform=_named(*on) if on else None, **columns), save)
    _claims(call, row, save, result=result)


def _offers(call: Call, row: Row, save: Save, *, by: User, at: datetime) -> None:
    """Offer the platforms of a call of the public record, with the published limits and claims."""
    platforms = {tuple(one["platform"]): _named(*one["platform"]) for one in row["offers"]}
    offer.choose(call, list(platforms.values()), by=by, at=at)
    for one in row["offers"]:
        made = call.offers.get(platform=platforms[tuple(one["platform"])])
        for limit in one["limits"]:
            box = limit.get("box_mm") or (None, None, None)
            bounds = {name: value for name, value in limit.items() if name != "box_mm"}
            size = dict(zip(("length_mm", "width_mm", "height_mm"), box, strict=True))
            save(Limit(offer=made, **bounds, **size))
        _claims(call, one, save, offer=made)


def _named(mission: str, name: str) -> Platform:
    return Platform.objects.get(mission__slug=mission, name=name)


def _beijing_days(opens_on: str, closes_on: str) -> tuple[datetime, datetime]:
    """Return the first instant of one day and the last second of another, in Beijing time."""
    days = [datetime.fromisoformat(day).date() for day in (opens_on, closes_on)]
    opens, closes = (datetime.combine(day, time(), UTC) - BEIJING for day in days)
    return opens, closes + timedelta(days=1, seconds=-1)


def _levels_and_topics(call: Call, row: Row, save: Save) -> None:
    for level in row["levels"]:
        save(CallLevel(call=call, **level))
    for topic in row["topics"]:
        save(CallTopic(call=call, **topic))


def _saved(instance: Any, save: Save) -> Any:
    save(instance)
    return instance


# --- The demonstration's own --------------------------------------------------------------


def seed_call(row: Row, cast: Cast, calendar: Calendar) -> Scene:
    """Make and publish one demonstration call, with the offers that Chang'e-8 published."""
    opens = row["windows"][0][0]
    at = calendar.at(opens - 3)
    save: Save = partial(plain_row.save, by=cast.officer, at=at)
    call = _own_call(row, calendar)
    save(call)
    _offers(call, _published(SHARED), save, by=cast.officer, at=at)
    _publications(call, save)
    _terms(call, save)
    _levels_and_topics(call, _published(SHARED), save)
    kinds = [read("demo")["stages"][place] for place in row["stages"]]
    stages = [
        _stage(call, number, kind, window, save, calendar, asks_signoff=row["asks_signoff"])
        for number, (kind, window) in enumerate(zip(kinds, row["windows"], strict=True), 1)
    ]
    call = call_actions.publish(call, by=cast.officer2, at=calendar.opens(opens))
    return Scene(call, row, stages, cast, calendar)


def _publications(call: Call, save: Save) -> None:
    """Enter what the fictional host publishes of each platform that carries partners' payloads."""
    for one in call.offers.to_partners():
        for position, row in enumerate(read("host")["periods"], 1):
            save(Period(offer=one, position=position, **row))
        for position, row in enumerate(read("host")["requirements"], 1):
            save(Requirement(offer=one, position=position, **row))


def _terms(call: Call, save: Save) -> None:
    for position, row in enumerate(read("host")["clauses"], 1):
        save(Clause(call=call, position=position, **row))


def _published(slug: str) -> Row:
    return next(row for row in read("record")["calls"] if row["slug"] == slug)


def _own_call(row: Row, calendar: Calendar) -> Call:
    preliminary, final = row["selection"]
    return Call(
        slug=row["slug"],
        title=row["title"],
        prefix=row["prefix"],
        summary=row["summary"],
        note=row["note"],
        provenance=Call.Provenance.ILLUSTRATION,
        prevailing_language=read("host")["prevailing_language"],
        announced_on=calendar.day(row["windows"][0][0]),
        preliminary_selection_planned=calendar.month(preliminary),
        final_selection_planned=calendar.month(final),
    )


def _stage(
    call: Call,
    number: int,
    row: Row,
    window: list[int],
    save: Save,
    calendar: Calendar,
    *,
    asks_signoff: bool,
) -> Stage:
    checks = ("sections", "mass_check", "power_check", "other_check", "tbd_check")
    stage = Stage(
        call=call,
        number=number,
        kind=row["kind"],
        opens_at=calendar.opens(window[0]),
        closes_at=calendar.closes(window[1]),
        asks_signoff=asks_signoff,
        **{name: row[name] for name in checks},
    )
    save(stage)
    for code, weight in row["criteria"].items():
        save(Criterion(stage=stage, weight=weight, **read("demo")["criteria"][code]))
    for document in row["documents"]:
        save(RequiredDocument(stage=stage, **document))
    for position, point in enumerate(read("demo")["checkpoints"], 1):
        save(CheckPoint(stage=stage, position=position, **point))
    if "questions" in stage.sections:
        for position, asked_field in enumerate(read("host")["asked"], 1):
            save(AskedField(stage=stage, position=position, **asked_field))
    return stage


def amended(scene: Scene) -> Acts[None]:
    """Move the end of the letters' window by an amendment, if the data have one for this call."""
    row = scene.row.get("amendment")
    if not row:
        return
    at = scene.calendar.at(row["day"])
    yield at
    closes_at = scene.calendar.closes(row["closes"])
    changed = {Stage.objects.get(pk=scene.stages[0].pk): {"closes_at": closes_at}}
    call_actions.amend(scene.call, text=row["text"], changed=changed, by=scene.cast.officer, at=at)


def asked(scene: Scene, row: Row) -> Acts[None]:
    """Ask a question about the call, and answer it if the data have an answer."""
    at = scene.calendar.at(row["asked"], row["text"])
    yield at
    one = question.ask(scene.call, text=row["text"], by=scene.cast.leads[row["by"]], at=at)
    if "answer" in row:
        at = scene.calendar.at(row["answered"], row["text"])
        yield at
        question.answer(one, text=row["answer"], by=scene.cast.officer2, at=at)
