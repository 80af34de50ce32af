"""Two people at one section: what each of them changed since the version that both know."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from proposals.domain.section.field import Inputs, Rows, Section
from proposals.domain.section.inputs import KEY

# Names an input: "title", or "items.k1.cbe_kg" in the row with the key k1; "items.k1" is the row, and
# "items" the order of the rows.
Path = str


def parts_of(path: Path) -> tuple[str, str, str]:
    """Return the table, the row's key and the field of a path; of a path outside of tables, its name first."""
    first, _, rest = path.partition(".")
    key, _, name = rest.partition(".")
    return first, key, name


@dataclass(frozen=True)
class Clash:
    """An input that both have changed, with the text of each."""

    path: Path
    mine: Any
    theirs: Any


@dataclass
class Merged:
    """The merged inputs. Where both changed an input, they have their text, not mine."""

    inputs: dict[str, Any] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    own: Collection[Path] = frozenset()
    undecided: Collection[Path] = frozenset()

    def pick(self, path: Path, base: Any, theirs: Any, mine: Any) -> Any:
        """Choose between two texts of an input, or note that they clash."""
        is_own = path in self.own or path.rpartition(".")[0] in self.own
        if mine == theirs:
            return mine
        if path not in self.undecided:
            if mine == base and not is_own:
                return theirs
            if theirs == base or is_own:
                return mine
        self.clashes.append(Clash(path, mine, theirs))
        return theirs


def merge(
    section: Section,
    *,
    base: Inputs,
    theirs: Inputs,
    mine: Inputs,
    own: Collection[Path] = frozenset(),
    undecided: Collection[Path] = frozenset(),
) -> Merged:
    """Merge my changes since `base` with the latest version, `theirs`.

    All inputs are complete. `own` has the inputs that were changed last from the page that now
    sends `mine`: there is nobody to clash with. `undecided` has those of which the page shows
    both texts, while nobody has chosen one.
    """
    merged = Merged(own=own, undecided=undecided)
    for one in section.fields:
        name = one.name
        merged.inputs[name] = merged.pick(name, base[name], theirs[name], mine[name])
    for table in section.tables:
        merged.inputs[table.name] = _rows(merged, table, base, theirs, mine)
    return merged


def _rows(
    merged: Merged,
    table: Rows,
    base: Inputs,
    theirs: Inputs,
    mine: Inputs,
) -> list[dict[str, Any]]:
    of_base, of_theirs, of_mine = (_by_key(one[table.name]) for one in (base, theirs, mine))
    rows = []
    is_own = table.name in merged.own
    for key in _order(list(of_base), list(of_theirs), list(of_mine), is_own=is_own):
        row_path = f"{table.name}.{key}"
        before, their_row, my_row = of_base.get(key), of_theirs.get(key), of_mine.get(key)
        if their_row is None:
            # I added it, or they removed it: a row in which I wrote since stays. Or I removed it
            # from this page, and took that back.
            if before is None or my_row != before or row_path in merged.own:
                rows.append(my_row)
        elif my_row is None:
            if before is None and row_path not in merged.own:
                rows.append(their_row)  # they added it
            elif before is not None and their_row != before and not _is_own(row_path, merged.own):
                rows.append(their_row)
                merged.clashes.append(Clash(row_path, None, their_row))
        else:
            rows.append(_cells(merged, table, before or {}, their_row, my_row))
    return [row for row in rows if row is not None]


def _is_own(row_path: Path, own: Collection[Path]) -> bool:
    return any(path == row_path or path.startswith(f"{row_path}.") for path in own)


def _cells(
    merged: Merged, table: Rows, before: Inputs, theirs: Inputs, mine: Inputs
) -> dict[str, Any]:
    row = {KEY: mine[KEY]}
    for one in table.fields:
        path = f"{table.name}.{mine[KEY]}.{one.name}"
        row[one.name] = merged.pick(path, before.get(one.name), theirs[one.name], mine[one.name])
    return row


def _by_key(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row[KEY]: dict(row) for row in rows}


def _order(base: list[str], theirs: list[str], mine: list[str], *, is_own: bool) -> list[str]:
    """Order the rows as I have them if I moved any; otherwise as they have them.

    If I moved them last from this page (`is_own`), the page may show again what it began with.
    """
    first, second = (mine, theirs) if is_own or _is_moved(base, mine) else (theirs, mine)
    found = list(first)
    for place, key in enumerate(second):
        if key not in found:
            # It goes behind the row that stands before it.
            after = [one for one in second[:place] if one in found]
            found.insert(found.index(after[-1]) + 1 if after else 0, key)
    return found


def _is_moved(before: Collection[str], after: Collection[str]) -> bool:
    return [key for key in before if key in after] != [key for key in after if key in before]


def changed(section: Section, before: Inputs, after: Inputs) -> set[Path]:
    """Return the inputs that differ between two versions. A row that is new or gone counts as one,
    and so does the order of a table's rows."""
    found = {one.name for one in section.fields if before[one.name] != after[one.name]}
    for table in section.tables:
        old, new = _by_key(before[table.name]), _by_key(after[table.name])
        found |= {f"{table.name}.{key}" for key in old.keys() ^ new.keys()}
        if _is_moved(old, new):
            found.add(table.name)
        found |= {
            f"{table.name}.{key}.{one.name}"
            for key in old.keys() & new.keys()
            for one in table.fields
            if old[key][one.name] != new[key][one.name]
        }
    return found


def changed_last(section: Section, versions: Iterable[tuple[Inputs, str]]) -> dict[Path, str]:
    """Tell who changed each input last, from versions in their order, each with who saved it."""
    last: dict[Path, str] = {}
    for (before, _), (after, who) in pairwise(versions):
        last |= dict.fromkeys(changed(section, before, after), who)
    return last
