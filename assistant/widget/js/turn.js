/** One turn: what the shopper said, the cards, the words, and what may be done with them. */

import { fill, h, iconButton, picture } from "./dom.js";
import { railView } from "./cards.js";
import { comparisonTable } from "./compare.js";
import { feedbackView } from "./feedback.js";

/** Actions that show a list one may choose from; the others show what the words are about. */
const LISTS = ["search", "more", "similar", "complement"];

export class Turn {
  /** `actions`: those of the cards, and `say(text)`, `retry(turnId)`, `rate(turnId, rating, reason)`, `read(turn)`. */
  constructor(id, { say, actions, canRead }) {
    Object.assign(this, { id, say, actions, canRead });
    this.state = "sent";
    this.asked = h("div", { class: "asked" });
    this.shown = h("div", { class: "shown" });
    this.words = h("div", { class: "words", hidden: true });
    this.status = h("div", { class: "turn-status" });
    this.tools = h("div", { class: "turn-tools" });
    this.element = h("article", { class: "turn", aria: { label: say("turn") } }, this.asked, this.shown, this.words, this.status, this.tools);
  }

  get isRunning() {
    return this.state === "accepted" || this.state === "sent";
  }

  /** What the shopper sent; a search that followed an edit has no words of theirs. `photo` is a URL, or true without one. */
  ask({ kind, text, photo = null }) {
    this.kind = kind;
    this.text = text;
    const thumb = photo && (typeof photo === "string" ? h("img", { class: "asked-photo", src: photo, alt: this.say("photo") }) : h("span", { class: "asked-photo asked-gone" }, picture("photo"), this.say("photo")));
    const voice = kind === "voice" && h("span", { class: "asked-voice", title: this.say("spoken") }, picture("mic"));
    if (kind === "search") fill(this.asked, h("p", { class: "asked-edit" }, picture("edited"), this.say("edited.search")));
    else fill(this.asked, thumb, text && h("p", { class: "bubble" }, voice, text));
  }

  become(state) {
    this.state = state;
    this.element.dataset.state = state;
    this.element.setAttribute("aria-busy", String(this.isRunning));
    if (state === "unsent") fill(this.status, h("p", { class: "quiet note" }, picture("clock"), this.say("turn.unsent")));
    else if (state === "accepted" || state === "sent") fill(this.status, thinking(this.say("turn.thinking")));
    else fill(this.status);
    if (state === "accepted") {
      // A turn that a restart of the server cut short is answered anew, from its beginning.
      this.#write("");
      fill(this.tools);
    }
  }

  showCards(event) {
    const { cards, relaxed, comparison, action } = event;
    this.cards = cards;
    const note = relaxed.length > 0 && h("p", { class: "note note-relaxed" }, picture("relaxed"), this.say("relaxed", { labels: relaxed.map(({ label }) => label).join(this.say("list.comma")) }));
    const table = comparison && cards.length > 1 && comparisonTable(cards, comparison.rows, this.say);
    fill(this.shown, note, table || (cards.length > 0 && railView(cards, { say: this.say, actions: this.actions })));
    this.shown.classList.toggle("is-list", LISTS.includes(action));
    this.actions.refresh();
  }

  addWords(text) {
    this.#write(this.reply + text);
    fill(this.status);
  }

  finish(event) {
    this.become("done");
    this.#write(event.text);
    this.spoken = event.spoken ?? event.text;
    this.language = event.language;
    this.#emphasiseTitles();
    fill(this.tools, this.#quickReplies(event), feedbackView(this, { say: this.say, onrate: this.actions.rate, onread: this.canRead ? () => this.actions.read(this) : null }));
  }

  cancel(reason) {
    this.become("cancelled");
    fill(this.tools);
    if (reason === "cancelled" || reason === "barge_in") fill(this.status, h("p", { class: "quiet note" }, this.say("turn.cancelled")));
  }

  /** What went wrong, and what may be done: `retryInS` counts down to a try of our own. */
  fail({ message, remedy, retryable }, retryInS = null) {
    this.become("failed");
    const again = retryable && retryInS == null && h("button", { type: "button", class: "button button-small", onclick: () => this.actions.retry(this.id) }, picture("retry"), this.say("retry"));
    const wait = retryInS != null && h("p", { class: "quiet" }, this.say("retry.in", { n: retryInS }));
    fill(this.status, h("div", { class: retryInS == null ? "notice" : "notice notice-wait", role: "alert" }, h("p", {}, message), remedy && h("p", { class: "quiet" }, remedy), again, wait));
  }

  #write(text) {
    this.reply = text;
    this.words.hidden = !text;
    // One text node, so that a stream of a thousand pieces is no thousand nodes.
    if (this.words.childNodes.length !== 1 || this.words.firstChild.nodeType !== Node.TEXT_NODE) fill(this.words, text);
    else this.words.firstChild.data = text;
  }

  /** Sets the titles of the cards off in the words, so that the eye finds from one to the other. */
  #emphasiseTitles() {
    const titles = (this.cards ?? []).map((card) => card.title).filter((title) => this.reply.includes(title));
    if (!titles.length) return;
    titles.sort((a, b) => b.length - a.length);
    const pattern = new RegExp(`(${titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`);
    fill(this.words, this.reply.split(pattern).map((part) => (titles.includes(part) ? h("b", {}, part) : part)));
  }

  #quickReplies({ quick_replies: replies }) {
    if (!replies?.length) return null;
    return h(
      "div",
      { class: "quick", role: "group", aria: { label: this.say("quick") } },
      replies.map(({ label, text }) => h("button", { type: "button", class: "quick-reply", onclick: () => this.actions.say(text) }, label)),
    );
  }
}

function thinking(label) {
  return h("p", { class: "thinking" }, h("i"), h("i"), h("i"), h("span", { class: "unseen" }, label));
}

/** Where a person of the store can be reached. */
export function handoffView({ message, contact = {} }, say) {
  const link = (icon, text, href) => text && h("a", { href, target: "_blank", rel: "noopener noreferrer", class: "contact" }, picture(icon), text);
  const isWeb = /^https:\/\//.test(contact.url ?? "");
  return h(
    "article",
    { class: "turn handoff", aria: { label: say("person") } },
    h(
      "div",
      { class: "handoff-box" },
      h("p", { class: "handoff-words" }, picture("person"), message),
      link("mail", contact.email, `mailto:${contact.email}`),
      link("phone", contact.phone, `tel:${(contact.phone ?? "").replace(/[^+\d]/g, "")}`),
      isWeb && link("link", contact.url.replace(/^https:\/\//, ""), contact.url),
      contact.hours && h("p", { class: "contact quiet" }, picture("clock"), contact.hours),
    ),
  );
}
