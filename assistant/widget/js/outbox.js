/**
 * What the shopper sent and the server has not yet taken into its keeping. It survives a lost line, a reload and a restart
 * of the server, and goes out again under the same id, which the server never answers twice.
 *
 * While the line holds, a message goes at once: a new turn is meant to cut the old one short. What has piled up is sent one
 * by one, each after the answer to the one before, since a pile sent at once would cut itself short.
 */

const idOf = (message) => message.turn_id ?? message.edit_id;
const CART = "cart.edit";

export class Outbox {
  constructor(memory, send) {
    this.memory = memory;
    this.send = send;
    this.waiting = memory.get("outbox") ?? [];
    this.isFlushing = false;
    this.underway = null;
  }

  /** Sends a message, now or when the line is back. */
  add(message, { isOnline }) {
    if (message.type === CART) this.waiting = this.waiting.filter((old) => old.offer_id !== message.offer_id || old.type !== CART);
    this.#keep([...this.waiting, message]);
    if (isOnline && !this.isFlushing) this.send(message);
  }

  has(id) {
    return this.waiting.some((message) => idOf(message) === id);
  }

  /** The server has it. */
  accepted(id) {
    if (this.has(id)) this.#keep(this.waiting.filter((message) => idOf(message) !== id));
  }

  /** The server is done with it; the next of a pile may go. */
  settled(id) {
    this.accepted(id);
    if (this.isFlushing && id === this.underway) this.#next();
  }

  /** Sends one message again. */
  again(id) {
    const message = this.waiting.find((kept) => idOf(kept) === id);
    if (message) this.send(message);
  }

  /** The line is back. */
  flush() {
    this.isFlushing = true;
    this.#next();
  }

  clear() {
    this.isFlushing = false;
    this.#keep([]);
  }

  #next() {
    const message = this.waiting[0];
    this.isFlushing = Boolean(message);
    this.underway = message ? idOf(message) : null;
    if (message) this.send(message);
  }

  #keep(messages) {
    this.waiting = messages;
    this.memory.set({ outbox: messages.length ? messages : null });
  }
}
