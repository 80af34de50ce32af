// Saves a form while a person writes; see section/edit.html. Needs htmx and draft.js.
//
//   form[data-autosave]    is sent some seconds after a pause, and when a field is left
//   [data-autosave=draft]  is kept for its person that way; its buttons send it as any form's do
//   #save-state            says how that went; the server's answer stands there
//   [data-here]            is loaded every half a minute: who else has this page open
"use strict";

const PAUSE = 2500;
const RETRY = 15000;
const HEARTBEAT = 30000;
const SETTLED = 4000; // after so long without a change, what the section still needs is loaded again

/** What failed is told by htmx's events. */
const ignore = () => {};

function autosave(form) {
  const state = document.getElementById("save-state");
  const url = location.pathname;
  let changes = 0; // how often the form has changed
  let saved = 0; // the change up to which the server has it
  let timer;
  let needs;
  let isSending = false;

  const plan = (after) => {
    clearTimeout(timer);
    timer = setTimeout(send, after);
  };
  const say = (text) => { state.textContent = text; };

  function note() {
    changes += 1;
    drafts.keep(form);
    if (!isSending) say(form.dataset.textUnsaved);
    plan(PAUSE);
  }

  function post(extra, options) {
    isSending = true;
    form.dataset.sent = changes;
    return htmx.ajax("POST", url, { source: form, values: extra, ...options }).catch(ignore);
  }

  function send() {
    if (isSending) return plan(PAUSE);
    if (changes === saved || !form.isConnected) return undefined;
    say(form.dataset.textSaving);
    return post({ auto: "1" }, { target: state, swap: "innerHTML" });
  }

  function login() {
    say(`${form.dataset.textLoggedOut} `);
    const link = document.createElement("a");
    link.href = form.dataset.login;
    link.target = "_blank";
    link.textContent = form.dataset.textLogin;
    state.append(link);
  }

  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt !== form) return; // who else is here was asked from within the form
    isSending = false;
    const { status } = detail.xhr;
    if (detail.successful) {
      saved = Number(form.dataset.sent);
      const base = detail.xhr.getResponseHeader("X-Base");
      if (base) form.elements.base.value = base;
      if (saved === changes) {
        drafts.forget(form);
        clearTimeout(needs);
        needs = setTimeout(loadNeeds, SETTLED);
      } else {
        plan(PAUSE);
      }
      return;
    }
    if (status === 401) login();
    else if (status === 409 || status === 422) return; // the answer says what is wrong
    else say(status ? form.dataset.textFailed : form.dataset.textOffline);
    plan(RETRY);
  });

  form.addEventListener("input", () => clearTimeout(needs));
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("focusout", () => { if (changes !== saved) plan(300); });
  form.addEventListener("submit", (event) => {
    if (form.dataset.autosave === "draft") {
      saved = changes; // what is sent now needs no draft
      clearTimeout(timer);
      return;
    }
    // The form stays on the page until the server has it: no error page can replace it.
    event.preventDefault();
    clearTimeout(timer);
    say(form.dataset.textSaving);
    const name = event.submitter?.name || "stay";
    changes += changes === saved ? 1 : 0;
    post({ [name]: "" }, { target: "#content", select: "#content", swap: "outerHTML" });
  });
  addEventListener("online", () => plan(0));
  addEventListener("focus", () => { if (changes !== saved) plan(300); });
  addEventListener("pagehide", () => {
    if (changes === saved || !form.isConnected) return;
    const body = new FormData(form);
    body.append("auto", "1");
    fetch(url, { method: "POST", body, keepalive: true, headers: { "HX-Request": "true" } }).catch(() => {});
  });
}

/** Show again what the section needs; a list that is open stays open. */
function loadNeeds() {
  const list = document.getElementById("needs");
  if (!list || list.contains(document.activeElement)) return;
  const isOpen = Boolean(list.querySelector("details[open]"));
  const open = () => document.querySelector("#needs details")?.toggleAttribute("open", isOpen);
  htmx.ajax("GET", location.pathname, { source: list, target: list, select: "#needs", swap: "outerHTML" }).then(open).catch(ignore);
}

function watchHere(element) {
  const load = () => {
    if (document.hidden || !navigator.onLine) return;
    htmx.ajax("GET", element.dataset.here, { source: element, target: element, swap: "innerHTML" }).catch(ignore);
  };
  load();
  setInterval(load, HEARTBEAT);
}

document.addEventListener("documents-changed", loadNeeds);
htmx.onLoad((root) => {
  root.querySelectorAll("form[data-autosave]").forEach(autosave);
  root.querySelectorAll("[data-here]").forEach(watchHere);
  if (root.id === "content") {
    // The form came back with something to decide.
    root.querySelectorAll("[data-formset]").forEach(watchFormset);
    root.querySelectorAll("textarea[data-max-words]").forEach(watchWords);
    document.getElementById("error-summary")?.focus();
  }
});
