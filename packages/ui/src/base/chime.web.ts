/** Two soft notes, a fourth apart, gone within a third of a second. */
const NOTES = [
  { hertz: 587.33, at: 0 },
  { hertz: 783.99, at: 0.09 },
];
/** Of several messages at once one is heard (s). */
const REST = 1.2;

/** A sound that had to wait longer than this for its turn is no news any more (ms). */
const STALE_MS = 1_000;

let audio: AudioContext | null = null;
let quietUntil = 0;

/**
 * Plays the sound of a new message, made here note by note. Before somebody has touched the page or pressed a key the browser
 * allows no sound: then there is none, and none is kept for later.
 */
export async function playChime(): Promise<void> {
  if (typeof AudioContext === 'undefined' || navigator.userActivation?.hasBeenActive === false) return;
  audio ??= new AudioContext();
  const askedAt = performance.now();
  // A new one begins asleep, and browsers put one to sleep that was long silent.
  if (audio.state !== 'running') await audio.resume();
  if (performance.now() - askedAt > STALE_MS || audio.currentTime < quietUntil) return;
  quietUntil = audio.currentTime + REST;
  for (const note of NOTES) playNote(audio, note);
}

function playNote(context: AudioContext, { hertz, at }: (typeof NOTES)[number]): void {
  const start = context.currentTime + at;
  const oscillator = new OscillatorNode(context, { type: 'sine', frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.05, start + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.24);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.25);
}
