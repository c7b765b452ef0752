/** Speaking and listening: the microphone as frames of PCM, and replies read aloud by the browser. */

const WORKLET = new URL("./pcm_worklet.js", import.meta.url);
const TAGS = { en: "en-US", zh: "zh-CN" };

/** The microphone. `onframe(buffer)` gets 40 ms of PCM16, `onlevel(0…1)` how loud they were. */
export class Microphone {
  constructor({ onframe, onlevel }) {
    Object.assign(this, { onframe, onlevel });
    this.stream = null;
  }

  get isOpen() {
    return this.stream !== null;
  }

  /** Opens it; rejects where there is none or the shopper says no. */
  async open() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
    this.stream = stream;
    this.context = new AudioContext();
    await this.context.audioWorklet.addModule(WORKLET);
    if (this.stream !== stream) return; // closed while the module was loaded
    await this.context.resume();
    const node = new AudioWorkletNode(this.context, "pcm-frames", { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }) => {
      if (this.stream !== stream) return;
      this.onlevel(loudness(data.level));
      this.onframe(data.pcm);
    };
    this.context.createMediaStreamSource(stream).connect(node);
  }

  close() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.context?.close();
    this.stream = null;
    this.context = null;
  }
}

/** A level as the ear has it: 0 at -55 dB of full scale, 1 at -10 dB. */
export function loudness(rms) {
  const decibels = 20 * Math.log10(Math.max(rms, 1e-6));
  return Math.max(0, Math.min(1, (decibels + 55) / 45));
}

/** Replies read aloud; `onchange(isSpeaking)`. */
export class Speaker {
  constructor({ onchange }) {
    this.onchange = onchange;
    this.current = null;
  }

  get isAvailable() {
    return "speechSynthesis" in window;
  }

  get isSpeaking() {
    return this.current !== null;
  }

  speak(text, language) {
    if (!this.isAvailable || !text) return;
    this.stop();
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = TAGS[language] ?? TAGS.en;
    const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.replace("_", "-").startsWith(language));
    utterance.voice = voices.find((voice) => voice.localService) ?? voices[0] ?? null;
    const over = () => {
      if (this.current !== utterance) return;
      this.current = null;
      this.onchange(false);
    };
    utterance.onend = over;
    utterance.onerror = over;
    this.current = utterance;
    this.onchange(true);
    speechSynthesis.speak(utterance);
  }

  stop() {
    if (!this.current) return;
    this.current = null;
    speechSynthesis.cancel();
    this.onchange(false);
  }
}
