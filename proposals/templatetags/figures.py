"""Figures of the envelope: what is asked for is rounded up, and what is allowed is rounded down."""

from django import template

from proposals.pages import mass

register = template.Library()
register.filter(mass.up)
register.filter(mass.down)
register.filter(mass.mass)
register.filter(mass.percent)
register.filter(mass.growth_lines)
