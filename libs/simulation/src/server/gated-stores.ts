import type { AppendResult, MessageStore, StoredEntry } from '@api/room/message-store.port';
import type { PairOutcome, PairingStore, ProposedPair } from '@api/queue/pairing-store.port';
import type { Process } from '../kernel/process';
import type { SimDatabase } from './sim-database';

/** Told of each step at the moment it stands in the database, with what it was asked and what it answers. */
export type StepWatcher = (method: string, args: readonly unknown[], result: unknown) => void;

/** One server process's way to a store: each call is one operation of the database, with everything that befalls one. */
export function gated<T extends object>(store: T, database: SimDatabase, process: Process, watch: StepWatcher): T {
  return new Proxy(store, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]) =>
        database.call(process, async () => {
          const result: unknown = await Reflect.apply(method, target, args);
          watch(String(key), args, result);
          return result;
        });
    },
  });
}

/**
 * Messages: an unordered insert is no one step. Its entries come to stand one after another, in any order, and what
 * kills the server or the database in between leaves some of them.
 */
export function gatedMessages(
  store: MessageStore,
  database: SimDatabase,
  process: Process,
  watch: StepWatcher,
): MessageStore {
  const plain = gated(store, database, process, watch);
  const appendOne = async (entry: StoredEntry): Promise<AppendResult> => {
    try {
      const [result] = await plain.append([entry]);
      return result ?? 'failed';
    } catch {
      return 'failed';
    }
  };
  const append = async (entries: readonly StoredEntry[]): Promise<readonly AppendResult[]> => {
    const isTorn = database.chance.hits(0.4);
    if (isTorn) return Promise.all(entries.map(appendOne));
    return plain.append(entries).catch(() => entries.map(() => 'failed' as const));
  };
  return overriding(plain, { append });
}

/** Pairings: a commit whose fate is not known is an answer of its own. */
export function gatedPairing(
  store: PairingStore,
  database: SimDatabase,
  process: Process,
  watch: StepWatcher,
): PairingStore {
  const plain = gated(store, database, process, watch);
  const commit = (pairs: readonly ProposedPair[], now: number): Promise<readonly PairOutcome[]> =>
    plain.commit(pairs, now).catch(() => pairs.map(unknownFate));
  return overriding(plain, { commit });
}

/** `target` with some of its methods replaced. */
function overriding<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get: (original, key): unknown => (key in methods ? Reflect.get(methods, key) : Reflect.get(original, key)),
  });
}

function unknownFate(pair: ProposedPair): PairOutcome {
  return { is: 'refused', gone: pair.holders.map(({ publicId }) => publicId) };
}
