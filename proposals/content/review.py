"""One hash over what a reviewer wrote, which the history keeps."""

from collections.abc import Iterable
from datetime import UTC

from proposals.domain.canonical import canonical, sha256
from proposals.models.review import Assignment, Review, Score


def digest(review: Review, scores: Iterable[Score], *, assignment: Assignment) -> str:
    """Return the SHA-256 of a saved review, with who wrote it of which revision."""
    finished = review.finished_at
    return sha256(
        canonical(
            {
                "reviewer": assignment.reviewer_id,
                "revision": assignment.revision_id,
                "recommendation": review.recommendation,
                "summary": review.summary,
                "confidential": review.confidential,
                "finished_at": finished.astimezone(UTC).isoformat() if finished else None,
                "scores": sorted([one.criterion_id, one.value, one.comment] for one in scores),
            }
        )
    )
