/** Product cards: a rail of them as an answer, one by itself, and its details. */

import { fill, h, iconButton, picture, productImage, scrollBehavior } from "./dom.js";
import { openSheet } from "./sheet.js";

const REASONS_ON_CARD = 2;

/** "4.5 (231)" with a star, read out in words. */
export function ratingView({ rating, rating_count: count }, say) {
  if (rating == null) return null;
  const label = say("rating", { rating, count });
  return h("span", { class: "rating", role: "img", aria: { label } }, h("span", { class: "star" }, "★"), rating.toFixed(1), h("span", { class: "quiet" }, ` (${count})`));
}

/** The price that is paid, and the one that it was. */
export function priceView({ price_label: price, list_price_label: listPrice }, say) {
  return h(
    "span",
    { class: `price${listPrice ? " price-sale" : ""}` },
    h("b", {}, price),
    listPrice && h("s", {}, h("span", { class: "unseen" }, say("price.before")), listPrice),
  );
}

/** In stock, the last few, or not to be had. */
export function stockView({ availability, stock_label: label }) {
  return h("span", { class: `stock stock-${availability}` }, label);
}

/** Why the card is shown, the weightiest reasons first. */
function reasonsView(reasons, say, n = Infinity) {
  if (!reasons.length) return null;
  return h(
    "ul",
    { class: "reasons", aria: { label: say("why") } },
    reasons.slice(0, n).map((reason) => h("li", {}, picture("check"), h("span", {}, reason))),
  );
}

/** One product. `actions`: `addToCart(card)`, `toggleCompare(card)`. */
function cardView(card, { say, actions }) {
  const details = () => openDetails(card, { say, actions });
  return h(
    "li",
    { class: "card", data: { offer: card.offer_id, product: card.product_id } },
    h(
      "div",
      { class: "card-picture" },
      productImage(card.image),
      h("span", { class: "card-rank", aria: { hidden: "true" } }, String(card.rank)),
      iconButton("compare", say("compare.add", { title: card.title }), () => actions.toggleCompare(card), { class: "icon-button card-compare", aria: { pressed: "false", label: say("compare.add", { title: card.title }) } }),
      h("button", { type: "button", class: "card-cart", title: say("cart.add"), disabled: isSold(card), data: { offer: card.offer_id }, onclick: () => actions.addToCart(card) }),
    ),
    h(
      "div",
      { class: "card-body" },
      h("h2", {}, h("button", { type: "button", class: "card-title", onclick: details }, card.title)),
      card.variant && h("p", { class: "variant" }, card.variant),
      h("p", { class: "card-line" }, priceView(card, say), ratingView(card, say)),
      stockView(card),
      reasonsView(card.reasons, say, REASONS_ON_CARD),
    ),
  );
}

const isSold = (card) => card.availability === "out_of_stock";

function cartButton(card, { say, actions }) {
  return h(
    "button",
    { type: "button", class: "button button-strong button-wide button-cart", disabled: isSold(card), data: { offer: card.offer_id }, onclick: () => actions.addToCart(card) },
    isSold(card) ? say("sold_out") : say("cart.add"),
  );
}

/** The cards of an answer, in the order of its words. */
export function railView(cards, { say, actions }) {
  const list = h("ol", { class: cards.length === 1 ? "rail rail-one" : "rail", aria: { label: say("products", { n: cards.length }) } }, cards.map((card) => cardView(card, { say, actions })));
  if (cards.length < 2) return h("div", { class: "rail-frame" }, list);
  const step = (direction) => list.scrollBy({ left: direction * 216, behavior: scrollBehavior() });
  // Past the edge lies what the Tab key and a finger reach anyway: these two are for the mouse.
  const back = iconButton("left", say("rail.back"), () => step(-1), { class: "icon-button rail-step rail-back", tabIndex: -1, hidden: true });
  const on = iconButton("right", say("rail.on"), () => step(1), { class: "icon-button rail-step rail-on", tabIndex: -1, hidden: true });
  const update = () => {
    back.hidden = list.scrollLeft < 8;
    on.hidden = list.scrollLeft + list.clientWidth > list.scrollWidth - 8;
  };
  list.addEventListener("scroll", update, { passive: true });
  new ResizeObserver(update).observe(list);
  return h("div", { class: "rail-frame" }, list, back, on);
}

/** Brings the buttons of all cards in line with the cart and with what is being compared. */
export function refreshCards({ say, quantities, compared, isFull }) {
  const offered = (name) => document.querySelectorAll(`.${name}:not(:disabled)`);
  for (const button of offered("button-cart")) {
    const n = quantities.get(button.dataset.offer) ?? 0;
    fill(button, n > 0 ? [picture("check"), say("cart.in", { n })] : say("cart.add"));
  }
  for (const button of offered("card-cart")) {
    const n = quantities.get(button.dataset.offer) ?? 0;
    const title = button.closest(".card").querySelector(".card-title").textContent;
    button.classList.toggle("is-in-cart", n > 0);
    button.setAttribute("aria-label", n > 0 ? `${say("cart.in", { n })}. ${say("cart.add.title", { title })}` : say("cart.add.title", { title }));
    fill(button, n > 0 ? [picture("check"), String(n)] : picture("bag"));
  }
  for (const card of document.querySelectorAll(".card")) {
    const button = card.querySelector(".card-compare");
    const isChosen = compared.has(card.dataset.offer);
    button.setAttribute("aria-pressed", String(isChosen));
    button.disabled = isFull && !isChosen;
  }
}

/** All that is known of an offer. */
function openDetails(card, { say, actions }) {
  const rows = (card.attributes ?? []).map(({ label, text }) => h("div", {}, h("dt", {}, label), h("dd", {}, text)));
  openSheet({
    name: "details",
    title: card.title,
    say,
    body: [
      productImage(card.image),
      h("div", { class: "details-facts" }, card.variant && h("p", { class: "variant" }, card.variant), h("p", { class: "card-line" }, priceView(card, say), ratingView(card, say)), stockView(card)),
      card.reasons.length > 0 && h("h3", {}, say("why")),
      reasonsView(card.reasons, say),
      rows.length > 0 && h("h3", {}, say("details")),
      rows.length > 0 && h("dl", { class: "facts" }, rows),
    ],
    footer: cartButton(card, { say, actions }),
  });
  actions.refresh();
}
