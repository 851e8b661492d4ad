import type {
  Announcement,
  AnnouncementDraft,
  AnnouncementList,
  AnnouncementView,
  Audience,
  PublicId,
  Reach,
} from '@hearken/protocol';
import type { Clock, TimerHandle } from '../platform/clock.js';
import { errorOf, type Log } from '../platform/log.js';
import type { AnnouncementRecord, AnnouncementStore } from './announcement-store.port.js';
import { isFor, isOwed, isValid, NEWS_MS, toWire, type Addressee } from './domain/owed.js';

/** Who is here, as far as announcements go by it. */
export interface Listeners {
  /** Everybody registered on this server; `isHere`: on an open socket. */
  all(): Iterable<Addressee & { readonly isHere: boolean }>;
  /** Pushes `sys:announcement` or `sys:withdrawn`; after the answer of a register that is under way. */
  tell(to: PublicId, announcement: Announcement): void;
  takeBack(to: PublicId, id: number): void;
}

/** What the service is made of. */
export interface AnnouncementParts {
  readonly store: AnnouncementStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a register is answered with. */
export interface OwedWords {
  readonly announcements: readonly Announcement[];
  readonly withdrawn: readonly number[];
}

/** Announcements are read again after this long: another server, or the command line, may have sent one. */
const READ_AGAIN_MS = 1_000;
/** Whom an announcement reached is written down this long after. */
const SAVE_REACHED_MS = 1_000;
const LISTED_MAX = 200;

const NOBODY: Listeners = {
  all: () => [],
  tell: () => undefined,
  takeBack: () => undefined,
};

/** Words of the operators: stored, pushed at once, and told at register to whoever was away. */
export class AnnouncementService {
  #listeners: Listeners = NOBODY;
  #read: { readonly at: number; readonly records: Promise<readonly AnnouncementRecord[]> } | undefined;
  /** What was there when it followed last, by id, and whether it was taken back; undefined until it has followed once. */
  #told: Map<number, boolean> | undefined;
  /** Whom each announcement of the last day was handed to: counted once. */
  readonly #handed = new Map<number, Set<PublicId>>();
  readonly #unsaved = new Map<number, number>();
  #timer: TimerHandle;

  constructor(private readonly parts: AnnouncementParts) {}

  /** Says who is here; to be called before the first connection. */
  attach(listeners: Listeners): void {
    this.#listeners = listeners;
  }

  /** How many people would get it at once. */
  reach(draft: Audience): Reach {
    return { people: this.#addressees({ to: draft }).filter(({ isHere }) => isHere).length };
  }

  /** Stores an announcement, and pushes it to everybody it is for. */
  async send(draft: AnnouncementDraft, by: string): Promise<AnnouncementView> {
    const { text, expiresAt, restartAt } = draft;
    const sent = {
      to: audienceOf(draft),
      text,
      by,
      ...(expiresAt !== undefined && { expiresAt }),
      ...(restartAt !== undefined && { restartAt }),
    };
    const record = await this.parts.store.add(sent, this.parts.clock.now());
    // Before the push: a register that is not seated yet reads it from here.
    this.#read = undefined;
    this.#told?.set(record.id, false);
    const people = this.#tell(record);
    this.parts.log.info('announcement-sent', { id: record.id, audience: draft.audience, people });
    return this.#view(record);
  }

  /** Tells people here what was sent, or taken back, on another server since this was called last. */
  async follow(): Promise<void> {
    const now = this.parts.clock.now();
    const records = await this.parts.store.recent(now - NEWS_MS, now);
    const told = this.#told;
    this.#told = new Map(records.map(({ id, withdrawn }) => [id, withdrawn !== undefined]));
    // Before the pushes, as in `send`: who is seated after them reads it from here.
    this.#read = undefined;
    // What was there at the start is told at register.
    if (told === undefined) return;
    for (const record of records) {
      const wasTakenBack = told.get(record.id);
      if (record.withdrawn !== undefined) {
        // Also where it came and went in between: a register may have been answered with it.
        if (wasTakenBack !== true) this.#takeBack(record);
      } else if (wasTakenBack === undefined && isValid(record, now)) this.#tell(record);
    }
  }

  async list(): Promise<AnnouncementList> {
    const records = await this.parts.store.list(LISTED_MAX);
    return { announcements: records.map((record) => this.#view(record)) };
  }

  /** Takes an announcement back, from everybody who was told; undefined when there is none, or it is back already. */
  async withdraw(id: number, by: string): Promise<AnnouncementView | undefined> {
    const record = await this.parts.store.withdraw(id, by, this.parts.clock.now());
    if (record === undefined) return undefined;
    this.#read = undefined;
    this.#told?.set(id, true);
    this.#takeBack(record);
    this.parts.log.info('announcement-withdrawn', { id });
    return this.#view(record);
  }

  /**
   * What a register is answered with. To be asked when the person is seated: what is sent from then on is pushed.
   *
   * @param seen see `isOwed`
   */
  async owedTo(person: Addressee, seen: number | undefined): Promise<OwedWords> {
    const now = this.parts.clock.now();
    const records = (await this.#recent(now)).filter((record) => isFor(record, person));
    const owed = records.filter((record) => isOwed(record, seen, now));
    for (const { id } of owed) if (seen === undefined || id > seen) this.#noteHanded(id, person.publicId);
    // Whoever was shown nothing has nothing to take back.
    const withdrawn = seen === undefined ? [] : records.filter((record) => record.withdrawn !== undefined);
    return { announcements: owed.map(toWire), withdrawn: withdrawn.map(({ id }) => id) };
  }

  /** For pages without a session: words for all that still hold. */
  async forVisitors(): Promise<{ readonly now: number; readonly announcements: readonly Announcement[] }> {
    const now = this.parts.clock.now();
    const records = await this.#recent(now);
    const announcements = records.filter((record) => record.to.audience === 'all' && isValid(record, now)).map(toWire);
    return { now, announcements };
  }

  /** How many people here it is for. */
  #tell(record: AnnouncementRecord): number {
    const addressees = this.#addressees(record);
    for (const { publicId, isHere } of addressees) {
      this.#listeners.tell(publicId, toWire(record));
      if (isHere) this.#noteHanded(record.id, publicId);
    }
    return addressees.length;
  }

  #takeBack(record: AnnouncementRecord): void {
    for (const { publicId } of this.#addressees(record)) this.#listeners.takeBack(publicId, record.id);
  }

  #addressees(announcement: Pick<AnnouncementRecord, 'to'>): (Addressee & { readonly isHere: boolean })[] {
    return [...this.#listeners.all()].filter((person) => isFor(announcement, person));
  }

  #recent(now: number): Promise<readonly AnnouncementRecord[]> {
    if (this.#read === undefined || now - this.#read.at > READ_AGAIN_MS) {
      const records = this.parts.store.recent(now - NEWS_MS, now);
      const read = { at: now, records };
      this.#read = read;
      records.catch(() => {
        if (this.#read === read) this.#read = undefined;
      });
    }
    return this.#read.records;
  }

  #noteHanded(id: number, publicId: PublicId): void {
    const handed = this.#handed.get(id) ?? new Set();
    this.#handed.set(id, handed);
    if (handed.has(publicId)) return;
    handed.add(publicId);
    this.#unsaved.set(id, (this.#unsaved.get(id) ?? 0) + 1);
    this.#timer ??= this.parts.clock.setTimeout(() => void this.#saveReached(), SAVE_REACHED_MS);
  }

  async #saveReached(): Promise<void> {
    this.#timer = undefined;
    const unsaved = [...this.#unsaved];
    this.#unsaved.clear();
    const oldest = this.parts.clock.now() - 2 * NEWS_MS;
    for (const id of this.#handed.keys()) if (id < oldest) this.#handed.delete(id);
    try {
      for (const [id, people] of unsaved) await this.parts.store.addReached(id, people);
    } catch (cause) {
      // A figure for the operators; the announcement itself is with the people.
      this.parts.log.warn('announcement-reach-lost', { cause: errorOf(cause) });
    }
  }

  #view(record: AnnouncementRecord): AnnouncementView {
    const { to, withdrawn, reached, ...rest } = record;
    return {
      ...to,
      ...rest,
      reached: reached + (this.#unsaved.get(record.id) ?? 0),
      ...(withdrawn !== undefined && { withdrawnAt: withdrawn.at, withdrawnBy: withdrawn.by }),
    };
  }
}

function audienceOf(draft: Audience): Audience {
  switch (draft.audience) {
    case 'all':
      return { audience: 'all' };
    case 'role':
      return { audience: 'role', role: draft.role };
    case 'room':
      return { audience: 'room', roomId: draft.roomId };
    case 'person':
      return { audience: 'person', personId: draft.personId };
  }
}
