/** The demo store's page: its grid, a product, and the till that the widget's cart leads to. Nothing here is needed for the widget. */

import { fill, h } from "./js/dom.js";

const PAGE = 24; // products at a time

const asked = new URLSearchParams(location.search);
const language = (asked.get("lang") ?? navigator.language).startsWith("zh") ? "zh" : "en";
document.documentElement.lang = language === "zh" ? "zh-CN" : "en"; // before the widget looks
const words = await fetch(`/assets/strings/store.${language}.json`).then((answer) => answer.json());
const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const find = (selector) => document.querySelector(selector);

const picture = (url, alt = "") => h("div", { class: "picture" }, url && h("img", { src: url, alt, loading: "lazy", decoding: "async" }));
const price = (item) => h("p", { class: `price${item.list_price_label ? " sale" : ""}` }, h("b", {}, item.price_label), item.list_price_label && h("s", {}, item.list_price_label), rating(item));
const rating = ({ rating: stars, rating_count: count }) =>
  stars != null && h("span", { class: "rating", role: "img", aria: { label: say("rated", { rating: stars, count }) } }, `★ ${stars.toFixed(1)}`);

let products = [];
let shown = PAGE;

function draw() {
  const category = decodeURIComponent(location.hash.slice(1));
  const chosen = products.filter((product) => !category || category === "products" || product.category === category);
  const link = find(`.categories a[href="${CSS.escape(location.hash)}"]`);
  for (const other of document.querySelectorAll(".categories a")) other.toggleAttribute("aria-current", other === link);
  find("#products-title").textContent = link?.textContent ?? say("all");
  find(".count").textContent = say("count", { n: chosen.length });
  find(".hero").hidden = Boolean(link);
  fill(find(".grid"), chosen.slice(0, shown).map(tile)).setAttribute("aria-busy", "false");
  find("#products > .more").hidden = chosen.length <= shown;
}

function tile(product) {
  const open = (event) => {
    event.preventDefault();
    openProduct(product.product_id);
  };
  return h(
    "li",
    { class: "item" },
    h(
      "a",
      { href: `/demo/products/${encodeURIComponent(product.product_id)}`, onclick: open },
      picture(product.image),
      product.list_price_label && h("span", { class: "off" }, say("off")),
      h("h3", {}, product.title),
      h("p", { class: "kind" }, [product.brand, product.kind].filter(Boolean).join(" · ")),
      price(product),
    ),
  );
}

async function openProduct(id) {
  const answer = await fetch(`/demo/products/${encodeURIComponent(id)}?lang=${language}`);
  if (!answer.ok) return;
  const product = await answer.json();
  showOffer(product, product.offers.find((offer) => offer.availability === "in_stock") ?? product.offers[0]);
  find(".product").showModal();
}

function showOffer(product, offer) {
  const choose = (slot, value) => {
    const others = product.offers.filter((other) => other[slot] === value);
    showOffer(product, others.find((other) => slot === "color" ? other.size === offer.size : other.color === offer.color) ?? others[0]);
    find(`.product [data-value="${CSS.escape(value)}"]`).focus();
  };
  const options = (slot) => {
    const values = [...new Set(product.offers.map((other) => other[slot]).filter(Boolean))];
    if (values.length < 2) return null;
    const isGone = (value) => !product.offers.some((other) => other[slot] === value && other.availability === "in_stock");
    return h(
      "div",
      { role: "group", aria: { label: say(slot) } },
      h("p", { class: "label" }, say(slot)),
      h("div", { class: "options" }, values.map((value) => h("button", { type: "button", class: `option${isGone(value) ? " gone" : ""}`, data: { value }, aria: { pressed: value === offer[slot] }, onclick: () => choose(slot, value) }, value))),
    );
  };
  fill(
    find(".product-inside"),
    picture(offer.image, product.title),
    h(
      "div",
      { class: "product-words" },
      h("p", { class: "kind" }, [product.brand, product.kind].filter(Boolean).join(" · ")),
      h("h2", { id: "product-title" }, product.title),
      price({ ...product, ...offer }),
      h("p", {}, product.description),
      options("color"),
      options("size"),
      h("p", { class: "stock", role: "status" }, offer.stock_label),
      product.highlights.length > 0 && h("ul", { class: "highlights" }, product.highlights.map((text) => h("li", {}, text))),
    ),
  );
}

function settle({ shop, categories, products: all }) {
  products = all;
  document.title = shop.name;
  find(".name").textContent = shop.name;
  fill(find(".categories"), categories.map(({ id, label }) => h("a", { href: `#${encodeURIComponent(id)}` }, label)));
  const heads = [...new Map(all.map((product) => [product.category, product])).values()].slice(0, 4);
  fill(find(".hero-pictures"), heads.map(({ image }) => h("div", {}, h("img", { src: image, alt: "" }))));
  draw();
}

for (const element of document.querySelectorAll("[data-words]")) element.textContent = say(element.dataset.words);
for (const element of document.querySelectorAll("[data-label]")) element.ariaLabel = say(element.dataset.label);
const other = find(".language");
if (language === "zh") Object.assign(other, { textContent: "English", href: "?lang=en", lang: "en" });
find(".snippet").textContent = `<script src="${location.origin}/widget.js" data-shop="demo" defer></script>`;
fill(find(".grid"), Array.from({ length: 8 }, () => h("li", { class: "waiting" })));
find("#products > .more").addEventListener("click", () => {
  shown += PAGE;
  draw();
});
addEventListener("hashchange", () => {
  shown = PAGE;
  draw();
  scrollTo({ top: 0 });
});
for (const dialog of document.querySelectorAll("dialog")) dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
addEventListener("shopkeeper:checkout", ({ detail: lines }) => {
  fill(find(".till-lines"), lines.map((line) => h("li", {}, `${line.quantity} × ${line.offer_id}`)));
  find(".till").showModal();
});
try {
  const answer = await fetch(`/demo/products?lang=${language}`);
  if (!answer.ok) throw new Error(String(answer.status));
  settle(await answer.json());
} catch (error) {
  fill(find(".grid")).setAttribute("aria-busy", "false");
  find(".failed").hidden = false;
  throw error;
}
