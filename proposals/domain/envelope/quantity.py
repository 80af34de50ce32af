"""The quantities that a platform limits."""

from enum import StrEnum


class Quantity(StrEnum):
    MASS = "mass"
    POWER = "power"
    ENERGY = "energy"
    DATA = "data"
    TEMPERATURE = "temperature"
    SIZE = "size"
