// Adds several files at once without leaving the page: each marked, with progress and cancel.
//
//   [data-upload]       the block of templates/document/_upload.html; its texts are data-text-*
//   [data-documents]    the list of files, which each answer of the server draws anew
//   [data-plain-upload] what does the same without this script, and is hidden by it
"use strict";

const KB = 1024;
const MB = 1024 * KB;

/** "12 kB" or "3.4 MB", in the page's language. */
function inBytes(bytes) {
  const [count, unit, digits] = bytes < MB ? [Math.ceil(bytes / KB), "kilobyte", 0] : [bytes / MB, "megabyte", 1];
  const style = { style: "unit", unit, minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(document.documentElement.lang, style).format(count);
}

/** The token of now: another tab may have logged in since this page was loaded. */
function csrfToken() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : document.querySelector("[name=csrfmiddlewaretoken]").value;
}

function showErrors(list, sentences) {
  list.replaceChildren(...sentences.map((sentence) => {
    const line = document.createElement("li");
    line.textContent = sentence;
    return line;
  }));
  list.hidden = !sentences.length;
}

/** "40 seconds", "3 minutes". */
function inWords(seconds) {
  const [count, unit] = seconds < 90 ? [Math.max(Math.ceil(seconds), 1), "second"] : [Math.ceil(seconds / 60), "minute"];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

/** One chosen file: its row on the page, and how far it is. */
class Row {
  constructor(upload, file, number) {
    this.upload = upload;
    this.file = file;
    this.replaces = "";
    this.touched = false;
    const holder = document.createElement("template");
    holder.innerHTML = upload.template.innerHTML.replaceAll("__row__", `row${number}`);
    this.element = holder.content.firstElementChild;
    this.find("name").textContent = file.name;
    this.find("size").textContent = inBytes(file.size);
    this.element.addEventListener("input", (event) => {
      if (!event.target.name.endsWith("-code")) this.touched = true;
      upload.follow();
    });
    this.find("leave").addEventListener("click", () => upload.leave(this));
    this.find("cancel").addEventListener("click", () => this.request?.abort());
    this.find("again").addEventListener("click", () => upload.sendAll());
    this.problem = this.look();
    if (this.problem) {
      this.find("fields").hidden = true;
      this.fail([this.problem]);
    }
    this.find("again").hidden = true;
  }

  find(name) { return this.element.querySelector(`[data-${name}]`); }

  inputs(name) { return [...this.element.querySelectorAll(`[name$="-${name}"]`)]; }

  value(name) {
    const inputs = this.inputs(name);
    return (inputs[0].type === "radio" ? inputs.find((one) => one.checked) : inputs[0])?.value ?? "";
  }

  set(name, value) {
    for (const input of this.inputs(name)) {
      if (input.type === "radio") input.checked = input.value === value;
      else input.value = value;
    }
  }

  /** Say what is wrong with the file before anything is sent. */
  look() {
    const { maxBytes, accept } = this.upload.root.dataset;
    const ending = this.file.name.slice(this.file.name.lastIndexOf(".")).toLowerCase();
    if (!accept.split(",").includes(ending)) return this.upload.text("kind");
    if (!this.file.size) return this.upload.text("empty");
    if (this.file.size > Number(maxBytes)) return this.upload.text("large", { size: inBytes(this.file.size) });
    return "";
  }

  /** Say what the marking lacks: the server would say so, but only after the whole file came. */
  lacks() {
    if (!this.value("code")) return [this.upload.text("code")];
    if (!this.value("control")) return [this.upload.text("control")];
    const named = this.value("classification").trim() && this.value("licence").trim();
    return this.value("control") === "controlled" && !named ? [this.upload.text("licence")] : [];
  }

  makeVersion(link) {
    this.replaces = link.dataset.newVersion;
    this.set("code", link.dataset.code);
    this.find("version").textContent = this.upload.text("version", { name: link.dataset.name });
    this.find("version").hidden = false;
  }

  fail(sentences) {
    showErrors(this.find("errors"), sentences);
    this.find("progress").hidden = true;
    this.find("cancel").hidden = true;
    this.find("leave").hidden = false;
    this.find("again").hidden = false;
  }

  say(text) { this.find("state").textContent = text; }

  wait() {
    showErrors(this.find("errors"), []);
    this.find("again").hidden = true;
    this.find("progress").hidden = false;
    this.say(this.upload.text("waiting"));
  }

  /** Send the file; resolve with true if it was added. */
  send() {
    this.find("cancel").hidden = false;
    this.find("leave").hidden = true;
    const begun = performance.now();
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      this.request = request;
      const fail = (sentences) => { this.fail(sentences); resolve(false); };
      request.upload.addEventListener("progress", (event) => this.show(event, begun));
      request.addEventListener("abort", () => fail([this.upload.text("cancelled")]));
      request.addEventListener("error", () => fail([this.upload.text("lost")]));
      request.addEventListener("load", () => {
        const answer = this.read(request);
        if (!answer.list) return fail(answer.sentences);
        this.upload.added(this, answer);
        resolve(true);
      });
      request.open("POST", this.upload.root.dataset.upload);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", csrfToken());
      request.send(this.data());
    });
  }

  data() {
    const data = new FormData();
    for (const name of ["code", "control", "classification", "licence"]) data.append(name, this.value(name));
    data.append("may_be_sent", "on");
    data.append("replaces", this.replaces);
    data.append("file", this.file);
    return data;
  }

  show(event, begun) {
    const share = event.loaded / event.total;
    const left = ((performance.now() - begun) / 1000) * (1 / share - 1);
    this.element.querySelector("progress").value = 100 * share;
    const sent = this.upload.text("sent", { sent: inBytes(event.loaded), size: inBytes(event.total) });
    if (share === 1) this.say(this.upload.text("checking"));
    else this.say(left > 1 ? `${sent}, ${this.upload.text("left", { time: inWords(left) })}` : sent);
  }

  read(request) {
    const isJson = request.getResponseHeader("Content-Type")?.startsWith("application/json");
    // The log-in page answers in JSON, too, if it is asked to.
    if (request.responseURL.includes("/login/")) return { sentences: [this.upload.text("logged-out")] };
    if (request.status === 413) return { sentences: [this.upload.text("large", { size: inBytes(this.file.size) })] };
    if (!isJson) return { sentences: [this.upload.text("refused")] };
    const answer = JSON.parse(request.responseText);
    if (answer.list) return answer;
    return { sentences: answer.errors ? Object.values(answer.errors).flat() : [this.upload.text("refused")] };
  }
}

class Upload {
  constructor(root) {
    this.root = root;
    this.rows = [];
    this.count = 0;
    this.isSending = false;
    this.template = root.querySelector("template[data-row]");
    this.input = root.querySelector("input[type=file]");
    this.allowed = root.querySelector("#upload-allowed");
    this.documents = document.querySelector("[data-documents]");
    this.input.addEventListener("change", () => this.choose());
    this.input.addEventListener("cancel", () => this.wantFiles(null));
    root.querySelector("[data-upload-all]").addEventListener("click", () => this.sendAll());
    this.documents.addEventListener("click", (event) => this.chooseVersion(event));
    this.documents.addEventListener("submit", (event) => this.remove(event));
    this.acceptDrops(root.querySelector("[data-zone]"));
    addEventListener("beforeunload", (event) => { if (this.rows.length) event.preventDefault(); });
  }

  begin() {
    for (const plain of document.querySelectorAll("[data-plain-upload]")) plain.hidden = true;
    for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
    this.root.hidden = false;
  }

  text(name, values = {}) {
    const key = `text${name.split("-").map((one) => one[0].toUpperCase() + one.slice(1)).join("")}`;
    return this.root.dataset[key].replace(/\{(\w+)\}/g, (place, value) => values[value] ?? place);
  }

  say(text) { this.root.querySelector("[data-said]").textContent = text; }

  choose() {
    const added = [...this.input.files].map((file) => this.add(file));
    const link = this.versionOf;
    this.wantFiles(null);
    if (link && added[0] && !added[0].problem) added[0].makeVersion(link);
    this.input.value = "";
  }

  add(file) {
    const row = new Row(this, file, ++this.count);
    this.rows.push(row);
    this.root.querySelector("[data-rows]").append(row.element);
    this.follow();
    this.showSend();
    this.say("");
    return row;
  }

  /** A row whose marking nobody has touched is marked as the row above it. */
  follow() {
    let above = null;
    for (const row of this.rows.filter((one) => !one.problem)) {
      if (above && !row.touched) {
        for (const name of ["control", "classification", "licence"]) row.set(name, above.value(name));
      }
      above = row;
    }
  }

  leave(row) {
    row.element.remove();
    this.rows = this.rows.filter((one) => one !== row);
    this.showSend();
  }

  showSend() {
    this.root.querySelector("[data-send]").hidden = !this.rows.some((row) => !row.problem);
  }

  acceptDrops(zone) {
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("upload__zone--over"); });
    }
    for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("upload__zone--over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      for (const file of event.dataTransfer.files) this.add(file);
    });
  }

  /** One file after the other, so that on a slow line the first is there before the last begins. */
  async sendAll() {
    if (this.isSending || !this.isReady()) return;
    this.isSending = true;
    const sent = this.rows.filter((row) => !row.problem);
    for (const row of sent) row.wait();
    for (const row of sent) if (this.rows.includes(row)) await row.send();
    this.isSending = false;
    if (!this.rows.length) this.allowed.checked = false;
  }

  isReady() {
    const sent = this.rows.filter((row) => !row.problem);
    for (const row of sent) showErrors(row.find("errors"), row.lacks());
    const unconfirmed = this.allowed.checked ? [] : [this.text("allowed")];
    showErrors(this.root.querySelector("[data-allowed-errors]"), unconfirmed);
    return sent.every((row) => !row.lacks().length) && this.allowed.checked;
  }

  added(row, answer) {
    this.leave(row);
    this.draw(answer);
  }

  draw(answer) {
    this.documents.innerHTML = answer.list;
    this.say(answer.said);
    this.documents.dispatchEvent(new CustomEvent("documents-changed", { bubbles: true }));
  }

  chooseVersion(event) {
    const link = event.target.closest("[data-new-version]");
    if (!link) return;
    event.preventDefault();
    this.wantFiles(link);
    this.input.click();
  }

  /** Ask for one new version of the document of this link; without a link, for any files. */
  wantFiles(link) {
    this.versionOf = link;
    this.input.multiple = !link;
  }

  async remove(event) {
    if (!event.target.matches("[data-remove]")) return;
    event.preventDefault();
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
      const response = await fetch(event.target.action, { method: "POST", headers });
      const answer = response.headers.get("Content-Type").startsWith("application/json") ? await response.json() : {};
      if (answer.list) this.draw(answer);
      else if (response.url.includes("/login/")) this.say(this.text("logged-out"));
      else this.say(Object.values(answer.errors ?? {}).flat()[0] ?? this.text("refused"));
    } catch {
      this.say(this.text("lost"));
    }
  }
}

document.querySelectorAll("[data-upload]").forEach((block) => new Upload(block).begin());
