// Live countdowns, and a visitor's own time beside UTC and Beijing. The server's text stands without this.
"use strict";

const page = document.documentElement.lang;
const language = page === "en" ? "en-GB" : page; // the day stands before the month, as in the server's dates
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** The two largest units that say something: "12 days, 4 hours". */
function inWords(seconds) {
  const first = Math.max(UNITS.findIndex(([, size]) => seconds >= size), 0);
  let rest = seconds;
  const parts = [];
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count || !parts.length) {
      parts.push(new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count));
    }
  }
  return parts.join(", ");
}

/** Seconds by which the server's clock is ahead of this machine's, which may be wrong.
 *
 * The server's stamp is held against the start of the request, so that a slow answer makes the
 * countdown a little short, never long. A page that came back from history has an old stamp.
 */
function serverAhead(element) {
  const [navigation] = performance.getEntriesByType("navigation");
  if (!navigation || navigation.type === "back_forward") return 0;
  return Number(element.dataset.now) - performance.timeOrigin / 1000;
}

const countdowns = [...document.querySelectorAll("[data-countdown]")].map((element) => ({
  element,
  until: Number(element.dataset.countdown) - serverAhead(element),
}));

function tick() {
  for (const { element, until } of countdowns) {
    const left = Math.floor(until - Date.now() / 1000);
    const text = left > 0 ? element.dataset.text.replace("{time}", inWords(left)) : element.dataset.textOver;
    if (element.textContent.trim() !== text) element.textContent = text;
    element.classList.toggle("countdown--soon", left > 0 && left < 3 * 86400);
    element.classList.toggle("countdown--over", left <= 0);
  }
}

if (countdowns.length) {
  tick();
  setInterval(tick, 1000);
}

const sameDay = (one, other) => one.toDateString() === other.toDateString();
/** The instant with the clock of a place `minutes` east of Greenwich, as if that were local. */
const asIfAt = (at, minutes) => new Date(at.getTime() + (at.getTimezoneOffset() + minutes) * 60000);
const BEIJING = 480;

// A member chose a time zone; a visitor's is known to the browser only.
for (const time of document.querySelectorAll("time[data-own-time]")) {
  const at = new Date(time.dateTime);
  const east = -at.getTimezoneOffset();
  if (east === 0 || east === BEIJING) continue; // reads as UTC or Beijing, which stand there already
  const utc = asIfAt(at, 0);
  const day = sameDay(at, utc) && sameDay(asIfAt(at, BEIJING), utc) ? {} : { day: "numeric", month: "short", year: "numeric" };
  const own = document.createElement("span");
  own.className = "time__also";
  const shown = at.toLocaleString(language, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  own.textContent = document.body.dataset.textOwnTime.replace("{time}", shown);
  time.append(own);
}
