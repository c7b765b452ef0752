/** The panel: what the server says becomes what the shopper sees, and what the shopper does becomes messages. */

import { Cart } from "./cart.js";
import { refreshCards } from "./cards.js";
import { Compare } from "./compare.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { fill, h, scrollBehavior } from "./dom.js";
import { Frame } from "./frame.js";
import { Ledger } from "./ledger.js";
import { newId } from "./memory.js";
import { Outbox } from "./outbox.js";
import { confirmSheet } from "./sheet.js";
import { handoffView, Turn } from "./turn.js";
import { Speaker } from "./voice.js";
import { VoiceTurns } from "./voice_turns.js";

const DEFAULT_RETRY_MS = 2_000;
const MAX_RETRIES = 5; // of a turn that the server was too busy for, before the shopper is asked

export class Panel {
  constructor({ shop, language, say, memory, host }) {
    Object.assign(this, { say, memory, host, language });
    this.turns = new Map();
    this.photos = new Map(); // URLs of the photos that this page sent, by turn
    this.retries = new Map();
    this.features = { photos: false, voice: false, handoff: false };
    this.connection = new Connection({ shop, language, memory, host, onevent: (event) => this.#hear(event), onstatus: (status) => this.#became(status) });
    this.outbox = new Outbox(memory, (message) => this.connection.send(message));
    this.speaker = new Speaker({ onchange: (isSpeaking) => document.body.classList.toggle("is-speaking", isSpeaking) });
    this.#build();
  }

  start() {
    for (const message of this.outbox.waiting) this.#showUnsent(message);
    this.#settleEmptiness();
    this.connection.start();
  }

  #build() {
    const { say } = this;
    this.cart = new Cart({ say, onedit: (offerId, quantity) => this.#editCart(offerId, quantity), oncheckout: (lines) => this.host.tell("checkout", { lines }) });
    this.compare = new Compare({ say, onchange: () => this.#refresh(), onopen: (isWide) => this.host.tell("wide", { isWide }) });
    this.ledger = new Ledger({ say, onedit: (change) => this.#post({ type: "ledger.edit", edit_id: newId(), ...change }) });
    this.composer = new Composer({
      say,
      memory: this.memory,
      onsend: (input) => this.#ask(input),
      onstop: () => this.#cancel(),
      onvoice: () => this.voice.open(),
      onvoicestop: (isWanted) => this.voice.stop(isWanted),
    });
    this.voice = new VoiceTurns({
      send: (message) => this.connection.send(message),
      sendAudio: (buffer) => this.connection.sendAudio(buffer),
      composer: this.composer,
      speaker: this.speaker,
      oninterrupt: () => this.#cancel(),
      onproblem: (key) => this.composer.complain(say(key)),
    });
    this.frame = new Frame({
      say,
      language: this.language,
      parts: { cart: this.cart.button, ledger: this.ledger.element, compare: this.compare.element, composer: this.composer.element },
      onclose: this.host.isEmbedded ? () => this.close() : null,
      onlanguage: (language) => this.#speak(language),
      onhandoff: () => this.connection.send({ type: "handoff.request" }),
      onerase: () => this.#erase(),
      onretry: () => this.connection.retry(),
      onstarter: (text) => this.#ask({ text, photo: null }),
    });
    this.log = this.frame.log;
    // On a touch screen the focus in the field would bring up a keyboard over half of what there is to see.
    this.host.onopen = () => (matchMedia("(hover: hover)").matches ? this.composer.focus() : this.frame.title.focus());
    this.actions = {
      addToCart: (card) => this.#editCart(card.offer_id, (this.cart.quantities.get(card.offer_id) ?? 0) + 1),
      toggleCompare: (card) => this.compare.toggle(card),
      refresh: () => this.#refresh(),
      say: (text) => this.#ask({ text, photo: null }),
      retry: (id) => this.#retry(id),
      rate: (id, rating, reason) => this.connection.send({ type: "feedback", turn_id: id, rating, ...(reason && { reason }) }),
      read: (turn) => (this.speaker.isSpeaking ? this.speaker.stop() : this.speaker.speak(turn.spoken, turn.language)),
    };
  }

  // What the shopper does

  #ask({ text, photo }) {
    const message = photo ? { type: "input.image", turn_id: newId(), data: photo.data, text } : { type: "input.text", turn_id: newId(), text };
    if (photo) this.photos.set(message.turn_id, photo.url);
    this.speaker.stop();
    this.#turn(message.turn_id).ask({ kind: photo ? "photo" : "text", text, photo: photo?.url });
    this.#post(message);
    this.#bringUp(message.turn_id);
  }

  #post(message) {
    const { isOnline } = this.connection;
    this.turns.get(message.turn_id)?.become(isOnline ? "sent" : "unsent");
    this.outbox.add(message, { isOnline });
    this.#settleRunning();
  }

  #cancel() {
    this.speaker.stop();
    if ([...this.turns.values()].some((turn) => turn.isRunning)) this.connection.send({ type: "reply.cancel" });
  }

  #editCart(offerId, quantity) {
    this.#post({ type: "cart.edit", edit_id: newId(), offer_id: offerId, quantity });
  }

  #retry(id) {
    clearTimeout(this.retries.get(id)?.timer);
    // The server had it and failed all the same: under its id it would not be answered again.
    if (!this.outbox.has(id)) return this.#ask({ text: this.turns.get(id).text, photo: null });
    this.turns.get(id)?.become(this.connection.isOnline ? "sent" : "unsent");
    if (this.connection.isOnline) this.outbox.again(id);
    this.#settleRunning();
  }

  /** Hides the panel; the conversation stays. */
  close() {
    this.speaker.stop();
    if (this.voice.isOpen) this.voice.stop(false);
    this.host.tell("close");
  }

  /** Another language: all that is shown is drawn anew, the conversation comes from the server. */
  #speak(language) {
    this.memory.set({ language });
    location.reload();
  }

  async #erase() {
    const { say } = this;
    const isSure = await confirmSheet({ title: say("erase"), text: say("erase.sure"), yes: say("erase.yes"), no: say("cancel"), say });
    if (isSure && !this.connection.send({ type: "session.erase" })) this.frame.notify(say("erase.offline"));
  }

  // What the server says

  #hear(event) {
    const handle = HANDLERS[event.type];
    if (handle) handle.call(this, event, this.turns.get(event.turn_id));
  }

  opened({ shop, features, limits, history, pending, ledger, cart, starters }) {
    this.features = features;
    this.frame.show({ shop, features, starters });
    this.composer.allow({ features, limits });
    this.ledger.show(ledger);
    this.cart.show(cart);
    this.#reconcile(history, pending ?? []);
    this.#settleEmptiness();
    this.#settleRunning();
    this.outbox.flush();
  }

  accepted({ turn_id: id }) {
    this.outbox.accepted(id);
    const turn = this.turns.get(id) ?? this.#turn(id, { kind: this.voice.ids.has(id) ? "voice" : "search", text: "" });
    turn.become("accepted");
    this.#settleRunning();
    if (turn.kind === "search") this.#bringUp(id);
  }

  heard(event, turn) {
    this.voice.hear(event);
    if (event.type !== "transcript.final" || !event.text) return;
    (turn ?? this.#turn(event.turn_id)).ask({ kind: "voice", text: event.text });
    this.#bringUp(event.turn_id);
  }

  showCards(event, turn) {
    turn?.showCards(event);
  }

  addWords({ text }, turn) {
    turn?.addWords(text);
  }

  done(event, turn) {
    turn?.finish(event);
    this.frame.announce([turn?.cards?.length ? this.say("products", { n: turn.cards.length }) : "", event.text].filter(Boolean).join(". "));
    if (!this.host.isOpen) this.host.tell("unread");
    if (this.voice.ids.has(event.turn_id) && this.host.isOpen) this.speaker.speak(turn.spoken, event.language);
    this.#settled(event.turn_id);
  }

  cancelled({ turn_id: id, reason }, turn) {
    turn?.cancel(reason);
    this.#settled(id);
  }

  cartChanged(event) {
    this.cart.show(event);
    for (const { type, edit_id: id } of this.outbox.waiting) if (type === "cart.edit" && (event.edit_id ?? id) === id) this.outbox.settled(id);
    this.#refresh();
    this.frame.announce(this.say("cart.now", { n: event.lines.length, total: event.total_label }));
  }

  handoff(event) {
    const view = handoffView(event, this.say);
    this.log.append(view);
    this.#settleEmptiness();
    view.scrollIntoView({ block: "end", behavior: scrollBehavior() });
    this.frame.announce(event.message);
  }

  erased() {
    this.memory.clear();
    this.outbox.clear();
    this.turns.clear();
    this.compare.clear();
    this.voice.close();
    fill(this.log);
    this.frame.notify(this.say("erase.done"));
    this.connection.lastSeq = null;
    this.connection.renew();
  }

  failed(error, turn) {
    if (error.code === "duplicate") return this.outbox.accepted(error.turn_id); // it has it; the answer comes or came
    if (!error.turn_id) return this.connection.isOnline && this.frame.notify([error.message, error.remedy].filter(Boolean).join(" "));
    const waitMs = error.retryable ? this.#nextTryMs(error) : null;
    if (waitMs != null && turn) return this.#tryLater(turn, error, waitMs);
    if (turn) turn.fail(error);
    else this.frame.notify([error.message, error.remedy].filter(Boolean).join(" "));
    if (!error.retryable || !turn) this.outbox.settled(error.turn_id);
    this.#settleRunning();
  }

  /** When to try again by ourselves; null when it is the shopper's turn to decide. */
  #nextTryMs({ turn_id: id, retry_after_ms: afterMs, code }) {
    const { n } = this.retries.get(id) ?? { n: 0 };
    if (n >= MAX_RETRIES || !this.outbox.has(id) || (code !== "busy" && code !== "rate_limited")) return null;
    return (afterMs ?? DEFAULT_RETRY_MS) * 2 ** n;
  }

  #tryLater(turn, error, waitMs) {
    const { n } = this.retries.get(turn.id) ?? { n: 0 };
    const dueMs = performance.now() + waitMs;
    const tick = () => {
      const leftMs = dueMs - performance.now();
      if (leftMs <= 0) return this.#retry(turn.id);
      turn.fail(error, Math.ceil(leftMs / 1000));
      this.retries.set(turn.id, { n: n + 1, timer: setTimeout(tick, Math.min(leftMs, 1000)) });
    };
    tick();
    this.#settleRunning();
  }

  #settled(id) {
    this.outbox.settled(id);
    this.#settleRunning();
  }

  // What is on the screen

  #turn(id, input) {
    const turn = new Turn(id, { say: this.say, actions: this.actions, canRead: this.features.voice && this.speaker.isAvailable });
    this.turns.set(id, turn);
    if (input) turn.ask(input);
    this.log.append(turn.element);
    this.#settleEmptiness();
    return turn;
  }

  #showUnsent(message) {
    if (message.type !== "input.text" && message.type !== "input.image") return;
    const isPhoto = message.type === "input.image";
    if (isPhoto) this.photos.set(message.turn_id, `data:image/jpeg;base64,${message.data}`);
    this.#turn(message.turn_id).ask({ kind: isPhoto ? "photo" : "text", text: message.text, photo: this.photos.get(message.turn_id) });
    this.turns.get(message.turn_id).become("unsent");
  }

  /** Draws what the server has, keeps what only we have, and moves nothing that stands already. */
  #reconcile(history, pending) {
    const isFirst = ![...this.turns.values()].some((turn) => turn.state === "done");
    for (const { turn_id: id, input, cards, reply, cancelled, rating } of history) {
      this.outbox.accepted(id);
      let turn = this.turns.get(id);
      if (turn?.state === "done" || turn?.state === "cancelled") continue;
      turn ??= this.#turn(id);
      turn.ask({ ...input, photo: this.photos.get(id) ?? (input.kind === "photo" || null) });
      turn.rating = rating;
      if (cards) turn.showCards(cards);
      if (reply) turn.finish(reply);
      else turn.cancel(cancelled);
    }
    for (const id of pending) {
      this.outbox.accepted(id);
      (this.turns.get(id) ?? this.#turn(id)).become("accepted");
    }
    const known = new Set([...history.map((entry) => entry.turn_id), ...pending]);
    for (const [id, turn] of this.turns) {
      if (known.has(id) || this.outbox.has(id)) continue;
      turn.element.remove(); // of a session that is no more
      this.turns.delete(id);
    }
    for (const id of [...known, ...this.outbox.waiting.map((message) => message.turn_id)]) if (this.turns.has(id)) this.log.append(this.turns.get(id).element);
    const last = this.log.lastElementChild;
    if (isFirst && last) last.scrollIntoView({ block: "start", behavior: "auto" });
  }

  #became(status) {
    this.frame.showStatus(status);
    if (status === "online") return;
    this.voice.close();
    this.#settleRunning();
  }

  #settleRunning() {
    this.composer.setRunning([...this.turns.values()].some((turn) => turn.isRunning) && this.connection.isOnline);
  }

  #settleEmptiness() {
    this.frame.setEmpty(this.log.childElementCount === 0);
  }

  #refresh() {
    refreshCards({ say: this.say, quantities: this.cart.quantities, compared: this.compare.cards, isFull: this.compare.isFull });
  }

  #bringUp(id) {
    this.turns.get(id).element.scrollIntoView({ block: "start", behavior: scrollBehavior() });
  }
}

const HANDLERS = {
  "session.created": Panel.prototype.opened,
  "session.resumed": Panel.prototype.opened,
  "turn.accepted": Panel.prototype.accepted,
  "transcript.interim": Panel.prototype.heard,
  "transcript.final": Panel.prototype.heard,
  "speech.started": Panel.prototype.heard,
  "speech.stopped": Panel.prototype.heard,
  "ledger.updated"({ ledger }) {
    this.ledger.show(ledger);
  },
  cards: Panel.prototype.showCards,
  "reply.delta": Panel.prototype.addWords,
  "reply.done": Panel.prototype.done,
  "reply.cancelled": Panel.prototype.cancelled,
  "cart.updated": Panel.prototype.cartChanged,
  handoff: Panel.prototype.handoff,
  "session.erased": Panel.prototype.erased,
  error: Panel.prototype.failed,
};
