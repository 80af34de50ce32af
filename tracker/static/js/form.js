// Makes forms kinder; every one of them works without this.
//
//   form[data-unsaved]          asks before unsaved changes are left behind
//   textarea[data-max-words]    shows how many words there are
//   [data-after][data-choices]  is shown only after one of these choices in the field of that name
//   form[method=post]           one submit at a time
"use strict";

/** Count as Python's str.split() does, so that this figure and the server's agree. */
function countWords(text) {
  return text.split(/\s+/).filter(Boolean).length;
}

function watchWords(area) {
  const max = Number(area.dataset.maxWords);
  const note = document.createElement("p");
  note.className = "word-count";
  area.after(note);
  const show = () => {
    const words = countWords(area.value);
    note.textContent = (document.body.dataset.textWords ?? "{n} / {max}").replace("{n}", words).replace("{max}", max);
    note.classList.toggle("word-count--over", words > max);
  };
  area.addEventListener("input", show);
  show();
}

/** Show what is asked after a choice. A field that is hidden itself counts as not answered. */
function showAsked(form) {
  for (const one of form.querySelectorAll("[data-after]")) {
    const field = form.elements.namedItem(one.dataset.after);
    const chosen = field && !field.closest("[data-after][hidden]") ? field.value : "";
    one.hidden = !one.dataset.choices.split(" ").includes(chosen);
  }
}

function watchChanges(form) {
  let changed = false;
  const mark = () => { changed = true; };
  form.addEventListener("input", mark);
  form.addEventListener("change", mark);
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

const sent = new Set();

function release() {
  for (const form of sent) form.removeAttribute("aria-busy");
  sent.clear();
}

/** The server makes one revision of a double click anyway; this spares the reader the doubt.
 *
 * The form is marked, not its buttons disabled: a disabled button's name isn't sent, and some
 * browsers keep it disabled after a reload.
 */
function submitOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  form.setAttribute("aria-busy", "true");
  // A connection that hangs, or an answer that is a download, must not lock the form.
  setTimeout(release, 10000);
}

document.querySelectorAll("textarea[data-max-words]").forEach(watchWords);
document.querySelectorAll("form[data-unsaved]").forEach(watchChanges);
for (const form of document.querySelectorAll("form:has([data-after])")) {
  form.addEventListener("change", () => showAsked(form));
  showAsked(form);
}
document.addEventListener("submit", submitOnce);
addEventListener("pageshow", release); // the way back finds its buttons working
document.getElementById("error-summary")?.focus();
