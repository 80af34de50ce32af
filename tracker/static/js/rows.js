// The rows of a section's tables: added, moved, copied, and pasted from a spreadsheet program.
//
//   [data-formset]    a table; it adds rows from its <template>; see _formset.html
//   [data-act]        a row's button, which does without this script what the server does with it
//   [data-left]       says what was pasted and found no place; its text stays there to be copied
"use strict";

/** The cells of a text that was copied in a spreadsheet program: divided by tabs, some in quotation marks. */
function cellsOf(text) {
  const lines = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/g)) {
    lines.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (!end) break;
    if (end !== "\t") lines.push([]);
  }
  return lines.filter((line) => line.some((cell) => cell.trim()));
}

const folded = (text) => text.split(/\s+/).filter(Boolean).join(" ").toLowerCase();

/** Put a text into a cell of a row. Returns what can't stand there. */
function putInto(cell, copied) {
  const text = copied.replace(/^'(?='*\s*[=+\-@])/, ""); // what our own files put before a formula
  const boxes = [...cell.querySelectorAll("input[type=checkbox]")];
  if (boxes.length) return tick(boxes, text);
  const input = cell.querySelector("select, textarea, input:not([type=hidden])");
  if (!input) return copied;
  if (input.tagName === "SELECT") choose(input, text.trim());
  else input.value = input.tagName === "TEXTAREA" ? text : text.replaceAll(/\s*\n\s*/g, " ");
  input.dispatchEvent(new Event("input"));
  return "";
}

function tick(boxes, text) {
  const known = new Map(boxes.flatMap((box) => [[folded(box.labels[0].textContent), box], [folded(box.value), box]]));
  const parts = text.split(";").filter((part) => part.trim());
  for (const box of boxes) box.checked = parts.some((part) => known.get(folded(part)) === box);
  return parts.filter((part) => !known.has(folded(part))).join(";");
}

/** Choose by value or by label; what can't be chosen stays, and the server marks it. */
function choose(select, text) {
  const options = [...select.options];
  const found = options.find((one) => one.value === text) ?? options.find((one) => folded(one.label) === folded(text) || folded(one.value) === folded(text));
  select.value = found ? found.value : "";
  if (!found) select.add(new Option(text, text, true, true));
}

const keyOf = (row) => row.querySelector('[name$="-key"]');

/** Put a new row into the table, with a key of its own. */
function putNew(row, where) {
  const key = keyOf(row);
  key.value = Math.random().toString(36).slice(2, 10);
  key.setAttribute("value", key.value);
  where(row);
  row.querySelectorAll("textarea[data-max-words]").forEach(watchWords);
  return row;
}

function watchFormset(formset) {
  const prefix = formset.dataset.formset;
  const total = formset.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const most = Number(formset.querySelector(`[name="${prefix}-MAX_NUM_FORMS"]`).value);
  const rows = formset.querySelector("[data-rows]");
  const empty = formset.querySelector("template[data-empty-row]");
  const add = formset.querySelector("[data-add-row]");
  const left = formset.querySelector("[data-left]");
  const isFull = () => rows.children.length >= most;
  const show = () => { add.hidden = isFull(); };

  /** Name the inputs of each row after its place: so the server reads their order. */
  function renumber() {
    [...rows.children].forEach((row, place) => {
      const old = keyOf(row).name.slice(prefix.length + 1, -"-key".length);
      if (old === String(place)) return;
      const own = new RegExp(`${prefix}-${old}(?!\\d)`, "g");
      for (const one of row.querySelectorAll("*")) {
        for (const name of ["id", "name", "for", "aria-describedby"]) {
          const value = one.getAttribute(name);
          if (value) one.setAttribute(name, value.replace(own, `${prefix}-${place}`));
        }
      }
    });
  }

  function changed() {
    renumber();
    total.value = rows.children.length;
    total.dispatchEvent(new Event("change", { bubbles: true }));
    show();
  }

  function append() {
    const holder = document.createElement("template");
    holder.innerHTML = empty.innerHTML.replaceAll("__prefix__", rows.children.length);
    return putNew(holder.content.firstElementChild, (row) => rows.append(row));
  }

  function copy(row) {
    if (isFull()) return tell([]);
    const twin = row.cloneNode(true);
    twin.removeAttribute("id");
    twin.querySelector("details").open = false;
    twin.querySelector('[name$="-DELETE"]').checked = false;
    twin.querySelectorAll(".word-count").forEach((note) => note.remove());
    // A clone has what was typed, but not what was chosen.
    const chosen = [...row.querySelectorAll("select")].map((one) => one.value);
    twin.querySelectorAll("select").forEach((one, place) => { one.value = chosen[place]; });
    return putNew(twin, (one) => row.after(one));
  }

  const acts = {
    up: (row) => row.previousElementSibling?.before(row),
    down: (row) => row.nextElementSibling?.after(row),
    copy,
  };

  /** Say which of the pasted lines found no place. */
  function tell(lines) {
    left.hidden = false;
    left.querySelector("p").textContent = left.dataset.text.replace("{n}", lines.length).replace("{most}", most);
    const text = left.querySelector("textarea");
    text.hidden = !lines.length;
    text.value = lines.map((line) => line.join("\t")).join("\n");
  }

  function paste(from, lines) {
    const heads = new Set([...formset.querySelectorAll("thead th")].map((one) => folded(one.textContent)));
    if (lines[0].every((cell) => heads.has(folded(cell)))) lines.shift();
    const start = [...rows.children].indexOf(from.parentElement);
    const without = lines.map((line, offset) => {
      const row = rows.children[start + offset] ?? (isFull() ? null : append());
      const cells = row ? [...row.cells].slice(from.cellIndex, -1) : [];
      return line.map((text, place) => (cells[place] ? putInto(cells[place], text) : text)).filter((text) => text.trim());
    });
    const lost = without.filter((line) => line.length);
    if (lost.length) tell(lost);
    else left.hidden = true;
    changed();
  }

  add.addEventListener("click", () => {
    const row = append();
    changed();
    row.querySelector("td:not(.formset__summary) :is(input, select, textarea)")?.focus();
  });
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    event.preventDefault();
    acts[button.dataset.act](button.closest("tr"));
    changed();
    button.focus();
    button.scrollIntoView({ block: "nearest" });
  });
  rows.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    const lines = cellsOf(text);
    const isGrid = text.includes("\t") || (lines.length > 1 && event.target.tagName !== "TEXTAREA");
    const cell = event.target.closest("td:not(.formset__summary, .formset__acts)");
    if (!cell || !isGrid || !lines.length) return;
    event.preventDefault();
    paste(cell, lines);
  });
  show();
}

/** Close the menus of rows as people expect of a menu. */
function closeMenus(event) {
  if (event.type === "keydown" && event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".row-menu[open]")) {
    if (event.type === "click" && menu.contains(event.target)) continue;
    menu.open = false;
    if (event.type === "keydown") menu.querySelector("summary").focus();
  }
}

document.querySelectorAll("[data-formset]").forEach(watchFormset);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
