"""What people write for a figure with a unit, and how figures are shown."""

from proposals.domain.measure.box import BoxReading, divided, read_box
from proposals.domain.measure.figure import Reading, read, shown

__all__ = ["BoxReading", "Reading", "divided", "read", "read_box", "shown"]
