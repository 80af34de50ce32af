"""Every reason why a rule refuses something, with the sentence that people read."""

from enum import Enum
from typing import Any

from proposals.domain.translation import gettext_noop as _


class Refusal(Enum):
    """A reason to refuse. The value is its sentence, with `%(name)s` places for parameters."""

    # --- Who may do what ---
    NOT_OFFICER = _("Only a programme officer may do this.")
    NOT_SUPERUSER = _("Only a superuser may do this.")
    NOT_LEAD_TEAM = _("Only the lead team may answer.")
    NOT_IN_TEAM = _("Only the team of this proposal may do this.")
    NOT_LEAD_OF_PROPOSAL = _(
        "Only the lead proposer or an administrator of the lead agency may do this."
    )
    NOT_SIGNATORY = _("Only a person who may bind this agency may approve for it.")
    NOT_ADMINISTRATOR = _("Only an administrator of the agency may answer for it.")
    NOT_YOURS = _(
        "This isn't yours to do: the lead proposer or an administrator of the lead agency does it, or the office."
    )
    OWN_AGENCY = _("You are a member of an agency that is concerned. Another officer must do this.")
    NOT_YOUR_ASSIGNMENT = _("This assignment is another reviewer's.")
    NOT_A_REVIEWER = _("%(name)s isn't a reviewer.")
    NO_LONGER_REVIEWER = _("You aren't a reviewer any more.")
    NOT_FOR_AGENCY = _("You may not start a proposal for this agency.")
    OBSERVER = _("Observers read; they don't write.")
    TWO_VIEWS = _(
        "Officers, panel and auditors read every score, so none of them can be a reviewer too."
    )
    NOT_PARTNER = _(
        "Links of the office's own accounts go by mail, or are printed on the server's console."
    )
    ADDRESS_CONFIRMED = _("This address is confirmed already.")
    NO_FACTOR = _("This account has no second factor.")
    OWN_FACTOR = _("Remove your own second factor on the page of your account.")
    OWN_DECISION = _("You drafted this decision; another officer must publish it.")
    OWN_LETTER = _("You entered this letter; another officer must confirm it.")

    # --- Where a proposal stands ---
    WRONG_STATUS = _("“%(label)s” isn't possible while the proposal is: %(status)s.")
    NOT_EDITABLE = _("This proposal can't be edited while it is: %(status)s.")
    ENTERED_BY_OFFICE = _("The office has entered this letter; it stays as it came.")
    NOTHING_SUBMITTED = _("Nothing has been submitted yet.")
    WINDOW = _("This stage isn't open for submission at this time.")
    NO_NEW_PROPOSALS = _("This call takes no new proposals.")
    AGENCY_REJECTED = _(
        "The office has rejected the registration of your agency. Write to the office at %(office)s to resolve this."
    )
    INCOMPLETE = _("Something that this stage requires is missing or is over a limit.")
    NOT_SIGNED_OFF = _(
        "Every agency on this proposal must approve this very content before it is submitted. See the page of the sign-off."
    )
    NO_SIGNOFF_ASKED = _("This stage asks for no sign-off.")
    NOT_READY = _("The lead team hasn't said yet that this content is ready.")
    CONTENT_CHANGED = _(
        "The content has changed since you opened this page. Below is the content of now: read it, then press the button again."
    )
    NOT_SETTLED = _(
        "Possible from five minutes after the window has closed, its grace and any extension included."
    )
    NOT_REVIVABLE = _(
        "Only a proposal that was a draft, submitted or shortlisted when it was withdrawn can be revived."
    )
    NO_EXTENSION = _("Grant a named extension first.")
    NOT_VERIFIED = _("Every registered agency on the proposal must be verified first.")
    NO_CLARIFICATION = _("Ask the question first.")
    DECISION_SCHEDULED = _("A decision on this proposal is scheduled. Take it back first.")
    NOT_ANSWERED = _("Answer every open question first.")
    NOT_RELEASED = _(
        "This needs a decision that one officer drafted, another scheduled, and whose undo time has passed."
    )
    NO_NEXT_STAGE = _("The call has no further stage.")
    NOT_LAST_STAGE = _("This is possible in the last stage of the call only.")
    DOES_NOT_FIT = _(
        "The proposal doesn't fit what is left of the platform's envelope: %(asked)s kg beside the %(selected)s kg that are selected, × (1 + %(reserve)s) of planning reserve, are %(total)s kg of %(limit)s kg."
    )
    MASS_UNKNOWN = _(
        "Nobody can tell whether this fits the platform's envelope: part of the mass is unknown of %(names)s."
    )
    NO_SECOND_OFFICER = _("A second officer must confirm this.")
    NO_TARGET = _(
        "The target must be a live proposal of the same call and stage, before selection."
    )
    NO_CONSENT = _("Every lead agency must have consented to the current revisions.")
    TARGET_LIVES = _("The joint proposal must have ended before an agreement.")

    # --- Input that is missing or impossible ---
    NO_REASON = _("Give a reason.")
    NO_CONFLICT_REASON = _("Say what the conflict is.")
    NO_QUESTION = _("Write the question.")
    NO_CALL_QUESTION = _("Write your question.")
    NO_COMMENT = _("Write the comment.")
    NO_ANSWER = _("Write an answer.")
    NO_LETTER = _("Write the letter to the team.")
    SIGNED_IN_FUTURE = _("An agreement can't be signed in the future.")
    NO_AMENDMENT_TEXT = _("Say what changes, and why.")
    DUE_IN_PAST = _("The due date must be in the future.")
    EXTENSION_TOO_EARLY = _("An extension must end in the future, after the stage closes.")
    RECEIVED_IN_FUTURE = _("A letter can't have come in the future.")
    RECEIVED_OUTSIDE_WINDOW = _("This letter came outside of the window; it can't be taken.")
    AGENCY_ALIKE = _(
        "Agencies of a similar name are registered: %(names)s. If one of them is meant, ask to join it on the page “Agency”, or write to the office at %(office)s. Otherwise confirm that this is another agency."
    )
    AGENCY_NOT_VERIFIED = _("Only a verified agency is linked. %(name)s isn't verified.")
    LINKED_ALREADY = _("%(name)s is linked already. Unlink it first.")
    AGENCY_UNKNOWN = _(
        "No agency of the name “%(name)s” is registered here. Ask it to register first, or look how it has written its name."
    )
    AGENCY_UNCLEAR = _("Several agencies have the name “%(name)s”. Choose the country, too.")
    ASKED_AGENCY_REJECTED = _("The office has rejected the registration of %(name)s.")
    ON_IT_ALREADY = _("%(name)s is on this proposal already, or is asked already.")
    NOBODY_ANSWERS = _(
        "%(name)s has no administrator who could answer. Ask it to name one, or write to the office at %(office)s."
    )
    JOINING_ANSWERED = _("This request doesn't wait for an answer any more. It is: %(state)s.")
    JOINING_ENDED = _("This agency isn't on the proposal any more.")
    AGENCY_TAKEN = _(
        "An agency of this name is registered already. Ask to join it on the page “Agency”, or write to the office at %(office)s."
    )

    # --- Invitations and members ---
    MAY_NOT_INVITE = _(
        "You may not invite anybody here. An administrator of the agency may, and the lead proposer to their proposal."
    )
    AGENCY_CLOSED = _(
        "The office has rejected the registration of %(agency)s, so nobody can join it now. An administrator of the agency can write to the office at %(office)s."
    )
    PROPOSAL_OVER = _("%(reference)s has ended, so nobody can join its team any more.")
    NOT_MANAGER = _("Only an administrator of the agency may do this.")
    LAST_ADMINISTRATOR = _(
        "%(name)s is the last administrator of %(agency)s. Make somebody else an administrator first."
    )
    GONE_ALREADY = _("This person isn't in any more. Look at the list as it is now.")
    NOT_LEADING = _("Only the lead proposer or an administrator of the lead agency may do this.")
    NOT_A_WRITER = _("%(name)s may not write this proposal, so they can't lead it.")
    LEADS_ALREADY = _("%(name)s leads this proposal already.")
    LEADS_PROPOSAL = _("%(name)s leads this proposal. Hand the lead over first.")
    ASKED_ALREADY = _("You have asked already. Wait for the answer.")
    NOBODY_ADMITS = _(
        "%(agency)s has no administrator who could let you in. Write to the office at %(office)s."
    )
    TOO_MANY_REQUESTS = _(
        "You have asked %(most)s agencies, and none has answered yet. Wait, or take one request back."
    )
    REQUEST_ANSWERED = _("This request was answered or taken back already.")
    MEMBER_ALREADY = _("%(name)s is in already, with this role: %(role)s.")
    INVITED_ALREADY = _(
        "%(email)s has an invitation that waits for an answer. Send it again, or take it back first."
    )
    TOO_MANY_INVITATIONS = _(
        "You have sent %(most)s invitations within a day. Send the others tomorrow."
    )
    SENT_JUST_NOW = _("A mail went to this address less than an hour ago. Wait, then try again.")
    INVITATION_USED = _(
        "This invitation was accepted already, and it can be used once. If it wasn't you who accepted, write to %(name)s at %(email)s."
    )
    INVITATION_WITHDRAWN = _(
        "This invitation was taken back. If that is a mistake, ask %(name)s at %(email)s for another one."
    )
    INVITATION_ENDED = _(
        "This invitation ended when the proposal %(reference)s ended. If that is a mistake, write to %(name)s at %(email)s."
    )
    INVITATION_OVER = _(
        "This invitation is too old: it could be accepted within %(days)s days. Ask %(name)s at %(email)s to send it again."
    )
    INVITER_GONE = _(
        "%(name)s, who invited you, may not invite anybody any more. Ask an administrator of %(agency)s to send the invitation again."
    )
    INVITATION_CLOSED = _("This invitation doesn't wait for an answer any more.")
    OTHER_ADDRESS = _(
        "This invitation went to %(invited)s, and you are logged in as %(email)s. Ask %(invited)s to agree, or log in under that address."
    )
    OWN_ADDRESS = _("This invitation went to your own address. Accept it.")
    ADDRESS_OPEN = _("Confirm the address of your own account first: %(address)s.")
    CONSENT_OVER = _(
        "This link isn't valid any more: the invitation was accepted, taken back or sent again since, or somebody else asked to accept it."
    )

    # --- Investigators who confirm their part ---
    PART_GONE = _(
        "The section doesn't say this of the investigator any more. Look at the list as it is now."
    )
    PART_ANSWERED = _("%(name)s has answered about this part already.")
    TOO_MANY_PARTS = _(
        "You have asked %(most)s investigators within a day. Ask the others tomorrow."
    )
    TOO_MANY_TO_ADDRESS = _("%(most)s mails went to %(address)s within a day. Ask again tomorrow.")
    PART_CONFIRMED = _(
        "You have confirmed your part already, and this link can be used once. If it wasn't you, write to %(name)s at %(email)s."
    )
    PART_DECLINED = _(
        "You have answered already that you don't take part, and this link can be used once. If it wasn't you, write to %(name)s at %(email)s."
    )
    PART_REPLACED = _("A newer mail went to you since. Only the link in the latest mail is valid.")
    PART_ENDED = _("%(reference)s has ended, so there is nothing to confirm any more.")
    PART_CHANGED = _(
        "The team has changed your part since this mail was sent. Ask %(name)s at %(email)s for a new link."
    )
    PART_REMOVED = _(
        "The team doesn't name you as an investigator of %(reference)s any more, so there is nothing to confirm. If that is a mistake, write to %(name)s at %(email)s."
    )
    PART_TOO_OLD = _(
        "This link is too old: it could be used within %(days)s days. Ask %(name)s at %(email)s to send it again."
    )

    # --- Calls ---
    NOT_DRAFT_CALL = _("Only a draft can be published.")
    NOT_AMENDABLE = _("Only a published call is amended.")
    NOT_CANCELLABLE = _("Only a published call is cancelled.")
    NO_STAGE = _("Add at least one stage first.")
    NO_PLATFORM = _("Choose at least one platform first.")
    NO_CRITERIA = _("Stage %(number)s has no criteria yet.")
    QUESTIONS_NOT_SHOWN = _(
        "Stage %(number)s has questions to the teams. Let it ask for the section “Questions of the call”, too."
    )
    NO_GROWTH_SOURCE = _("Name the source of the growth allowances first.")
    NO_PREVAILING_LANGUAGE = _("Say which language prevails in the terms of the call.")
    NO_PREVAILING_TEXT = _(
        "These clauses have no title or no text in the language that prevails: %(titles)s."
    )
    TOO_FEW_CHOICES = _("Write at least two choices, one in each line.")
    CHOICE_TWICE = _("“%(words)s” is in the list twice.")
    CHOICES_UNUSED = _(
        "Only a question of the kind “Choice” has choices. Remove them, or change the kind."
    )
    UNIT_UNUSED = _(
        "Only a question of the kind “Number” has a unit. Remove it, or change the kind."
    )
    ASKED_AFTER_NOTHING = _(
        "The question that this one depends on must come before it, and must have this choice."
    )
    STAGES_OVERLAP = _("A stage opens before the one before it closes.")
    STALE_AMENDMENT = _(
        "Another officer has just changed this: %(what)s. Nothing of your amendment is published; send it again to see the new value."
    )
    STAGE_CLOSED = _("A stage that has closed can't be changed.")
    CLOSES_IN_PAST = _("A stage must close in the future.")
    CLOSES_BEFORE_OPENING = _("A stage closes after it opens.")
    LIMIT_REVERSED = _("A limit's “from” is above its “to”.")
    CALL_CANCELLED = _("The call was cancelled.")

    # --- Clarifications, decisions and letters ---
    CLARIFICATION_CLOSED = _("This question isn't open any more.")
    OUTCOME_IMPOSSIBLE = _("This decision isn't possible while the proposal is: %(status)s.")
    DECISION_PENDING = _("There is a pending decision. Take it back first.")
    TOO_FEW_REVIEWS = _(
        "Reviews finished: %(finished)s, wanted: %(wanted)s. Give a reason, which the history keeps."
    )
    NEWS_SINCE_DRAFT = _(
        "Something has happened since this decision was drafted, lastly: %(what)s. Look at it, then confirm that the decision stands."
    )
    DECISION_NOT_DRAFTED = _("Only a drafted decision can be published.")
    DECISION_NOT_PENDING = _("This decision isn't pending any more.")
    NOT_ACCEPTED = _("There is an agreement to sign once the team has accepted its selection.")
    NOT_ANNOUNCEABLE = _("Only a selection that isn't announced yet can be announced.")
    LETTER_CONFIRMED = _("This letter is confirmed already.")

    # --- Sections and files ---
    STALE_SUBMISSION = _(
        "Revision %(number)s was submitted meanwhile, and you haven't seen it. Below is what would be submitted now, and what differs: read it, then submit again."
    )
    FILE_REMOVED = _(
        "“%(name)s”, which you saw, was removed meanwhile. Below is what would be submitted now: read it, then submit again."
    )
    NO_TBD = _("Write a figure here, or leave it empty while you don't know it.")
    NOT_A_DATE = _("Write a day as 2027-03-31, or a month as 2027-03.")
    NO_BASIS = _("Say whether this figure is to be confirmed, estimated, calculated or measured.")
    NOT_WHOLE = _("Write a whole number, such as 3.")
    OUT_OF_RANGE = _("Only figures from %(minimum)s to %(maximum)s are possible here.")
    TOO_MANY_PLACES = _("Write at most %(places)s decimals.")
    TOO_LONG = _("%(count)s characters; %(limit)s are the most.")
    TOO_MANY_WORDS = _("%(count)s words; %(limit)s are the most.")
    TOO_MANY_ROWS = _("%(count)s rows; %(limit)s are the most.")
    NOT_AN_ADDRESS = _("Write a whole e-mail address, such as name@agency.example.")
    NOT_AN_ORCID = _(
        "This isn't an ORCID iD: look whether a digit is missing or wrong. Write it as 0000-0002-1825-0097."
    )
    NOT_A_ROR = _(
        "This isn't a ROR id: look whether a character is missing or wrong. Write it as https://ror.org/03yrm5c26."
    )
    NOT_A_CURRENCY = _("Write the currency by its code of three letters, such as EUR.")
    NOT_AN_OPTION = _("“%(value)s” can't be chosen here. Choose again.")
    NOT_STORABLE = _(
        "A character that can't be stored stands here as �. Replace it or take it out."
    )
    LACKS = _("Fill this in, or remove the row.")
    HAZARDS_CONTRADICT = _("Tick hazards, or “None of these”, not both.")
    TRL_FALLS = _("The readiness at delivery is below that of today.")
    RANGE_REVERSED = _("The range ends below where it begins.")
    NTE_BELOW_MEV = _(
        "The NTE of %(nte)s kg is below the maximum expected value of the items, %(mev)s kg. Ask for that at least."
    )
    MODULE_TWICE = _("The module “%(name)s” is in the table twice; give it a count instead.")
    NO_SUCH_MODULE = _("No module “%(name)s” is in the table of modules. Add it there.")
    PEAK_BELOW_AVERAGE = _("The peak is below the average.")
    FILE_EMPTY = _("This file is empty. Choose another.")
    FILE_TOO_LARGE = _("This file has %(size)s MB; %(limit)s MB is the most.")
    FILE_OF_OTHER_KIND = _(
        "Files of this kind aren't taken. Send PDF, PNG, JPEG, DOCX, XLSX or STEP."
    )
    FILE_UNREADABLE = _(
        "The content isn't a readable %(kind)s file. Export it again and try once more."
    )

    FILE_CUT_SHORT = _(
        "The end of this file is missing. Copy or export it again, then add it again."
    )
    FILE_ENCRYPTED = _(
        "This file is locked with a password, or of an Office version before 2007. Save it without a password as %(kind)s, then add it again."
    )
    FILE_HAS_SCRIPT = _(
        "This PDF holds a script. Print it into a new PDF, which leaves the script out, then add that one."
    )
    FILE_LAUNCHES = _(
        "This PDF can start a program. Print it into a new PDF, which leaves that out, then add that one."
    )
    FILE_HOLDS_FILES = _(
        "Another file is attached inside this PDF. Save the PDF without it, and add the other file as a document of its own."
    )
    FILE_HAS_MACRO = _(
        "This file holds macros or controls that run code. Save it as %(kind)s without them, then add it again."
    )
    FILE_BURSTS = _(
        "This file unpacks to more than 300 MB. Save its pictures at a lower resolution, or send it as PDF."
    )
    FILE_IN_DISGUISE = _(
        "This file is a web page, a program or an archive as well as a %(kind)s. Export it again as nothing but %(kind)s."
    )
    FILE_TOO_COMPLEX = _(
        "The site couldn't check this file in time. Save it in a simpler form, or in several parts, then add those."
    )
    VERSION_REPLACED = _(
        "The version that you replace was removed or replaced meanwhile. Look at the list, then choose again."
    )
    FILE_NOT_MARKED = _("Say whether this file is under export control.")
    CLASSIFICATION_MISSING = _(
        "Write the classification of the controlled file, for instance 9A515.a or ML11."
    )
    LICENCE_MISSING = _(
        "Write the number of the licence, or the name of the exception, under which the controlled file may be sent."
    )
    SENDING_NOT_CONFIRMED = _("Confirm that this file may be sent to the host. Nothing was added.")
    FILE_HARMFUL = _(
        "The scanner found %(found)s in “%(name)s”. Nobody can download this file. Remove it, and add a clean one."
    )
    FILE_NOT_SCANNED = _(
        "“%(name)s” waits for the scanner. Until the scanner has passed it, only the person who added it can download it. Try again in a few minutes."
    )
    FILE_NOT_STORED = _(
        "The site couldn't store this file, and nothing was added. Try again in a few minutes; if it fails again, write to the office at %(office)s."
    )

    # --- Sheets: rows from a file or from a spreadsheet program ---
    SHEET_EMPTY = _("There is nothing in it. Choose another file, or paste the rows again.")
    SHEET_NO_ROWS = _("There are names of columns, but no row below them.")
    SHEET_NO_COLUMN = _(
        "The first line names no column of this table. Write their names there: %(names)s."
    )
    SHEET_COLUMN_UNKNOWN = _(
        "Column %(column)s: this table has no column “%(name)s”. Give it one of the names in the template, or remove the column."
    )
    SHEET_COLUMN_TWICE = _(
        "Column %(column)s: “%(name)s” is also column %(first)s. Remove one of the two."
    )
    SHEET_TOO_MANY_ROWS = _(
        "%(count)s rows; there is room for %(room)s. Remove the others, or replace the rows that are there."
    )
    SHEET_TEXT_TOO_LONG = _(
        "Row %(row)s, column %(column)s: %(count)s characters; %(limit)s are the most."
    )
    SHEET_TEXT_WITHOUT_HEAD = _(
        "Row %(row)s, column %(column)s: there is text, but the first line has no name for this column."
    )
    SHEET_NOT_A_TABLE = _(
        "This is neither a CSV file nor an XLSX file. Save your table as one of the two."
    )
    SHEET_NOT_UNICODE = _(
        "The letters of this file can't be read. Save it as “CSV UTF-8” or as XLSX."
    )
    SHEET_QUOTES_OPEN = _(
        "Row %(row)s: a quotation mark has no end, or text follows it. Write it twice where it is part of a text."
    )
    SHEET_TOO_MUCH = _(
        "There are more than %(limit)s rows, or very much text. Keep the rows of this table alone."
    )
    SHEET_TOO_LARGE = _("This has more than %(limit)s MB. Keep the rows of this table alone.")
    NO_SHEET = _("Choose a file, or paste rows.")
    TWO_SHEETS = _("Choose a file or paste rows, not both. Nothing was taken.")

    # --- Figures with a unit ---
    FIGURE_UNCLEAR = _(
        "“%(written)s” can't be read as one figure. Write one figure, for example “%(example)s”."
    )
    FIGURE_TOO_LONG = _(
        "This text is too long for a figure. Write one figure, for example “%(example)s”."
    )
    FIGURE_AMBIGUOUS = _(
        "Write %(whole)s or %(decimal)s, without the comma: “%(written)s” could mean either."
    )
    FIGURE_WITH_EXPONENT = _(
        "Write the figure with all its digits and without an exponent, for example “%(example)s”."
    )
    FIGURE_OF_OTHER_UNIT = _(
        "“%(written)s” isn't in %(unit)s, nor in a unit that can be converted. Write for example “%(example)s”."
    )
    FIGURE_WITHOUT_UNIT = _(
        "“%(written)s” has a unit, but this figure has none. Write for example “%(example)s”."
    )
    FIGURE_UNIT_UNCLEAR = _(
        "The unit of “%(written)s” could mean several things, because capital and small letters differ. Write one of these units: %(units)s."
    )
    FIGURE_NOT_EXACT = _(
        "“%(written)s” can't be converted into %(unit)s without rounding. Write the figure in %(unit)s, for example “%(example)s”."
    )
    BOX_UNCLEAR = _("Write three sides, each above 0, for example “%(example)s”.")
    BOX_UNIT_UNCLEAR = _(
        "Write the unit after the last side, or after each of the three, for example “%(example)s”."
    )

    # --- Parked forms ---
    PARKED_TOO_MUCH = _("Too much waits to be sent already.")
    PARKED_NOT_HERE = _(
        "Nothing of this kind waits in this browser: it was thrown away, its hour is over, or it was written in another browser."
    )
    PARKED_BY_ANOTHER = _("Another person wrote this, and only that person can send it.")
    PARKED_IS_SENT = _("This was sent already.")
    PARKED_IS_OVER = _("This was kept for an hour, and the hour is over.")

    # --- Reviews ---
    NO_DECLINE_REASON = _("Say why you can't review it.")
    NO_PAIRS = _("Nobody is chosen yet: ask for a draft, or tick reviewers.")
    ALREADY_ASSIGNED = _("%(name)s has this proposal already.")
    NOT_IN_REVIEW = _("Reviewers are assigned while a proposal is in review; it is: %(status)s.")
    REVIEWER_IN_CONFLICT = _("%(name)s has a conflict of interest with this proposal.")
    NO_CONFLICT = _(
        "%(name)s has no conflict of interest with this proposal, so the review counts."
    )
    CONFLICT_WAIVED = _("This conflict is waived already.")
    YOU_IN_CONFLICT = _("You have a conflict of interest here.")
    STALE_CHECKLIST = _(
        "Another officer has filled this checklist meanwhile. Their answers are shown, and nothing of yours is saved yet: look through them, then save again."
    )
    POINT_SAYS_NO = _("The review can't start: “%(point)s” is answered with no.")
    NO_POINT_REASON = _(
        "Say why it isn't eligible: answer the point that decides with no, or write the reason."
    )
    CHECKLIST_ANSWERED = _("“%(point)s” has answers and can't be removed.")
    LONG_LABEL = _("A label has at most %(most)s characters: “%(label)s”.")
    MANY_LABELS = _("A proposal has at most %(most)s labels.")
    NO_NOTE = _("Write the note first.")
    STAGE_OVER = _("The review of this stage is over.")
    STALE_REVIEW = _(
        "This review was saved in another window meanwhile. Your text is kept below: compare, then save again."
    )
    ASSIGNMENT_STATE = _("This isn't possible any more: the assignment is “%(state)s”.")
    NO_SCORE = _("Score every criterion before you finish.")
    NO_RECOMMENDATION = _("Choose a recommendation.")
    NO_SUMMARY = _("Write the summary.")


class RuleBroken(Exception):
    """A rule refused something, for the reason `refusal`.

    `field` names the input that the person has to correct, if there is one. `params` fill the
    places of the sentence. A parameter that is a `Sentence` is translated; a name is not. The site
    fills `office`, the office's address, when it shows the sentence to somebody.
    """

    def __init__(self, refusal: Refusal, *, field: str | None = None, **params: Any) -> None:
        super().__init__(refusal.name)
        self.refusal = refusal
        self.field = field
        self.params = params

    def __str__(self) -> str:
        sentence: str = self.refusal.value
        is_open = bool(self.params) or "%(office)s" in sentence
        return sentence % {"office": "…", **self.params} if is_open else sentence
