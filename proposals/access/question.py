"""Questions on calls: the office answers them, and the answers are public."""

from proposals.access.policy import Policy, register
from proposals.models.question import Question


@register
class QuestionPolicy(Policy[Question]):
    model = Question
