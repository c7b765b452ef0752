/**
 * What the browser keeps between pages: the session's keys, turns that are not yet safe with the server, the draft, the
 * language. Storage of the panel's own origin, one entry a shop. Where the browser refuses storage, memory serves.
 */

export class Memory {
  constructor(shop) {
    this.key = `shopkeeper:${shop}`;
    this.kept = this.#read();
    // Another tab has turned the keys of the same session, or erased it.
    addEventListener("storage", (event) => {
      if (event.key === this.key) this.kept = this.#read();
    });
  }

  get(name) {
    return this.kept[name];
  }

  /** Keeps the values; null forgets one. */
  set(values) {
    this.kept = { ...this.#read(), ...values };
    for (const [name, value] of Object.entries(this.kept)) if (value == null) delete this.kept[name];
    try {
      localStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // Refused, or full of a large photo: this page still has it.
    }
  }

  /** Forgets everything but the language. */
  clear() {
    this.kept = this.kept.language ? { language: this.kept.language } : {};
    try {
      localStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // Nothing was kept there.
    }
  }

  #read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return this.kept ?? {};
    }
  }
}

/** An id that nobody else draws; for turns and edits. */
export function newId() {
  return crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
