/** What is wrong with one variable. Says what is expected, never what was given: it may be a secret. */
export class VariableFault extends Error {
  override readonly name = 'VariableFault';
}

/** One environment variable: its meaning, its default as people read it, and how its text becomes a value. */
export interface Variable<T> {
  /** One line for `.env.example` and docs/configuration.md. */
  readonly meaning: string;
  /** The default as text; absent where there is none. */
  readonly standard?: string;
  /** Why there is no default, or what stands in for one, for the table. */
  readonly otherwise?: string;
  /** `undefined`: not set, or empty. Throws {@link VariableFault}. */
  read(text: string | undefined): T;
}

interface Described {
  readonly meaning: string;
  readonly otherwise?: string;
}

/** A whole number within bounds. */
export function wholeNumber(
  meaning: string,
  standard: number,
  bounds: { readonly min: number; readonly max: number },
): Variable<number> {
  return {
    meaning,
    standard: String(standard),
    read: (text) => {
      if (text === undefined) return standard;
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= bounds.min && value <= bounds.max) return value;
      throw new VariableFault(`must be a whole number from ${String(bounds.min)} to ${String(bounds.max)}`);
    },
  };
}

/** One of a few words. */
export function oneOf<const T extends string>(meaning: string, standard: T, words: readonly T[]): Variable<T> {
  return { meaning, standard, read: (text) => (text === undefined ? standard : choose(text, words)) };
}

/** One of a few words, or nothing. */
export function maybeOneOf<const T extends string>(
  { meaning, otherwise = '' }: Described,
  words: readonly T[],
): Variable<T | undefined> {
  return { meaning, otherwise, read: (text) => (text === undefined ? undefined : choose(text, words)) };
}

/** `on` or `off`. */
export function onOff(meaning: string, standard: boolean): Variable<boolean> {
  return {
    meaning,
    standard: standard ? 'on' : 'off',
    read: (text) => (text === undefined ? standard : choose(text, ['on', 'off']) === 'on'),
  };
}

/** `on`, `off`, or undecided. */
export function maybeOnOff({ meaning, otherwise = '' }: Described): Variable<boolean | undefined> {
  return {
    meaning,
    otherwise,
    read: (text) => (text === undefined ? undefined : choose(text, ['on', 'off']) === 'on'),
  };
}

/** Any text. */
export function words(meaning: string, standard: string): Variable<string> {
  return { meaning, standard, read: (text) => text ?? standard };
}

/** Any text, or nothing. `check` throws {@link VariableFault}. */
export function maybeWords(
  { meaning, otherwise = '' }: Described,
  check: (text: string) => void = () => undefined,
): Variable<string | undefined> {
  return {
    meaning,
    otherwise,
    read: (text) => {
      if (text !== undefined) check(text);
      return text;
    },
  };
}

/** What `item` makes of the text, or nothing. `item` throws {@link VariableFault}. */
export function maybe<T>({ meaning, otherwise = '' }: Described, item: (text: string) => T): Variable<T | undefined> {
  return { meaning, otherwise, read: (text) => (text === undefined ? undefined : item(text)) };
}

/** A list, separated by commas; `item` reads one and throws {@link VariableFault}. Empty by default. */
export function listOf<T>({ meaning, otherwise = '' }: Described, item: (text: string) => T): Variable<readonly T[]> {
  return {
    meaning,
    otherwise,
    read: (text) =>
      (text ?? '')
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map((part) => item(part)),
  };
}

function choose<T extends string>(text: string, words: readonly T[]): T {
  const chosen = words.find((word) => word === text.toLowerCase());
  if (chosen === undefined) throw new VariableFault(`must be one of ${words.join(', ')}`);
  return chosen;
}
