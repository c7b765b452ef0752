/**
 * The line to the server: one WebSocket that comes back by itself, with the session's keys, and loses nothing.
 *
 * Status: "connecting" (never was online), "online", "reconnecting", "offline" (the browser says so), "superseded" (the
 * conversation went on in another tab), "refused" (this page may not talk to this shop).
 */

export const PROTOCOL = 1;

const FIRST_RETRY_MS = 400;
const MAX_RETRY_MS = 15_000;
const PING_EVERY_MS = 20_000;
const SILENCE_MS = 10_000;
const START_DEADLINE_MS = 20_000;

/** How long to wait before the nth try in a row (from 0): doubled each time, spread so that a whole shop of panels does not come back at once. */
export function retryDelayMs(n, random = Math.random()) {
  return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** n) * (0.5 + random / 2);
}

export class Connection {
  constructor({ shop, language, memory, host, onevent, onstatus }) {
    Object.assign(this, { shop, language, memory, host, onevent, onstatus });
    this.status = null;
    this.nTries = 0;
    this.attempt = 0;
    this.tokenWasRefused = false;
    addEventListener("online", () => {
      if (this.status === "offline") this.retry();
    });
    addEventListener("offline", () => this.#drop("offline"));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.status === "reconnecting") this.retry();
    });
  }

  get isOnline() {
    return this.status === "online";
  }

  start() {
    this.#become(navigator.onLine ? "connecting" : "offline");
    if (navigator.onLine) this.#connect();
  }

  /** Tries at once, whatever the waiting time; takes the conversation back from another tab, too. */
  retry() {
    if (this.isOnline) return;
    this.nTries = 0;
    this.tokenWasRefused = false;
    this.#become("reconnecting");
    this.#connect();
  }

  /** Starts over without the old session. */
  renew() {
    this.#drop("reconnecting");
    this.nTries = 0;
    this.#connect();
  }

  /** Sends a message; false where there is no line. */
  send(message) {
    if (!this.isOnline) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends audio. What the line cannot take is dropped: late sound is of no use. */
  sendAudio(buffer) {
    if (this.isOnline && this.socket.bufferedAmount < 256_000) this.socket.send(buffer);
  }

  async #connect() {
    clearTimeout(this.retryTimer);
    this.#close();
    const attempt = ++this.attempt;
    let token;
    try {
      token = await this.host.token();
    } catch (status) {
      if (attempt !== this.attempt) return;
      if (status === 401 || status === 403 || status === 404) this.#become("refused");
      else this.#later();
      return;
    }
    if (attempt !== this.attempt) return;
    const address = new URL("/ws", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.startTimer = setTimeout(() => this.#drop("reconnecting"), START_DEADLINE_MS);
    socket.onopen = () => socket.send(JSON.stringify(this.#greeting(token)));
    socket.onmessage = (event) => {
      if (socket === this.socket) this.#hear(JSON.parse(event.data));
    };
    socket.onclose = () => {
      if (socket === this.socket) this.#drop("reconnecting");
    };
  }

  #greeting(token) {
    const message = { type: "session.start", protocol: PROTOCOL, token, shop: this.shop, language: this.language };
    const session = this.memory.get("session");
    if (session) Object.assign(message, session);
    if (session && this.lastSeq != null) message.last_seq = this.lastSeq;
    return message;
  }

  #hear(event) {
    this.#listenForSilence();
    // Where what was missed follows, the greeting is no sign that it has come.
    if (event.seq != null && event.history !== null) this.lastSeq = Math.max(this.lastSeq ?? 0, event.seq);
    if (event.type === "session.created" || event.type === "session.resumed") this.#settle(event);
    else if (event.type === "session.closing") this.#leave(event);
    else if (event.type === "error" && !this.isOnline) this.#refuse(event);
    if (event.type !== "pong" && event.type !== "session.closing") this.onevent(event);
  }

  #settle({ session_id, resume_token }) {
    clearTimeout(this.startTimer);
    this.memory.set({ session: { session_id, resume_token } });
    this.nTries = 0;
    this.tokenWasRefused = false;
    this.#become("online");
  }

  #leave({ reason, reconnect_after_ms }) {
    if (reason === "superseded") this.#drop("superseded");
    else this.#drop("reconnecting", reconnect_after_ms);
  }

  /** The server would not have our greeting. */
  #refuse({ code, retry_after_ms }) {
    if (code === "not_found") {
      this.memory.set({ session: null });
      this.lastSeq = null;
      this.#drop("reconnecting", 0);
    } else if (code === "unauthorized" && !this.tokenWasRefused) {
      this.tokenWasRefused = true;
      this.#drop("reconnecting", 0);
    } else if (code === "unauthorized" || code === "origin_refused" || code === "unsupported_protocol") {
      this.#drop("refused");
    } else {
      this.#drop("reconnecting", retry_after_ms);
    }
  }

  #drop(status, afterMs) {
    this.#close();
    this.attempt++;
    if (status === "reconnecting" && !navigator.onLine) status = "offline";
    this.#become(status);
    if (status === "reconnecting") this.#later(afterMs);
  }

  #later(afterMs) {
    clearTimeout(this.retryTimer);
    if (this.status !== "connecting") this.#become("reconnecting");
    this.retryTimer = setTimeout(() => this.#connect(), afterMs ?? retryDelayMs(this.nTries));
    this.nTries++;
  }

  #close() {
    for (const timer of [this.startTimer, this.pingTimer, this.silenceTimer, this.retryTimer]) clearTimeout(timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /** After a while without a word we ask, and without an answer we take the line for dead, whatever the socket says. */
  #listenForSilence() {
    clearTimeout(this.pingTimer);
    clearTimeout(this.silenceTimer);
    this.pingTimer = setTimeout(() => {
      if (!this.send({ type: "ping" })) return;
      this.silenceTimer = setTimeout(() => this.#drop("reconnecting"), SILENCE_MS);
    }, PING_EVERY_MS);
  }

  #become(status) {
    if (status === this.status) return;
    this.status = status;
    this.onstatus(status);
  }
}
