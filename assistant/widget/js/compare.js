/** Cards side by side: two to four that the shopper chose, of whatever turn, or those that the assistant compares. */

import { fill, h, iconButton, productImage } from "./dom.js";
import { priceView, ratingView, stockView } from "./cards.js";
import { openSheet } from "./sheet.js";

export const MAX_COMPARED = 4;
const NONE = "–";

export class Compare {
  /** `onchange()` after every choice; `onopen(isOpen)` when the table comes and goes. */
  constructor({ say, onchange, onopen }) {
    Object.assign(this, { say, onchange, onopen });
    this.cards = new Map();
    this.element = h("section", { class: "compare-bar", hidden: true, aria: { label: say("compare") } });
  }

  get isFull() {
    return this.cards.size >= MAX_COMPARED;
  }

  toggle(card) {
    if (!this.cards.delete(card.offer_id) && !this.isFull) this.cards.set(card.offer_id, card);
    this.#draw();
  }

  clear() {
    this.cards.clear();
    this.#draw();
  }

  #draw() {
    const cards = [...this.cards.values()];
    this.element.hidden = cards.length === 0;
    fill(
      this.element,
      h("div", { class: "compare-pictures" }, cards.map((card) => productImage(card.image, card.title))),
      h(
        "button",
        { type: "button", class: "button button-strong", disabled: cards.length < 2, onclick: () => this.open() },
        cards.length < 2 ? this.say("compare.more") : this.say("compare.n", { n: cards.length }),
      ),
      iconButton("close", this.say("compare.clear"), () => this.clear()),
    );
    this.onchange();
  }

  open() {
    this.onopen(true);
    openSheet({
      name: "compare",
      title: this.say("compare"),
      say: this.say,
      body: comparisonTable([...this.cards.values()], null, this.say),
      onclose: () => this.onopen(false),
    });
  }
}

/** A table of facts, one card a column. Without the server's rows, the cards' own attributes are laid side by side. */
export function comparisonTable(cards, rows, say) {
  const head = cards.map((card) => h("th", { scope: "col" }, productImage(card.image), h("span", { class: "compare-title" }, card.title)));
  const fixed = [
    [say("row.price"), cards.map((card) => priceView(card, say))],
    [say("row.variant"), cards.map((card) => card.variant || NONE)],
    [say("row.rating"), cards.map((card) => ratingView(card, say) ?? NONE)],
    [say("row.stock"), cards.map((card) => stockView(card))],
  ];
  const named = (rows ?? attributeRows(cards)).map(({ label, values }) => [label, values.map((value) => value || NONE)]);
  return h(
    "div",
    { class: "table-frame", tabIndex: 0, role: "region", aria: { label: say("compare") } },
    h(
      "table",
      { class: `compare compare-${cards.length}` },
      h("thead", {}, h("tr", {}, h("td", {}), head)),
      h("tbody", {}, [...(rows ? [] : fixed), ...named].map(([label, values]) => tableRow(label, values))),
    ),
  );
}

function tableRow(label, values) {
  const isSame = new Set(values.map((value) => value.textContent ?? value)).size === 1;
  return h("tr", { class: isSame ? "same" : "" }, h("th", { scope: "row" }, label), values.map((value) => h("td", {}, value)));
}

function attributeRows(cards) {
  const slots = new Map();
  for (const card of cards) for (const { slot, label } of card.attributes ?? []) slots.set(slot, label);
  const value = (card, slot) => card.attributes?.find((attribute) => attribute.slot === slot)?.text;
  return [...slots].map(([slot, label]) => ({ slot, label, values: cards.map((card) => value(card, slot)) }));
}
