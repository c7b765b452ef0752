/**
 * The store's page around the panel, spoken to through `loader.js`. The loader names its page's origin in the fragment;
 * a page that lies there only keeps itself from hearing us, and `frame-ancestors` decides who may embed us at all.
 */

const SCHEMES = ["light", "dark"];
const TOKEN_DEADLINE_MS = 15_000;

export class Host {
  constructor(shop) {
    this.shop = shop;
    this.origin = location.hash.slice(1);
    this.isEmbedded = window.parent !== window;
    this.isOpen = !this.isEmbedded;
    this.onopen = () => {};
    this.waiting = [];
    addEventListener("message", (event) => {
      if (event.source === window.parent && event.origin === this.origin && event.data) this.#take(event.data);
    });
    this.tell("ready");
  }

  /** Says it to the loader, and to the page of that origin alone. */
  tell(type, more = {}) {
    if (this.isEmbedded && this.origin) window.parent.postMessage({ type: `shopkeeper:${type}`, ...more }, this.origin);
  }

  /** A fresh token: the store's page asks for it, so that the server sees from which store it is. Rejects with a status. */
  async token() {
    if (!this.isEmbedded) return fetchToken(this.shop);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(0), TOKEN_DEADLINE_MS);
      this.waiting.push({ resolve, reject, timer });
      this.tell("token?");
    });
  }

  #take(message) {
    if (message.type === "shopkeeper:token") this.#settle(message);
    if (message.type === "shopkeeper:theme") applyTheme(message.theme ?? {});
    if (message.type === "shopkeeper:hidden") this.isOpen = false;
    if (message.type === "shopkeeper:open") {
      this.isOpen = true;
      this.onopen();
    }
  }

  #settle({ token, error }) {
    const asked = this.waiting.shift();
    if (!asked) return;
    clearTimeout(asked.timer);
    if (typeof token === "string") asked.resolve(token);
    else asked.reject(error ?? 0);
  }
}

async function fetchToken(shop) {
  let answer;
  try {
    answer = await fetch("/token", { method: "POST", body: JSON.stringify({ shop }) });
  } catch {
    throw 0;
  }
  if (!answer.ok) throw answer.status;
  return (await answer.json()).token;
}

/** The store's accent, radius, font and scheme; what is no such value is passed over. */
export function applyTheme({ accent, radius, font, scheme }) {
  const style = document.documentElement.style;
  if (accent && CSS.supports("color", accent)) style.setProperty("--accent", accent);
  if (radius && CSS.supports("border-radius", radius)) style.setProperty("--radius", radius);
  if (font && CSS.supports("font-family", font)) style.setProperty("--font", font);
  if (SCHEMES.includes(scheme)) style.setProperty("color-scheme", scheme);
}
