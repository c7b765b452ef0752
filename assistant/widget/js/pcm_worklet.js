/**
 * The microphone's samples as the server wants them: PCM16, mono, 16 kHz, little-endian, 40 ms a frame, with their level.
 * Runs on the audio thread. What lies between two of the wanted samples is averaged, which is filter enough for speech.
 */

const RATE_HZ = 16_000;
const FRAME_SAMPLES = (RATE_HZ * 40) / 1000;

class PcmFrames extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / RATE_HZ; // samples of the device for one of ours
    this.sum = 0;
    this.n = 0;
    this.due = this.step;
    this.seen = 0;
    this.frame = new Int16Array(FRAME_SAMPLES);
    this.filled = 0;
    this.energy = 0;
  }

  process([input]) {
    const samples = input[0];
    if (!samples) return true;
    for (const sample of samples) {
      this.sum += sample;
      this.n++;
      this.seen++;
      while (this.seen >= this.due) {
        this.#put(this.n ? this.sum / this.n : sample);
        this.sum = 0;
        this.n = 0;
        this.due += this.step;
      }
    }
    return true;
  }

  #put(value) {
    const clipped = Math.max(-1, Math.min(1, value));
    this.frame[this.filled++] = clipped * (clipped < 0 ? 0x8000 : 0x7fff);
    this.energy += clipped * clipped;
    if (this.filled < FRAME_SAMPLES) return;
    const level = Math.sqrt(this.energy / FRAME_SAMPLES);
    this.port.postMessage({ level, pcm: this.frame.buffer }, [this.frame.buffer]);
    this.frame = new Int16Array(FRAME_SAMPLES);
    this.filled = 0;
    this.energy = 0;
  }
}

registerProcessor("pcm-frames", PcmFrames);
