/** The panel's frame: head, notices, the empty state, the conversation, and what lies at the foot. */

import { fill, h, iconButton, picture } from "./dom.js";
import { LANGUAGES } from "./words.js";

const NOTICE_MS = 6_000;

export class Frame {
  /** `parts`: cart, ledger, compare and composer, made elsewhere. `onclose` is null where nothing can be closed. */
  constructor({ say, language, parts, onclose, onlanguage, onhandoff, onerase, onretry, onstarter }) {
    Object.assign(this, { say, onretry, onstarter });
    this.title = h("h1", { class: "shop-name", tabIndex: -1 }, say("assistant"));
    this.status = h("div", { class: "line-status", role: "status", hidden: true });
    this.notice = h("div", { class: "toast", role: "status", hidden: true });
    this.live = h("div", { class: "unseen", role: "status" });
    this.log = h("div", { class: "log", role: "log", aria: { label: say("conversation"), live: "off" } });
    this.welcome = h("section", { class: "welcome" });
    this.scroller = h("main", { class: "scroller", tabIndex: -1 }, this.welcome, this.log);
    const other = language === "zh" ? "en" : "zh";
    const languageButton = h("button", { type: "button", class: "text-button", lang: other, onclick: () => onlanguage(other), aria: { label: LANGUAGES[other] } }, other === "zh" ? "中文" : "EN");
    this.menu = this.#menu({ onhandoff, onerase });
    const menuButton = iconButton("more", say("menu"), () => {});
    menuButton.popoverTargetElement = this.menu;
    this.element = h(
      "div",
      { class: "panel" },
      h("header", { class: "head" }, this.title, languageButton, parts.cart, menuButton, onclose && iconButton("close", say("close"), onclose)),
      this.status,
      parts.ledger,
      this.scroller,
      h("footer", { class: "foot" }, this.notice, parts.compare, parts.composer),
      this.live,
    );
    document.body.append(this.menu);
    this.#welcome(null);
  }

  /** What the server says of its shop. */
  show({ shop, features, starters }) {
    this.title.textContent = shop.name;
    document.title = shop.name;
    this.person.hidden = !features.handoff;
    this.#welcome(starters ?? [], features);
  }

  setEmpty(isEmpty) {
    this.welcome.hidden = !isEmpty;
  }

  /** Says it to a screen reader: the conversation itself is silent, since a stream of words would be read over and over. */
  announce(text) {
    this.live.textContent = text;
  }

  /** A word that goes away by itself. */
  notify(text) {
    clearTimeout(this.noticeTimer);
    this.notice.textContent = text;
    this.notice.hidden = false;
    this.noticeTimer = setTimeout(() => {
      this.notice.hidden = true;
    }, NOTICE_MS);
  }

  showStatus(status) {
    document.body.dataset.status = status;
    clearTimeout(this.statusTimer);
    if (status === "online") {
      this.status.hidden = true;
      return;
    }
    // A line that comes back within a moment is not worth a word.
    const delayMs = status === "connecting" ? 2_000 : status === "reconnecting" ? 700 : 0;
    this.statusTimer = setTimeout(() => this.#drawStatus(status), delayMs);
  }

  #drawStatus(status) {
    const canRetry = status === "reconnecting" || status === "superseded" || status === "refused";
    fill(
      this.status,
      h("span", { class: "dot" }),
      h("span", {}, this.say(`status.${status}`)),
      canRetry && h("button", { type: "button", class: "text-button", onclick: this.onretry }, this.say(status === "superseded" ? "status.here" : "retry")),
    );
    this.status.hidden = false;
  }

  #menu({ onhandoff, onerase }) {
    const item = (icon, label, use) =>
      h("button", { type: "button", class: "menu-item", onclick: () => { this.menu.hidePopover(); use(); } }, picture(icon), label);
    this.person = item("person", this.say("person"), onhandoff);
    this.person.hidden = true;
    return h("div", { class: "popover menu menu-main", popover: "auto", role: "dialog", aria: { label: this.say("menu") } }, this.person, item("erase", this.say("erase"), onerase), h("p", { class: "menu-note" }, this.say("privacy")));
  }

  /** `starters` null: still loading. */
  #welcome(starters, features = {}) {
    const ways = ["welcome.type", features.photos && "welcome.photo", features.voice && "welcome.voice"].filter(Boolean);
    const shown = starters?.length ? starters : [{ label: this.say("starter.gift"), text: this.say("starter.gift") }, { label: this.say("starter.help"), text: this.say("starter.help") }];
    fill(
      this.welcome,
      h("div", {}, h("h2", {}, this.say("welcome")), h("p", { class: "quiet" }, starters ? this.say("welcome.more", { ways: this.#listed(ways.map((key) => this.say(key))) }) : this.say("status.connecting"))),
      h(
        "ul",
        { class: "starters", aria: { label: this.say("quick"), busy: starters ? null : "true" } },
        (starters ? shown : [null, null, null]).map((starter) =>
          h("li", {}, starter ? h("button", { type: "button", class: "starter", onclick: () => this.onstarter(starter.text) }, h("span", {}, starter.label), picture("right")) : h("span", { class: "starter skeleton" })),
        ),
      ),
    );
  }

  #listed(parts) {
    if (parts.length < 2) return parts.join("");
    return parts.slice(0, -1).join(this.say("list.comma")) + this.say("list.or") + parts.at(-1);
  }
}
