// Puts the browser's own time zone first among the likely ones, and chooses it at sign-up.
"use strict";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const select of document.querySelectorAll("select[data-own-zone]")) {
  const known = [...select.options].find((option) => option.value === zone);
  const likely = select.querySelector("optgroup");
  if (!known || !likely) continue;
  const own = known.parentNode === likely ? known : known.cloneNode(true);
  if (own !== known) own.textContent = select.dataset.ownZoneText.replace("{zone}", known.textContent.trim());
  const chosen = select.value;
  likely.prepend(own);
  select.value = select.dataset.ownZone === "choose" ? zone : chosen;
}
