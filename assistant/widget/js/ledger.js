/** What the shopper wants, as chips: each says where it comes from, and can be changed or taken away. */

import { fill, h, iconButton, picture } from "./dom.js";
import { withTip } from "./sheet.js";

const NUMBERS = ["lte", "gte", "eq"];
const MAX_CHARS = 80; // of a value, as the protocol has it

export class Ledger {
  /** `onedit({remove, replace})` sends the change. */
  constructor({ say, onedit }) {
    this.say = say;
    this.onedit = onedit;
    this.chips = h("ul", { class: "chips" });
    this.element = h("section", { class: "ledger", hidden: true, aria: { label: say("wishes") } }, this.chips);
    this.editor = h("div", { class: "popover editor", popover: "auto", role: "dialog" });
    this.editor.addEventListener("toggle", (event) => {
      if (event.newState === "closed") this.anchor?.setAttribute("aria-expanded", "false");
    });
    document.body.append(this.editor);
  }

  show(entries) {
    const focused = document.activeElement?.closest?.(".chip")?.dataset.id;
    this.element.hidden = !entries.length;
    fill(this.chips, entries.map((entry) => this.#chip(entry)));
    if (focused) (this.chips.querySelector(`[data-id="${CSS.escape(focused)}"] button`) ?? this.chips.querySelector("button"))?.focus();
  }

  #source(entry) {
    const words = entry.words ? this.say("quoted", { words: entry.words }) : "";
    return [this.say(`provenance.${entry.provenance}`), words, entry.is_hard ? "" : this.say("wish.soft")].filter(Boolean).join(" · ");
  }

  #chip(entry) {
    const { provenance, label, is_hard: isHard, id } = entry;
    const open = h(
      "button",
      { type: "button", class: "chip-open", aria: { label: this.say("chip", { label, source: this.#source(entry) }), haspopup: "dialog", expanded: "false" }, onclick: () => this.#edit(entry, open) },
      picture(provenance === "photo" ? "photo" : provenance),
      h("span", {}, label),
    );
    withTip(open, () => this.#source(entry));
    const remove = iconButton("close", this.say("chip.remove", { label }), () => this.onedit({ remove: [id] }), { class: "chip-remove" });
    return h("li", { class: `chip chip-${provenance}${isHard ? "" : " chip-soft"}`, data: { id } }, open, remove);
  }

  #edit(entry, anchor) {
    this.anchor = anchor;
    const replace = (value) => {
      this.editor.hidePopover();
      anchor.focus();
      if (value !== "" && value != null) this.onedit({ replace: [{ entry_id: entry.id, value }] });
    };
    fill(
      this.editor,
      h("p", { class: "editor-title" }, entry.slot_label ?? entry.label),
      h("p", { class: "editor-source" }, this.#source(entry)),
      this.#control(entry, replace),
    );
    this.editor.setAttribute("aria-label", this.say("chip.edit", { label: entry.label }));
    anchor.setAttribute("aria-expanded", "true");
    const box = anchor.getBoundingClientRect();
    this.editor.style.top = `${box.bottom + 8}px`;
    this.editor.showPopover();
    this.editor.querySelector("[aria-pressed=true], button, input")?.focus();
  }

  #control(entry, replace) {
    const isNumber = NUMBERS.includes(entry.op) && !Array.isArray(entry.value);
    if (entry.choices?.length) return this.#choices(entry, replace);
    const input = h("input", {
      class: "field",
      name: "value",
      type: isNumber ? "number" : "text",
      value: String(isNumber ? entry.value : entry.label),
      min: isNumber ? "0" : null,
      step: isNumber ? "any" : null,
      maxLength: MAX_CHARS,
      required: true,
      aria: { label: entry.slot_label ?? entry.label },
    });
    const submit = (event) => {
      event.preventDefault();
      const text = input.value.trim();
      replace(isNumber ? Number(text) : text);
    };
    return h("form", { class: "editor-form", onsubmit: submit }, input, h("button", { class: "button button-strong" }, this.say("save")));
  }

  #choices(entry, replace) {
    const chosen = new Set([entry.value].flat());
    return h(
      "div",
      { class: "choices" },
      entry.choices.map(({ value, label }) =>
        h("button", { type: "button", class: "choice", aria: { pressed: chosen.has(value) }, onclick: () => replace(value) }, label),
      ),
    );
  }
}
