"""Which grades come from the proposal and which from the reviewer: a fit by least squares."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

REFINED = 2  # times that the solution is improved by what it leaves over


@dataclass(frozen=True)
class Effects:
    """score = effect of the proposal + effect of the reviewer, as far as that can explain the scores.

    `proposals` and `reviewers` are arrays of effects; `component_of_proposal` and `..._reviewer`
    number the connected parts of the table from 0; the effects of a part's reviewers sum to 0.
    `left` is the residual sum of squares.
    """

    proposals: Any
    reviewers: Any
    component_of_proposal: Any
    component_of_reviewer: Any
    components: int
    left: float


def effects(proposal: Any, reviewer: Any, scores: Any) -> Effects:
    """Fit the effects. `proposal` and `reviewer` are the places, from 0 without gaps, of each score's."""
    few, many = int(proposal.max()) + 1, int(reviewer.max()) + 1
    rows = np.arange(len(scores))
    design = csr_array(
        (
            np.ones(2 * len(scores)),
            (np.concatenate([rows, rows]), np.concatenate([proposal, reviewer + few])),
        ),
        shape=(len(scores), few + many),
    )
    components, labels = connected_components(_joined(proposal, reviewer + few, few + many))
    fitted = _least_squares(design, labels, scores)
    of_reviewer = labels[few:]
    # Moving one part's reviewers up and its proposals down changes no sum.
    middle = np.bincount(of_reviewer, fitted[few:], components) / np.bincount(
        of_reviewer, minlength=components
    )
    residual = scores - design @ fitted
    return Effects(
        proposals=fitted[:few] + middle[labels[:few]],
        reviewers=fitted[few:] - middle[of_reviewer],
        component_of_proposal=labels[:few],
        component_of_reviewer=of_reviewer,
        components=int(components),
        left=float(residual @ residual),
    )


def _joined(one: Any, other: Any, size: int) -> Any:
    return csr_array((np.ones(len(one)), (one, other)), shape=(size, size))


def _least_squares(design: Any, labels: Any, scores: Any) -> Any:
    """Solve the normal equations, with one effect of each connected part held at 0."""
    _, held = np.unique(labels, return_index=True)
    pins = np.zeros(design.shape[1])
    pins[held] = 1.0
    normal = csc_array(design.T @ design + diags_array(pins))
    solver = splu(
        normal, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
    )
    found = solver.solve(design.T @ scores)
    for _ in range(REFINED):
        found += solver.solve(design.T @ (scores - design @ found) - pins * found)
    return found
