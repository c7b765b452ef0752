/** The cart: what is in it, how many, and the way to the store's own till. */

import { fill, h, iconButton, picture, productImage } from "./dom.js";
import { openSheet } from "./sheet.js";

export const EMPTY_CART = { lines: [], total: 0, total_label: "" };

export class Cart {
  /** `onedit(offerId, quantity)` asks the server for another quantity; `oncheckout(lines)` goes to the till. */
  constructor({ say, onedit, oncheckout }) {
    Object.assign(this, { say, onedit, oncheckout });
    this.content = EMPTY_CART;
    this.count = h("span", { class: "badge", hidden: true, aria: { hidden: "true" } });
    this.button = iconButton("bag", say("cart.open", { n: 0 }), () => this.open());
    this.button.append(this.count);
  }

  /** How many of each offer. */
  get quantities() {
    return new Map(this.content.lines.map((line) => [line.offer_id, line.quantity]));
  }

  show(content) {
    this.content = content ?? EMPTY_CART;
    const n = this.content.lines.reduce((sum, line) => sum + line.quantity, 0);
    this.count.hidden = n === 0;
    this.count.textContent = n > 99 ? "99+" : String(n);
    this.button.setAttribute("aria-label", this.say("cart.open", { n }));
    if (this.body) this.#draw();
  }

  open() {
    this.body = h("div", { class: "cart" });
    this.foot = h("div", { class: "cart-foot" });
    this.dialog = openSheet({
      name: "cart",
      title: this.say("cart"),
      say: this.say,
      body: this.body,
      footer: this.foot,
      onclose: () => {
        this.body = null;
      },
    });
    this.#draw();
  }

  #draw() {
    const { lines, total_label: total } = this.content;
    const focused = document.activeElement?.dataset?.key;
    if (!lines.length) {
      fill(this.body, h("div", { class: "nothing" }, picture("bag"), h("p", {}, this.say("cart.empty")), h("p", { class: "quiet" }, this.say("cart.empty.hint"))));
      this.foot.replaceChildren();
      this.dialog.querySelector("h2").focus();
      return;
    }
    fill(this.body, h("ul", { class: "cart-lines" }, lines.map((line) => this.#line(line))));
    fill(
      this.foot,
      h("p", { class: "cart-total" }, h("span", {}, this.say("cart.total")), h("b", {}, total)),
      h("button", { type: "button", class: "button button-strong button-wide", onclick: () => this.#checkout() }, this.say("cart.checkout")),
    );
    if (focused) this.body.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #checkout() {
    this.dialog.close();
    this.oncheckout(this.content.lines.map(({ offer_id, product_id, quantity }) => ({ offer_id, product_id, quantity })));
  }

  #line(line) {
    const { say } = this;
    const step = (icon, label, quantity) =>
      iconButton(icon, say(label, { title: line.title }), () => this.onedit(line.offer_id, quantity), { class: "icon-button step", data: { key: `${icon}:${line.offer_id}` } });
    return h(
      "li",
      { class: "cart-line" },
      productImage(line.image),
      h("div", { class: "cart-words" }, h("b", {}, line.title), line.variant && h("span", { class: "variant" }, line.variant), h("span", { class: "quiet" }, say("cart.each", { price: line.price_label }))),
      h(
        "div",
        { class: "cart-side" },
        h("b", {}, line.total_label),
        h(
          "div",
          { class: "stepper", role: "group", aria: { label: say("cart.quantity", { title: line.title }) } },
          step(line.quantity > 1 ? "minus" : "erase", line.quantity > 1 ? "cart.fewer" : "cart.remove", line.quantity - 1),
          h("output", { aria: { live: "polite" } }, String(line.quantity)),
          step("plus", "cart.more", line.quantity + 1),
        ),
      ),
    );
  }
}
