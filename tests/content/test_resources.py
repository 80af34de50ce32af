"""The modes of a proposal against what the host publishes for each period."""

from typing import Any

import pytest

from proposals.actions import call as call_actions
from proposals.actions import section
from proposals.content.proposal import Content, working_copy
from proposals.domain.section.field import WHOLE_PAYLOAD
from proposals.models.call import Stage
from proposals.models.offer import Period
from proposals.models.proposal import Proposal
from tests import factories as f

pytestmark = pytest.mark.django_db


def mode(**fields: Any) -> dict[str, Any]:
    return {
        "module": WHOLE_PAYLOAD,
        "name": "Sounding",
        "average_w": "10",
        "peak_w": "12",
        "peak_s": "5",
        "duty_percent": "50",
        "kbit_per_s": "2",
        "periods": ["day"],
        "basis": "estimated",
    } | fields


WARM = {"period": "night-1", "energy_wh": "600", "keep_alive_w": "1.5", "basis": "calculated"}


@pytest.fixture
def proposal() -> Proposal:
    """A draft whose stage asks for its resources, on a platform with a day and a night."""
    call = f.call(publish=False)
    f.period(call, code="day", kind="lit", name="Lunar day", hours=200, energy_wh=1000)
    Period.objects.filter(code="day").update(passes=10, mbit_per_pass=80)
    f.period(call, energy_wh=700, keep_alive_w=2)
    Stage.objects.filter(number=1).update(
        sections=[*f.LETTER, "resources"], other_check="warn", tbd_check="ignore"
    )
    call_actions.publish(call, by=f.officer(), at=f.NOW)
    return f.written()


def with_resources(proposal: Proposal, *modes: dict[str, Any], **answers: Any) -> Content:
    data = {"modes": list(modes), "survival": [WARM]} | answers
    section.save(proposal, "resources", data, by=f.lead_a(), at=f.NOW)
    proposal.refresh_from_db()
    return working_copy(proposal)


def told(content: Content) -> list[tuple[str, str, bool]]:
    return [(one.message % one.params, one.section, one.blocks) for one in content.warnings]


def test_resources_within_what_is_published_warn_of_nothing(proposal: Proposal) -> None:
    content = with_resources(proposal, mode(kbit_per_s="2.2"))
    assert content.to_mend == []
    assert told(content) == []


def test_energy_and_power_block_as_power_does_and_data_as_the_rest(proposal: Proposal) -> None:
    Stage.objects.filter(number=1).update(power_check="block")
    over = mode(average_w="10.1", kbit_per_s="3", periods=["day", "night-1"])
    content = with_resources(proposal, over, survival=[WARM | {"keep_alive_w": "2.5"}])
    # 2.5 W are over the 2 W; 10.1 W x 50 % over 354 h and 600 Wh are over the 700 Wh.
    assert told(content) == [
        ("In “Lunar day” the payload takes 1010 Wh, more than the 1000 Wh that are published.", "resources", True),
        ("In “Lunar day” the payload sends 1080 Mbit, more than the 800 Mbit that are published.", "resources", False),
        ("In “Night 1” the payload takes 2387.7 Wh, more than the 700 Wh that are published.", "resources", True),
        ("In “Night 1” the payload needs 2.5 W without a break, more than the 2 W that are published.", "resources", True),
    ]  # fmt: skip


def test_figure_that_is_tbd_blocks_and_hours_that_are_not_published_only_warn(
    proposal: Proposal,
) -> None:
    Stage.objects.filter(number=1).update(power_check="block", other_check="ignore")
    content = with_resources(
        proposal, mode(average_w="TBD"), mode(name="Idle", periods=["night-1"], average_w="0")
    )
    ((sentence, _, blocks),) = told(content)
    assert "takes at least 0 Wh, unknown figures: 1." in sentence
    assert blocks
    Period.objects.filter(code="day").update(hours=None)
    proposal.call.last_amendment += 1  # what is cached is of before
    proposal.call.save()
    ((sentence, _, blocks),) = told(with_resources(proposal, mode()))
    assert sentence.startswith("The hours of “Lunar day” aren't published")
    assert not blocks


def test_modes_above_the_stated_peak_are_said_where_modes_are_written(proposal: Proposal) -> None:
    content = with_resources(proposal, mode(peak_w="12.5"))
    assert told(content) == [
        (
            "The modes reach 12.5 W together, more than the 12 W that the equipment list states "
            "as the payload's power.",
            "resources",
            False,
        )
    ]


def test_count_of_a_module_multiplies_its_modes_and_each_module_needs_one(
    proposal: Proposal,
) -> None:
    data = f.answers(proposal)["equipment"]
    rover = {"name": "Rover", "count": 3}
    items = [one | {"module": "Rover"} for one in data["items"]]
    equipment = data | {"modules": [rover], "items": items, "power_peak_w": "100"}
    section.save(proposal, "equipment", equipment, by=f.lead_a(), at=f.NOW)
    content = with_resources(proposal)
    assert [(one.label, one.module) for one in content.missing if one.section == "resources"][
        -1
    ] == ("Modes", "Rover")
    (sentence, _, _) = told(with_resources(proposal, mode(module="Rover", kbit_per_s="0")))[0]
    assert "takes 3000 Wh" in sentence
    content = with_resources(proposal, mode(module="Hopper"))
    assert [one.field for one in content.to_mend] == ["modes-0-module"]


def test_modes_contradict_themselves_and_lack_periods(proposal: Proposal) -> None:
    wrong = mode(average_w="13", duty_percent="101", periods=[])
    content = with_resources(proposal, wrong)
    assert {one.field for one in content.to_mend} == {
        "modes-0-peak_w",
        "modes-0-duty_percent",
        "modes-0-periods",
    }


def test_typed_modes_are_read_back_as_they_were_answered(proposal: Proposal) -> None:
    content = with_resources(proposal, mode(average_w="TBD", periods=["night-1", "day"]))
    assert content.data("resources")["modes"] == [mode(average_w="TBD", periods=["night-1", "day"])]
    (saved,) = content.versions["resources"].modes.all()
    assert (saved.average_w, saved.periods) == (None, ["night-1", "day"])


def test_resources_of_a_proposal_without_a_platform_are_held_against_nothing(
    proposal: Proposal,
) -> None:
    overview = f.answers(proposal, level="mission", platform="")["overview"]
    section.save(proposal, "overview", overview, by=f.lead_a(), at=f.NOW)
    content = with_resources(proposal, mode(average_w="9000", peak_w="9000", periods=[]))
    assert "modes-0-periods" not in {one.field for one in content.to_mend}
    assert [one for one, _, _ in told(content) if "published" in one] == []
