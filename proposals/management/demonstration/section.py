"""A fictional payload as the answers of a proposal's sections, and its letter as a PDF."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.domain.section.equipment import with_modules
from proposals.domain.section.field import TBD
from proposals.management.demonstration.source import Row, pick
from proposals.models.call import Call

COLUMNS = ("name", "kind", "quantity", "cbe_kg", "category", "basis", "module")
COLLEAGUES = ("Ada Quill", "Basil Frost", "Ines Rook", "Omar Lathe", "Suri Vane")
FULL = {
    "design": (
        "principle",
        "performance",
        "mechanical",
        "electrical",
        "operating_min_c",
        "operating_max_c",
        "survival_min_c",
        "survival_max_c",
        "switch_on_min_c",
        "switch_on_max_c",
    ),
    "operations": ("concept", "duty_cycle_percent", "lunar_night", "ground_segment"),
    "development": ("heritage", "schedule", "risks"),
    "data_policy": ("products", "proprietary_months", "archive"),
    "funding": ("secured", "plan"),
}


def answers(payload: Row, *, call: Call, agency_name: str) -> dict[str, Row]:
    """Return the answers that the forms would store, by section, without empty ones."""
    full = payload.get("full", {})
    sections = {
        "overview": _overview(payload, call),
        "team": _team(payload, agency_name),
        "science": _science(payload),
        "equipment": _equipment(payload),
        "compliance": {
            "controlled_origin": payload["origin"],
            "export_regime": payload.get("export", ""),
            "hazards": payload["hazards"],
            "hazard_notes": payload.get("hazard_notes", ""),
        },
        "documents": {"endorsement": payload["endorsement"]},
        **{code: {name: full[name] for name in names} for code, names in FULL.items() if full},
    }
    return {
        code: {name: value for name, value in data.items() if value not in ("", [])}
        for code, data in sections.items()
    }


def _overview(payload: Row, call: Call) -> Row:
    lander = call.offers.to_partners().get()
    return {
        "title": payload["title"],
        "level": payload["level"],
        "platform": "" if payload["level"] == "mission" else lander.code,
        "summary": payload["summary"],
    }


def _team(payload: Row, agency_name: str) -> Row:
    partners = payload["partners"]
    led = [name for name, role, _ in partners if role == "lead_institution"]
    surname = payload["pi"].split()[-1].lower()
    return {
        "pi_name": payload["pi"],
        "pi_institution": led[0] if led else agency_name,
        "pi_email": f"{surname}@{payload['agency']}.example",
        "pi_share": "40",
        "co_investigators": _co_investigators(partners),
        "organisations": [
            {"name": name, "role": role, "brings": brings} for name, role, brings in partners
        ],
    }


def _co_investigators(partners: list[tuple[str, str, str]]) -> list[Row]:
    """Return a person of each institution that proposes with the lead; names repeat, as names do."""
    return [
        {"name": pick(COLLEAGUES, name), "institution": name, "share": "20"}
        for name, role, _ in partners
        if role == "co_proposer"
    ]


def _science(payload: Row) -> Row:
    return {
        "objective": payload["objective"],
        "serves": payload["serves"],
        "complements": payload["complements"],
    }


def _equipment(payload: Row) -> Row:
    average, peak = payload["power_w"]
    length, width, height = payload["box_mm"]
    answers = {
        "power_average_w": average,
        "power_peak_w": peak,
        "data_gb_per_day": payload["data_gb_per_day"],
        "length_mm": str(length),
        "width_mm": str(width),
        "height_mm": str(height),
        "trl": payload["trl"],
        "items": [dict(zip(COLUMNS, item, strict=True)) for item in payload["items"]],
    }
    return dict(with_modules(answers))


def refined(equipment: Row) -> Row:
    """Return the equipment list after more work: the first item is calculated, and 4 % heavier."""
    first, *others = equipment["items"]
    if first["cbe_kg"] == TBD or first["basis"] == "measured":
        return {**equipment, "data_gb_per_day": "0.5"}
    heavier = (Decimal(first["cbe_kg"]) * Decimal("1.04")).quantize(Decimal("0.01"))
    return {
        **equipment,
        "items": [{**first, "cbe_kg": str(heavier), "basis": "calculated"}, *others],
    }


def pdf(name: str, *lines: str) -> SimpleUploadedFile:
    """Write a page of plain lines as a PDF."""
    text = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 18 TL 72 740 Td\n{text}\nET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, starts = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    rows = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(objects) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n{rows}"
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    whole = (body + table + trailer).encode("ascii")
    return SimpleUploadedFile(name, whole, content_type="application/pdf")


def _escaped(line: str) -> str:
    plain = line.encode("ascii", "replace").decode()
    return plain.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
