"""The verbs of the history: what was done. A verb's value is stored and hashed."""

from enum import StrEnum
from types import MappingProxyType

from proposals.domain.translation import Sentence
from proposals.domain.translation import gettext_noop as _

HIDDEN = Sentence("")


class Verb(StrEnum):
    """One verb. `label` is the text that the office reads.

    `team_label` is the text that the team reads on its timeline, with places for the entry's
    values. A verb without a `team_label` is not on the timeline, unless it is a transition: the
    timeline shows the new status of a transition.
    """

    label: Sentence
    team_label: Sentence

    def __new__(cls, value: str, label: Sentence, team_label: Sentence = HIDDEN) -> "Verb":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.team_label = team_label
        return member

    # --- Transitions of a proposal ---
    SUBMIT = "submit", _("Submitted")
    LAPSE = "lapse", _("Closed without submission")
    WITHDRAW = "withdraw", _("Withdrawn"), _("Withdrawn")
    REVIVE = "revive", _("Revived"), _("Revived")
    REOPEN = "reopen", _("Reopened with an extension"), _("Reopened")
    SCREEN = "screen", _("Eligibility check started")
    FIND_INELIGIBLE = "find_ineligible", _("Declared not eligible")
    START_REVIEW = "start_review", _("Review started")
    ASK = "ask", _("Question asked"), _("The office asked a question")
    ANSWER = "answer", _("Question answered")
    RESUME = (
        "resume",
        _("Gone on without an answer"),
        _("The office went on without an answer"),
    )
    SHORTLIST = "shortlist", _("Shortlisted")
    PUT_IN_RESERVE = "put_in_reserve", _("Put in reserve")
    SELECT = "select", _("Selected")
    DECLINE = "decline", _("Declined")
    REINSTATE = "reinstate", _("Reinstated")
    MERGE = "merge", _("Merged into a joint proposal")
    UNMERGE = "unmerge", _("Taken out of the joint proposal")
    ACCEPT = "accept", _("Selection accepted")
    START = "start", _("Development started")
    DELIVER = "deliver", _("Delivery recorded")
    INTEGRATE = "integrate", _("Integration recorded")
    LAUNCH = "launch", _("Launch recorded")
    DEPLOY = "deploy", _("Deployment recorded")
    COMMISSION = "commission", _("Commissioning started")
    OPERATE = "operate", _("Operation started")
    COMPLETE = "complete", _("Completion recorded")
    SEND_BACK = "send_back", _("Sent back to development")
    CORRECT = "correct", _("Wrong step corrected")
    LOSE = "lose", _("Loss recorded")
    TERMINATE = "terminate", _("Terminated")

    # --- Other acts on a proposal ---
    CREATE = "create", _("Created"), _("Draft started")
    SAVE_SECTION = "save_section", _("Section saved")
    STORE_DOCUMENT = "store_document", _("Document added"), _("Document added: %(document)s")
    REPLACE_DOCUMENT = (
        "replace_document",
        _("New version of a document"),
        _("New version of a document: %(document)s"),
    )
    FIND_HARMFUL = (
        "find_harmful",
        _("Harmful document found"),
        _("The scanner found %(found)s in %(document)s"),
    )
    REMOVE_DOCUMENT = "remove_document", _("Document removed"), _("Document removed: %(document)s")
    READY = "ready", _("Ready to be signed off"), _("Ready to be signed off")
    APPROVE = "approve", _("Content approved"), _("Content approved for %(agency)s")
    FREEZE = "freeze", _("Revision frozen"), _("Revision %(revision)s submitted")
    EXTEND = "extend", _("Deadline extended"), _("Deadline extended for this proposal")
    LINK_AGENCY = "link_agency", _("Agency linked")
    UNLINK_AGENCY = "unlink_agency", _("Agency unlinked")
    ASK_TO_JOIN = "ask_to_join", _("Agency asked to join"), _("%(agency)s asked to join")
    JOIN = "join", _("Agency joined"), _("%(agency)s joined")
    DECLINE_TO_JOIN = (
        "decline_to_join",
        _("Agency declined to join"),
        _("%(agency)s declined to join"),
    )
    CANCEL_JOINING = (
        "cancel_joining",
        _("Request to join taken back"),
        _("Request to %(agency)s taken back"),
    )
    LEAVE = "leave", _("Agency left"), _("%(agency)s left")
    REGISTER_LETTER = "register_letter", _("Letter entered"), _("Letter entered by the office")
    ANSWER_QUESTION = "answer_question", _("Clarification answered"), _("Question answered")
    DRAFT_DECISION = "draft_decision", _("Decision drafted")
    SCHEDULE_DECISION = "schedule_decision", _("Decision scheduled")
    CANCEL_DECISION = "cancel_decision", _("Decision taken back")
    REFUSE_RELEASE = "refuse_release", _("Release of a decision refused")
    SIGN = "sign", _("Signature of the agreement recorded"), _("Agreement signed on %(signed_on)s")
    ANNOUNCE = "announce", _("Selection announced"), _("Selection announced to the public")
    ASSIGN = "assign", _("Reviewer assigned")
    FILL_CHECKLIST = "fill_checklist", _("Checklist filled")
    CHANGE_CHECKLIST = "change_checklist", _("Checklist changed")
    LABEL = "label", _("Labels changed")
    WRITE_NOTE = "write_note", _("Note written")
    ACCEPT_REVIEW = "accept_review", _("Review accepted, no conflict declared")
    DECLINE_REVIEW = "decline_review", _("Review declined")
    DECLARE_CONFLICT = "declare_conflict", _("Conflict declared")
    FIND_CONFLICT = "find_conflict", _("Conflict recorded by the office")
    WAIVE_CONFLICT = "waive_conflict", _("Conflict waived")
    CANCEL_ASSIGNMENT = "cancel_assignment", _("Assignment cancelled")
    LEAVE_OUT_REVIEW = "leave_out_review", _("Review kept out of the scores")
    COUNT_REVIEW = "count_review", _("Review counted again")
    SAVE_REVIEW = "save_review", _("Review saved")
    FINISH_REVIEW = "finish_review", _("Review finished")
    # These entries are in a chain of the comment's own, which nobody in the office reads.
    COMMENT = "comment", _("Comment written")
    RESOLVE_COMMENT = "resolve_comment", _("Comment resolved")
    REOPEN_COMMENT = "reopen_comment", _("Comment reopened")
    INVITE = "invite", _("Invitation sent"), _("Invitation to the team sent")
    RENEW_INVITATION = "renew_invitation", _("Invitation sent again")
    WITHDRAW_INVITATION = "withdraw_invitation", _("Invitation taken back")
    ASK_CONSENT = "ask_consent", _("Asked to accept an invitation under another address")
    REFUSE_CONSENT = "refuse_consent", _("Acceptance under another address refused")
    ACCEPT_INVITATION = (
        "accept_invitation",
        _("Invitation accepted"),
        _("Invitation to the team accepted"),
    )
    CHANGE_ROLE = "change_role", _("Role changed"), _("Role on the team changed")
    REMOVE_MEMBER = "remove_member", _("Person removed"), _("Person removed from the team")
    ASK_INVESTIGATOR = (
        "ask_investigator",
        _("Investigator asked to confirm their part"),
        _("An investigator was asked to confirm their part"),
    )
    CONFIRM_PART = (
        "confirm_part",
        _("Part confirmed by an investigator"),
        _("An investigator confirmed their part"),
    )
    DECLINE_PART = (
        "decline_part",
        _("Part declined by an investigator"),
        _("An investigator doesn't take part"),
    )
    HAND_OVER = "hand_over", _("Lead handed over"), _("Lead handed over to another person")
    END = "end", _("Ended with the proposal or its stage")

    # --- Agencies, calls and people ---
    REGISTER = "register", _("Registered")
    REQUEST_MEMBERSHIP = "request_membership", _("Asked for membership")
    ADMIT = "admit", _("Admitted")
    DECLINE_MEMBERSHIP = "decline_membership", _("Request for membership declined")
    WITHDRAW_REQUEST = "withdraw_request", _("Request for membership taken back")
    VERIFY = "verify", _("Verified")
    REJECT = "reject", _("Rejected")
    PUBLISH = "publish", _("Published")
    AMEND = "amend", _("Amended")
    CANCEL = "cancel", _("Cancelled")
    SIGN_UP = "sign_up", _("Signed up")
    SET_PASSWORD = "set_password", _("Password set by somebody else")
    CHANGE_PASSWORD = "change_password", _("Password changed")
    SEND_RESET = "send_reset", _("Link to a new password sent")
    RESET_PASSWORD = "reset_password", _("Password changed by a link")
    REFUSE_LOGIN = "refuse_login", _("Log-in refused")
    CHANGE_ADDRESS = "change_address", _("E-mail address changed")
    CONFIRM_ADDRESS = "confirm_address", _("E-mail address confirmed")
    ADD_FACTOR = "add_factor", _("Second factor added")
    REMOVE_FACTOR = "remove_factor", _("Second factor removed")
    RENEW_CODES = "renew_codes", _("New recovery codes made")
    SEND_LINK = "send_link", _("Link sent anew")
    PREFER = "prefer", _("Preferences changed")
    SAVE_VIEW = "save_view", _("List saved")
    REMOVE_VIEW = "remove_view", _("Saved list removed")

    # --- Plain rows of the office ---
    CHANGE = "change", _("Changed")
    DELETE = "delete", _("Deleted")


VERBS: MappingProxyType[str, Verb] = MappingProxyType({verb.value: verb for verb in Verb})
