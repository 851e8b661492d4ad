/**
 * Seeded chance. Each part of a run has a stream of its own, named by a label, so that leaving out one fault does not
 * change what all later ones draw: a failing run can be made smaller.
 */
export class Chance {
  #a: number;
  #b: number;
  #c: number;
  #count: number;

  constructor(seed: number, label: string) {
    let h = (seed ^ 0x9e3779b9) >>> 0;
    for (let i = 0; i < label.length; i++) h = Math.imul(h ^ label.charCodeAt(i), 0x85ebca6b) >>> 0;
    const mix = (): number => {
      h = (h + 0x6d2b79f5) >>> 0;
      let x = Math.imul(h ^ (h >>> 15), h | 1);
      x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
      return (x ^ (x >>> 14)) >>> 0;
    };
    this.#a = mix();
    this.#b = mix();
    this.#c = mix() ^ Math.floor(seed / 2 ** 32);
    this.#count = 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  /** A number in [0, 1): sfc32. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A number in [min, max). */
  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** True with probability `p`. */
  hits(p: number): boolean {
    return this.next() < p;
  }

  /** One of `items`, which are not empty. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** One of the keys, each as likely as its weight. */
  weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K {
    const keys = Object.keys(weights) as K[];
    let total = 0;
    for (const key of keys) total += weights[key] ?? 0;
    let left = this.next() * total;
    for (const key of keys) {
      left -= weights[key] ?? 0;
      if (left < 0) return key;
    }
    throw new Error('no weights');
  }

  /** `length` characters of an alphabet. */
  text(length: number, alphabet: string): string {
    let text = '';
    for (let i = 0; i < length; i++) text += alphabet.charAt(this.below(alphabet.length));
    return text;
  }
}

export const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
