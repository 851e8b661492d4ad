import type { AppealAnswer } from '@hearken/protocol';

/** A ban that was lifted is kept this long after, or until it would have ended: moderators look back. */
export const LIFTED_BAN_KEPT_MS = 90 * 24 * 60 * 60 * 1_000;

/** What a banned person has to say. One for each ban. */
export interface Appeal {
  readonly at: number;
  readonly text: string;
  readonly answer?: {
    readonly at: number;
    readonly by: string;
    readonly decision: AppealAnswer['decision'];
    readonly note?: string;
  };
}

/** A ban as stored. Devices and networks are keyed hashes. */
export interface BanRecord {
  /** A ULID. */
  readonly id: string;
  readonly devices: readonly string[];
  readonly networks: readonly string[];
  /** The networks count until then. */
  readonly networkUntil?: number;
  /** Shown to the banned person. */
  readonly reason: string;
  readonly at: number;
  readonly by: string;
  /** Absent: for good. */
  readonly expiresAt?: number;
  readonly reportId?: string;
  readonly lifted?: { readonly at: number; readonly by: string };
  readonly appeal?: Appeal;
}

/** Bans (collection `bans`). */
export interface BanStore {
  add(ban: BanRecord): Promise<void>;
  find(id: string): Promise<BanRecord | undefined>;
  /** Neither lifted nor expired. */
  active(): Promise<readonly BanRecord[]>;
  /** Newest first. `appealed`: with an appeal that has no answer. */
  list(which: 'active' | 'appealed' | 'all', limit: number): Promise<readonly BanRecord[]>;
  /** Everything kept about these devices, newest first. */
  ofDevices(devices: readonly string[]): Promise<readonly BanRecord[]>;
  countAppeals(): Promise<number>;
  /** The device is known under one more hash: the key was changed. */
  addDevice(id: string, device: string): Promise<void>;
  /** Undefined when there is none, or it is over. */
  lift(id: string, by: string, at: number): Promise<BanRecord | undefined>;
  /** Once for each ban; undefined when there is none that is active, or it has an appeal. */
  appeal(id: string, text: string, at: number): Promise<BanRecord | undefined>;
  /** Once for each appeal; undefined when there is none without an answer. */
  answer(id: string, answer: NonNullable<Appeal['answer']>): Promise<BanRecord | undefined>;
}

/** Whether a ban holds. */
export function isActive(ban: BanRecord, now: number): boolean {
  return ban.lifted === undefined && (ban.expiresAt === undefined || ban.expiresAt > now);
}

/** When a ban is forgotten; undefined: never, as long as it is not lifted. */
export function banGoneAt({ expiresAt, lifted }: BanRecord): number | undefined {
  if (lifted === undefined) return expiresAt;
  return Math.min(expiresAt ?? Number.POSITIVE_INFINITY, lifted.at + LIFTED_BAN_KEPT_MS);
}
