"""Which reviewers should read which proposals: a problem, its best draft, and why.

The format of problem and answer is that of `manage.py match_reviewers`.
"""

from proposals.domain.matching.answer import answer
from proposals.domain.matching.problem import MatchingProblem
from proposals.domain.matching.reading import fixed_errors, read
from proposals.domain.matching.solver import Draft, solve

__all__ = ["Draft", "MatchingProblem", "answer", "fixed_errors", "read", "solve"]
