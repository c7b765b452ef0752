/** Where the shopper writes, adds a photo, or speaks. */

import { fill, h, iconButton, picture } from "./dom.js";
import { PHOTO_TYPES, PhotoProblem, fileOf, shrink, takePhoto } from "./photo.js";

export class Composer {
  /** `onsend({text, photo})`, `onstop()`, `onvoice()`, `onvoicestop(isWanted)`; the draft is kept in `memory`. */
  constructor({ say, memory, onsend, onstop, onvoice, onvoicestop }) {
    Object.assign(this, { say, memory, onsend, onstop, onvoice, onvoicestop });
    this.photo = null;
    this.isRunning = false;
    this.input = h("textarea", {
      class: "input",
      rows: 1,
      placeholder: say("input"),
      value: memory.get("draft") ?? "",
      aria: { label: say("input.label") },
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onpaste: (event) => this.#take(event, fileOf(event.clipboardData)),
    });
    this.problem = h("p", { class: "problem", role: "alert", hidden: true });
    this.preview = h("div", { class: "preview", hidden: true });
    this.picker = h("input", { type: "file", accept: PHOTO_TYPES.join(","), hidden: true, onchange: () => this.#picked(), aria: { label: say("photo.add") }, tabIndex: -1 });
    this.photoButton = iconButton("photo", say("photo.add"), () => {}, { class: "icon-button", hidden: true });
    this.photoMenu = this.#menu();
    this.photoButton.popoverTargetElement = this.photoMenu;
    this.micButton = iconButton("mic", say("voice"), () => onvoice(), { class: "icon-button", hidden: true });
    this.sendButton = h("button", { class: "send", aria: { label: say("send") }, title: say("send") });
    this.voice = h("div", { class: "voice", hidden: true });
    this.element = h(
      "form",
      { class: "composer", onsubmit: (event) => this.#submit(event) },
      this.problem,
      this.preview,
      h("div", { class: "row" }, this.photoButton, this.picker, this.input, this.micButton, this.sendButton),
      this.voice,
    );
    document.body.append(this.photoMenu);
    this.#listenForDrops();
    this.#draw();
  }

  /** What this shop can do, and how long a text may be. */
  allow({ features, limits }) {
    this.photoButton.hidden = !features.photos;
    this.micButton.hidden = !features.voice;
    this.canSeePhotos = features.photos;
    if (limits?.text_chars) this.input.maxLength = limits.text_chars;
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  setRunning(isRunning) {
    this.isRunning = isRunning;
    this.#draw();
  }

  /** Says in the composer what could not be done; null takes it back. */
  complain(text) {
    this.problem.hidden = !text;
    this.problem.textContent = text ?? "";
  }

  #typed() {
    this.memory.set({ draft: this.input.value || null });
    this.complain(null);
    this.#draw();
  }

  #key(event) {
    // Enter while an input method is composing chooses a character, and sends nothing.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text && !this.photo) {
      if (this.isRunning) this.onstop();
      return;
    }
    const photo = this.photo;
    this.input.value = "";
    this.#drop({ keepsUrl: true });
    this.#typed();
    this.onsend({ text, photo });
  }

  /** The button sends what is written; while an answer is underway and nothing is, it stops the answer. */
  #draw() {
    const isStop = this.isRunning && !this.input.value.trim() && !this.photo;
    const label = this.say(isStop ? "stop" : "send");
    this.sendButton.classList.toggle("is-stop", isStop);
    this.sendButton.disabled = !isStop && !this.input.value.trim() && !this.photo;
    this.sendButton.setAttribute("aria-label", label);
    this.sendButton.title = label;
    fill(this.sendButton, picture(isStop ? "stop" : "send"));
  }

  #menu() {
    const choose = (use) => () => {
      this.photoMenu.hidePopover();
      use();
    };
    const menu = h(
      "div",
      { class: "popover menu menu-photo", popover: "auto", role: "dialog", aria: { label: this.say("photo.add") } },
      h("button", { type: "button", class: "menu-item", onclick: choose(() => this.picker.click()) }, picture("file"), this.say("photo.choose")),
      navigator.mediaDevices && h("button", { type: "button", class: "menu-item", onclick: choose(() => this.#attach(takePhoto(this.say))) }, picture("photo"), this.say("photo.camera")),
    );
    return menu;
  }

  #picked() {
    const [file] = this.picker.files;
    if (file) this.#attach(shrink(file));
    this.picker.value = "";
  }

  #take(event, file) {
    if (!file || !this.canSeePhotos) return;
    event.preventDefault();
    this.#attach(shrink(file));
  }

  #listenForDrops() {
    const veil = h("div", { class: "veil", hidden: true }, h("p", {}, picture("photo"), this.say("photo.drop")));
    document.body.append(veil);
    const carriesFile = (event) => this.canSeePhotos && [...(event.dataTransfer?.types ?? [])].includes("Files");
    document.addEventListener("dragover", (event) => {
      if (!carriesFile(event)) return;
      event.preventDefault();
      veil.hidden = false;
    });
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) veil.hidden = true;
    });
    document.addEventListener("drop", (event) => {
      if (!carriesFile(event)) return;
      event.preventDefault(); // even what is no photo must not replace the panel
      veil.hidden = true;
      const file = fileOf(event.dataTransfer);
      if (file) this.#attach(shrink(file));
      else this.complain(this.say("photo.problem.type"));
    });
  }

  async #attach(promise) {
    this.complain(null);
    try {
      const photo = await promise;
      if (photo) this.#hold(photo);
    } catch (problem) {
      this.complain(this.say(`photo.problem.${problem instanceof PhotoProblem ? problem.reason : "damaged"}`));
    }
  }

  #hold(photo) {
    this.#drop();
    this.photo = photo;
    this.preview.hidden = false;
    fill(
      this.preview,
      h("img", { src: photo.url, alt: this.say("photo.preview") }),
      iconButton("close", this.say("photo.remove"), () => {
        this.#drop();
        this.focus();
      }),
    );
    this.#draw();
    this.focus();
  }

  #drop({ keepsUrl = false } = {}) {
    if (this.photo && !keepsUrl) URL.revokeObjectURL(this.photo.url);
    this.photo = null;
    this.preview.hidden = true;
    fill(this.preview);
    this.#draw();
  }

  /** The composer while the microphone is open. */
  listen() {
    this.meter = h("div", { class: "meter", aria: { hidden: "true" } }, Array.from({ length: 5 }, () => h("i")));
    this.interim = h("p", { class: "interim quiet", aria: { live: "polite" } }, this.say("voice.listening"));
    fill(
      this.voice,
      this.meter,
      this.interim,
      iconButton("close", this.say("voice.cancel"), () => this.onvoicestop(false)),
      iconButton("check", this.say("voice.stop"), () => this.onvoicestop(true), { class: "send" }),
    );
    this.voice.hidden = false;
    this.element.classList.add("is-listening");
    this.voice.querySelector(".send").focus();
  }

  /** `level` from 0 to 1. */
  showLevel(level) {
    this.meter?.style.setProperty("--level", level.toFixed(3));
  }

  showInterim(text) {
    if (!this.interim) return;
    this.interim.classList.toggle("quiet", !text);
    this.interim.textContent = text || this.say("voice.listening");
  }

  listenNoMore() {
    this.voice.hidden = true;
    this.element.classList.remove("is-listening");
    this.meter = null;
    this.interim = null;
    fill(this.voice);
  }
}
