"""Figures with a unit: what people write is read exactly, or refused with an example."""

import time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proposals.domain.measure import read, read_box, shown
from proposals.domain.refusal import Refusal

UNITS = ["kg", "W", "Wh", "mm", "GB", "Mbit", "Mbit/s", "kbit/s", "h", "s", "°C", "%", "V", "K", ""]
figures = st.decimals(min_value=-(10**15), max_value=10**15, allow_nan=False, places=6)


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("850 g", "kg", "0.85"),
        ("850g", "kg", "0.85"),
        ("1.2 kW", "W", "1200"),
        ("1.2 kw", "W", "1200"),
        ("5 mW", "W", "0.005"),
        ("5 MW", "W", "5000000"),
        ("12 cm", "mm", "120"),
        ("60 %", "%", "60"),
        ("60%", "%", "60"),
        ("12,5 kg", "kg", "12.5"),
        ("1250", "kg", "1250"),
        ("1.250", "kg", "1.25"),
        ("1\u00a0250 kg", "kg", "1250"),
        ("1\u2009250\u202f000.5", "kg", "1250000.5"),
        ("1 250 kg", "kg", "1250"),
        ("1'250", "kg", "1250"),
        ("1\u2019250", "kg", "1250"),
        ("1.250,5", "kg", "1250.5"),
        ("1,250.5", "kg", "1250.5"),
        ("1,250,000", "kg", "1250000"),
        ("1.250.000", "kg", "1250000"),
        ("0,850", "kg", "0.85"),
        ("1250,500", "kg", "1250.5"),
        ("1 250,500", "kg", "1250.5"),
        (".5", "kg", "0.5"),
        (",5", "kg", "0.5"),
        ("5.", "kg", "5"),
        ("+5", "kg", "5"),
        ("\u221240 °C", "°C", "-40"),
        ("\u201340 \u2103", "°C", "-40"),
        ("\uff0d40", "°C", "-40"),
        ("-0", "°C", "0"),
        ("20 ºC", "°C", "20"),
        ("20 deg C", "°C", "20"),
        ("293 K", "°C", "19.85"),
        ("0.1 K", "K", "0.1"),
        ("５．５　ｋｇ", "kg", "5.5"),
        ("٥٫٥", "kg", "5.5"),
        ("١٬٢٥٠", "kg", "1250"),
        ("\u200e12\ufeff kg\u200f", "kg", "12"),
        ("2 GB", "Mbit", "16000"),
        ("8 Mbit", "GB", "0.001"),
        ("1 GiB", "GB", "1.073741824"),
        ("500 KB", "GB", "0.0005"),
        ("2 Mbps", "kbit/s", "2000"),
        ("10 mbit/s", "Mbit/s", "10"),
        ("90 min", "h", "1.5"),
        ("2 hours", "s", "7200"),
        ("5 kW·h", "Wh", "5000"),
        ("3600 J", "Wh", "1"),
        ("250 µm", "mm", "0.25"),
        ("250 \u03bcm", "mm", "0.25"),
        ("28 v", "V", "28"),
        ("12", "", "12"),
        ("18 months", "months", "18"),
        ("0.2 A m²", "A m²", "0.2"),
        ("0.2 A·m2", "A m²", "0.2"),
    ],
)
def test_figure_is_read_as_people_write_it(written: str, unit: str, value: str) -> None:
    reading = read(written, unit)
    assert (reading.problem, str(reading.value)) == (None, value)


@pytest.mark.parametrize("written", ["", "  ", "\u00a0", "\u200b", " " * 200_000])
def test_empty_text_is_no_figure_and_no_problem(written: str) -> None:
    reading = read(written, "kg")
    assert (reading.value, reading.problem) == (None, None)
    box = read_box(written)
    assert (box.sides, box.problem) == (None, None)


@pytest.mark.parametrize(
    ("written", "unit", "refusal"),
    [
        ("1,250", "kg", Refusal.FIGURE_AMBIGUOUS),
        ("1,250 kg", "kg", Refusal.FIGURE_AMBIGUOUS),
        ("-1,250 g", "kg", Refusal.FIGURE_AMBIGUOUS),
        ("1e5", "kg", Refusal.FIGURE_WITH_EXPONENT),
        ("1E-5 kg", "kg", Refusal.FIGURE_WITH_EXPONENT),
        ("1e308", "kg", Refusal.FIGURE_WITH_EXPONENT),
        ("2 x 10^5", "kg", Refusal.FIGURE_WITH_EXPONENT),
        ("2·10⁵", "kg", Refusal.FIGURE_WITH_EXPONENT),
        ("NaN", "kg", Refusal.FIGURE_UNCLEAR),
        ("inf", "kg", Refusal.FIGURE_UNCLEAR),
        ("-Infinity", "kg", Refusal.FIGURE_UNCLEAR),
        ("kg", "kg", Refusal.FIGURE_UNCLEAR),
        ("3-5", "kg", Refusal.FIGURE_UNCLEAR),
        ("3 – 5 kg", "kg", Refusal.FIGURE_UNCLEAR),
        ("3 5", "kg", Refusal.FIGURE_UNCLEAR),
        ("1\n250", "kg", Refusal.FIGURE_UNCLEAR),
        ("1\t250", "kg", Refusal.FIGURE_UNCLEAR),
        ("12 kg 500 g", "kg", Refusal.FIGURE_UNCLEAR),
        ("~5 kg", "kg", Refusal.FIGURE_UNCLEAR),
        ("5 ± 1", "kg", Refusal.FIGURE_UNCLEAR),
        ("1/2", "kg", Refusal.FIGURE_UNCLEAR),
        ("- 5", "°C", Refusal.FIGURE_UNCLEAR),
        ("10²", "kg", Refusal.FIGURE_UNCLEAR),
        ("½", "kg", Refusal.FIGURE_UNCLEAR),
        ("1,25,000", "kg", Refusal.FIGURE_UNCLEAR),
        ("1.250.5", "kg", Refusal.FIGURE_UNCLEAR),
        ("1,250,5", "kg", Refusal.FIGURE_UNCLEAR),
        ("\x00", "kg", Refusal.FIGURE_UNCLEAR),
        ("5\ud800", "kg", Refusal.FIGURE_OF_OTHER_UNIT),
        ("12 W", "kg", Refusal.FIGURE_OF_OTHER_UNIT),
        ("12 lb", "kg", Refusal.FIGURE_OF_OTHER_UNIT),
        ("70 °F", "°C", Refusal.FIGURE_OF_OTHER_UNIT),
        ("20 °C", "K", Refusal.FIGURE_OF_OTHER_UNIT),
        ("5 GB", "Mbit/s", Refusal.FIGURE_OF_OTHER_UNIT),
        ("18 weeks", "months", Refusal.FIGURE_OF_OTHER_UNIT),
        ("12 kg", "", Refusal.FIGURE_WITHOUT_UNIT),
        ("12 mw", "W", Refusal.FIGURE_UNIT_UNCLEAR),
        ("12 Mm", "mm", Refusal.FIGURE_UNIT_UNCLEAR),
        ("12 Mg", "kg", Refusal.FIGURE_UNIT_UNCLEAR),
        ("12 Gb", "GB", Refusal.FIGURE_UNIT_UNCLEAR),
        ("12 gb", "GB", Refusal.FIGURE_UNIT_UNCLEAR),
        ("12 KBPS", "kbit/s", Refusal.FIGURE_UNIT_UNCLEAR),
        ("100 s", "h", Refusal.FIGURE_NOT_EXACT),
        ("1 J", "Wh", Refusal.FIGURE_NOT_EXACT),
        ("9" * 61, "kg", Refusal.FIGURE_TOO_LONG),
        ("1" + "\u200b" * 100 + "5", "kg", Refusal.FIGURE_TOO_LONG),
    ],
)
def test_what_is_unclear_is_refused_with_an_example(
    written: str, unit: str, refusal: Refusal
) -> None:
    reading = read(written, unit)
    assert reading.value is None
    assert reading.problem is not None
    assert reading.problem.refusal is refusal
    str(reading.problem).encode()


def test_refusals_say_what_to_write() -> None:
    def said(written: str, unit: str) -> str:
        return str(read(written, unit).problem).replace("\u00a0", " ")

    assert said("1,250 kg", "kg") == (
        "Write 1250 or 1.250, without the comma: “1,250 kg” could mean either."
    )
    assert said("12 W", "kg") == (
        "“12 W” isn't in kg, nor in a unit that can be converted. Write for example “12.5 kg”."
    )
    assert said("12 Mb", "GB").endswith("Write one of these units: MB, Mbit.")
    assert said("12 mw", "W").endswith("Write one of these units: mW, MW.")
    assert said("3-5", "%") == (
        "“3-5” can't be read as one figure. Write one figure, for example “12.5 %”."
    )
    assert said("about a dozen", "") == (
        "“about a dozen” can't be read as one figure. Write one figure, for example “12”."
    )


@pytest.mark.parametrize("written", ["9" * 200_000, "1," * 100_000, "x" * 200_000, "1 x " * 50_000])
def test_long_text_is_refused_at_once(written: str) -> None:
    started = time.perf_counter()
    assert read(written, "kg").problem
    assert read_box(written).problem
    assert time.perf_counter() - started < 0.1


@given(figures, st.sampled_from([*UNITS, "months", "A m²"]))
def test_figure_that_is_shown_is_read_as_the_same_figure(figure: Decimal, unit: str) -> None:
    assert read(shown(figure, unit), unit).value == figure
    assert read(f"{figure:f}{unit}", unit).value == figure


@given(st.text(), st.sampled_from(UNITS))
@example("1,250", "kg")
def test_any_text_is_a_figure_or_a_problem_or_nothing(text: str, unit: str) -> None:
    reading = read(text, unit)
    assert reading.value is None or reading.problem is None
    if reading.value is not None:
        assert reading.value.is_finite()
        assert "E" not in str(reading.value)
        assert sum(char.isdecimal() for char in text) > 0
    if reading.problem is not None:
        str(reading.problem).encode()
    box = read_box(text)
    assert box.sides is None or box.problem is None


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(["", " kg", "g"]))
def test_one_comma_before_three_digits_is_never_guessed(
    thousands: int, rest: int, unit: str
) -> None:
    problem = read(f"{thousands},{rest:03}{unit}", "kg").problem
    assert problem is not None
    assert problem.params["whole"] == f"{thousands}{rest:03}"
    assert problem.params["decimal"] == f"{thousands}.{rest:03}"


@given(figures, st.sampled_from(["kg", "g", "mg", "t"]))
def test_conversion_is_exact(figure: Decimal, unit: str) -> None:
    grams = {"kg": Decimal(1000), "g": Decimal(1), "mg": Decimal("0.001"), "t": Decimal(10**6)}
    value = read(f"{figure:f} {unit}", "kg").value
    assert value is not None
    assert value * 1000 == figure * grams[unit]


@pytest.mark.parametrize(
    ("figure", "unit", "text"),
    [
        ("0.850", "kg", "0.85 kg"),
        ("1250", "kg", "1250 kg"),
        ("12500.50", "W", "12 500.5 W"),
        ("-40", "°C", "−40 °C"),
        ("1E+6", "", "1 000 000"),
        ("0", "%", "0 %"),
    ],
)
def test_figure_is_shown_with_digits_in_groups(figure: str, unit: str, text: str) -> None:
    written = shown(Decimal(figure), unit)
    assert written.replace("\u00a0", " ").replace("\u202f", " ") == text


# --- Boxes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "sides"),
    [
        ("300 x 150 x 150 mm", "300 150 150"),
        ("300x150x150", "300 150 150"),
        ("300 × 150 × 150mm", "300 150 150"),
        ("300*150*150", "300 150 150"),
        ("300 X 150 X 150", "300 150 150"),
        ("30 x 15 x 15 cm", "300 150 150"),
        ("30 cm x 150 mm x 0.15 m", "300 150 150"),
        ("30,5 x 15 x 15 cm", "305 150 150"),
        ("1 250 x 300 x 300 mm", "1250 300 300"),
        ("３００×１５０×１５０", "300 150 150"),
    ],
)
def test_box_is_read_as_people_write_it(written: str, sides: str) -> None:
    box = read_box(written)
    assert box.problem is None
    assert box.sides is not None
    assert " ".join(map(str, box.sides)) == sides


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        ("300 x 150", Refusal.BOX_UNCLEAR),
        ("300", Refusal.BOX_UNCLEAR),
        ("300 x 150 x", Refusal.BOX_UNCLEAR),
        ("300 x 150 x 150 x 150", Refusal.BOX_UNCLEAR),
        ("300 x 0 x 150", Refusal.BOX_UNCLEAR),
        ("300 x -150 x 150", Refusal.BOX_UNCLEAR),
        ("1 m x 300 x 300", Refusal.BOX_UNIT_UNCLEAR),
        ("1 m x 300 x 300 mm", Refusal.BOX_UNIT_UNCLEAR),
        ("1,250 x 300 x 300 mm", Refusal.FIGURE_AMBIGUOUS),
        ("300 x 150 x 150 kg", Refusal.FIGURE_OF_OTHER_UNIT),
        ("300 x wide x 150", Refusal.BOX_UNIT_UNCLEAR),
    ],
)
def test_box_that_is_unclear_is_refused(written: str, refusal: Refusal) -> None:
    box = read_box(written)
    assert box.sides is None
    assert box.problem is not None
    assert box.problem.refusal is refusal
