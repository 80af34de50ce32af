// The keyboard of a form of marks: each [data-mark] is a group of radio buttons. The keys that its
// radios name choose one and go on to the next group; j and k move; [data-key] names the key of a button.

const isOpen = (group) => !group.querySelector("input:checked")?.value;
const keyOf = (radio) => radio.dataset.key || radio.value.charAt(0).toLowerCase();
const form = document.querySelector("[data-marks]");

if (form) {
  const groups = [...form.querySelectorAll("[data-mark]")];
  let at = Math.max(groups.findIndex(isOpen), 0);

  const go = (to) => {
    groups[at]?.removeAttribute("data-current");
    at = Math.min(Math.max(to, 0), groups.length - 1);
    groups[at]?.setAttribute("data-current", "");
    groups[at]?.scrollIntoView({ block: "nearest" });
  };

  const mark = (key) => {
    const radios = [...(groups[at]?.querySelectorAll("input[type=radio]") || [])];
    const radio = radios.find((one) => one.value && keyOf(one) === key);
    if (!radio) return false;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    go(at + 1);
    return true;
  };

  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
    if (writes || event.ctrlKey || event.metaKey || event.altKey) return;
    const button = form.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (button) form.requestSubmit(button);
    else if (event.key === "j" || event.key === "k") go(at + (event.key === "j" ? 1 : -1));
    else if (!mark(event.key)) return;
    event.preventDefault();
  });

  const total = form.querySelector("[data-total]");

  // The weighted mean of the marks so far, and the names of the groups that have none yet.
  const count = () => {
    const marked = groups.map((group) => [group, group.querySelector("input:checked")?.value ?? ""]);
    const done = marked.filter(([, value]) => value !== "");
    const weight = done.reduce((sum, [group]) => sum + Number(group.dataset.weight), 0);
    const sum = done.reduce((all, [group, value]) => all + Number(group.dataset.weight) * Number(value), 0);
    const open = marked.filter(([, value]) => value === "").map(([group]) => group.dataset.name);
    total.hidden = !weight;
    if (!weight) return;
    const missing = open.length ? `; ${total.dataset.missing} ${open.join(", ")}` : "";
    total.textContent = `${total.dataset.total} ${(sum / weight).toFixed(1)}${missing}`;
  };

  if (total) {
    form.addEventListener("change", count);
    count();
  }

  form.addEventListener("focusin", (event) => {
    const group = event.target.closest("[data-mark]");
    if (group) go(groups.indexOf(group));
  });
  go(at);
}
