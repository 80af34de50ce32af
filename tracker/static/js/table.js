// The keyboard of a list: j and k move, o opens, x ticks, p shows the row beside the list, / searches.
// Without it the list is the same, by links and boxes.

const KEPT = "table-preview";
const table = document.querySelector(".list-table");
const link = (row) => row.querySelector("th a");
const words = document.getElementById("table-words");

if (table) {
  const rows = [...table.querySelectorAll("tbody tr")];
  const beside = table.closest(".table-beside");
  const preview = beside?.querySelector(".table-preview");
  let at = -1;
  let asked = 0;

  const move = (by) => {
    rows[at]?.removeAttribute("aria-current");
    at = Math.min(Math.max(at + by, 0), rows.length - 1);
    rows[at].setAttribute("aria-current", "true");
    link(rows[at])?.focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
    show();
  };

  const show = async () => {
    if (!preview || preview.hidden || at < 0) return;
    const turn = (asked += 1);
    const answer = await fetch(`${beside.dataset.preview}${rows[at].dataset.row}/`).catch(() => null);
    // A slow answer of the row before doesn't stand beside the row of now.
    if (turn !== asked) return;
    if (!answer?.ok || answer.redirected) {
      location.assign(link(rows[at]).href);
      return;
    }
    preview.innerHTML = await answer.text();
    preview.scrollTop = 0;
  };

  const toggle = () => {
    if (!preview) return;
    preview.hidden = !preview.hidden;
    sessionStorage.setItem(KEPT, preview.hidden ? "" : "on");
    if (at < 0) move(1);
    else show();
  };

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    o: () => at >= 0 && link(rows[at]).click(),
    x: () => at >= 0 && rows[at].querySelector(".tick input")?.click(),
    p: toggle,
    "/": () => words.focus(),
  };

  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (writes || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });

  table.addEventListener("mouseover", (event) => {
    const cell = event.target.closest("tbody td, tbody th");
    if (cell && cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent;
  });

  document.querySelector(".table-keys")?.removeAttribute("hidden");
  if (preview && sessionStorage.getItem(KEPT)) {
    preview.hidden = false;
    move(1);
  }
}
