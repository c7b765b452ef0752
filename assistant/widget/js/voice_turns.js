/**
 * Talking with the microphone open: each utterance is a turn of its own id, the next one begins where the server heard the
 * last one end, and speaking up stops a reply that is being read or written (barge-in).
 */

import { newId } from "./memory.js";
import { Microphone } from "./voice.js";

export class VoiceTurns {
  /** `send`, `sendAudio`: the line. `composer` shows what is heard; `oninterrupt()` stops the reply; `onproblem(key)`. */
  constructor({ send, sendAudio, composer, speaker, oninterrupt, onproblem }) {
    Object.assign(this, { send, composer, speaker, oninterrupt, onproblem });
    this.turnId = null;
    this.ids = new Set(); // of turns that were spoken, and are answered aloud
    this.microphone = new Microphone({
      onframe: (buffer) => this.turnId && sendAudio(buffer),
      onlevel: (level) => composer.showLevel(level),
    });
  }

  get isOpen() {
    return this.microphone.isOpen;
  }

  async open() {
    if (this.isOpen) return;
    this.speaker.stop();
    try {
      await this.microphone.open();
    } catch {
      this.microphone.close();
      this.onproblem("voice.problem");
      return;
    }
    if (!this.#begin()) return this.close();
    this.composer.listen();
  }

  /** The shopper ends it: what was said last is wanted, or is to be forgotten. */
  stop(isWanted) {
    this.microphone.close();
    if (this.turnId) this.send({ type: isWanted ? "input_audio.stop" : "input_audio.cancel" });
    if (!isWanted) this.turnId = null;
    this.composer.listenNoMore();
  }

  /** The line is gone, or the conversation is. */
  close() {
    this.microphone.close();
    this.turnId = null;
    this.composer.listenNoMore();
  }

  /** Events of the server that are about sound. */
  hear(event) {
    if (event.type === "speech.started") this.oninterrupt();
    if (event.turn_id !== this.turnId) return;
    if (event.type === "transcript.interim") this.composer.showInterim(event.text);
    if (event.type === "transcript.final") {
      this.turnId = null;
      this.composer.showInterim("");
      if (this.isOpen) this.#begin();
    }
  }

  #begin() {
    this.turnId = newId();
    this.ids.add(this.turnId);
    return this.send({ type: "input_audio.start", turn_id: this.turnId });
  }
}
