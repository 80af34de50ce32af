// Keeps in this browser what was typed and isn't on the server, and offers it back.
//
//   form[data-draft=<kind>:<person>:<what>]   its text is kept under this name until it is saved
//   [data-drafts-note=<person>]               in the form that logs out: asks about that person's drafts
"use strict";

const DRAFT = "draft:";
const LONGEST = 30 * 86400 * 1000; // a draft that is older than a month is thrown away
const OWN = new Set(["base", "page", "csrfmiddlewaretoken", "sent_by"]); // of this page, not of its text

const keeper = {
  /** What was typed into a form, by the name of each input; a list where several share a name. */
  read(form) {
    const values = {};
    for (const [name, value] of new FormData(form)) {
      if (OWN.has(name) || typeof value !== "string") continue;
      (values[name] ??= []).push(value);
    }
    return values;
  },

  keep(form) {
    try {
      const kept = { at: Date.now(), values: keeper.read(form) };
      localStorage.setItem(DRAFT + form.dataset.draft, JSON.stringify(kept));
    } catch {
      // A browser without storage, or with a full one: the text is in the form.
    }
  },

  forget(form) {
    localStorage.removeItem(DRAFT + form.dataset.draft);
  },

  find(name) {
    try {
      const kept = JSON.parse(localStorage.getItem(name));
      return kept && Date.now() - kept.at < LONGEST ? kept : null;
    } catch {
      return null;
    }
  },

  /** The names under which drafts of a person are kept. */
  of(person) {
    const names = Object.keys(localStorage);
    return names.filter((name) => name.startsWith(DRAFT) && name.split(":")[2] === person);
  },
};

/** The rows of the tables in a draft, by table and key; a table's rows are named `items-0-...`. */
function rowsOf(values, form) {
  const rows = [];
  for (const formset of form.querySelectorAll("[data-formset]")) {
    const table = formset.dataset.formset;
    for (let place = 0; `${table}-${place}-key` in values; place += 1) {
      const prefix = `${table}-${place}-`;
      const cells = Object.entries(values).filter(([name]) => name.startsWith(prefix));
      const named = cells.map(([name, value]) => [name.slice(prefix.length), value]);
      if (named.some(([name, value]) => name !== "key" && value.some(Boolean))) {
        rows.push({ formset, key: values[`${prefix}key`][0], cells: named });
      }
    }
  }
  return rows;
}

const isRow = (name, form) => [...form.querySelectorAll("[data-formset]")].some(({ dataset }) => name.startsWith(`${dataset.formset}-`));

function keyInput(row) {
  return row.formset.querySelector(`input[name$="-key"][value="${CSS.escape(row.key)}"]`);
}

function put(form, name, values) {
  const inputs = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:not(button)`)];
  for (const input of inputs) {
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else input.value = values[0] ?? "";
  }
}

/** What differs between a draft and the form: the label, the draft's text and the form's. */
function differences(form, values) {
  const shown = keeper.read(form);
  const found = [];
  const note = (name, mine) => {
    const theirs = (shown[name] ?? []).join(", ");
    if (mine.join(", ") !== theirs) found.push({ label: labelOf(form, name), mine: mine.join(", "), theirs });
  };
  for (const input of new Set([...form.elements].map((one) => one.name))) {
    const isText = input && !OWN.has(input) && !isRow(input, form) && !/^(clash|keep-)/.test(input);
    if (isText && form.elements[input]?.tagName !== "BUTTON") note(input, values[input] ?? []);
  }
  for (const row of rowsOf(values, form)) {
    const prefix = keyInput(row)?.name.replace(/key$/, "");
    for (const [name, value] of row.cells) {
      if (name === "key" || name === "DELETE") continue;
      if (prefix) note(prefix + name, value);
      else if (value.some(Boolean)) found.push({ label: name, mine: value.join(", "), theirs: "" });
    }
  }
  return found;
}

function labelOf(form, name) {
  const input = form.querySelector(`[name="${CSS.escape(name)}"]`);
  const group = input?.closest("fieldset")?.querySelector("legend");
  return (input?.labels?.[0] && input.type !== "checkbox" ? input.labels[0] : group)?.textContent.trim() ?? name;
}

function putBack(form, values) {
  for (const name of new Set([...form.elements].map((one) => one.name))) {
    if (name && !OWN.has(name) && !isRow(name, form)) put(form, name, values[name] ?? []);
  }
  for (const row of rowsOf(values, form)) {
    if (!keyInput(row)) {
      row.formset.querySelector("[data-add-row]").click();
      const keys = row.formset.querySelectorAll('[data-rows] input[name$="-key"]');
      keys[keys.length - 1].value = row.key;
      keys[keys.length - 1].setAttribute("value", row.key);
    }
    const prefix = keyInput(row).name.replace(/key$/, "");
    for (const [name, value] of row.cells) put(form, prefix + name, value);
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Offer a draft beside what the server has. The page says in templates how that looks. */
function offer(form) {
  const kept = keeper.find(DRAFT + form.dataset.draft);
  const found = kept ? differences(form, kept.values) : [];
  if (!found.length) {
    keeper.forget(form);
    return;
  }
  const panel = document.getElementById("draft-offer").content.firstElementChild.cloneNode(true);
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  panel.querySelector("[data-at]").textContent = time.format(kept.at);
  const body = panel.querySelector("tbody");
  for (const { label, mine, theirs } of found) {
    const line = body.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = label;
    line.append(head);
    line.insertCell().textContent = mine || "–";
    line.insertCell().textContent = theirs || "–";
  }
  panel.querySelector("[data-put-back]").addEventListener("click", () => {
    panel.remove();
    putBack(form, kept.values);
  });
  panel.querySelector("[data-throw-away]").addEventListener("click", () => {
    panel.remove();
    keeper.forget(form);
  });
  form.before(panel);
}

/** The first press of "Log out" says that drafts are thrown away; the second one does it. */
document.addEventListener("submit", (event) => {
  const note = event.target.querySelector("[data-drafts-note]");
  const names = note ? keeper.of(note.dataset.draftsNote) : [];
  if (!names.length) return;
  if (note.hidden) {
    note.hidden = false;
    event.preventDefault();
    event.stopImmediatePropagation();
  } else {
    for (const name of names) localStorage.removeItem(name);
  }
}, true);

window.drafts = keeper;
for (const form of document.querySelectorAll("form[data-draft]")) {
  offer(form);
  // autosave.js keeps the drafts of the forms that it saves. Those of others are forgotten when the
  // server shows the same text.
  if (!("autosave" in form.dataset)) form.addEventListener("input", () => keeper.keep(form));
}
