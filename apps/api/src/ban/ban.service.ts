import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  ADMIN_PAGE_MAX,
  type AppealAnswer,
  type BanList,
  type BanNotice,
  type BanView,
  type PublicId,
} from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import type { Ids } from '../platform/ids.js';
import type { Log } from '../platform/log.js';
import type { Marks } from '../session/house.port.js';
import type { PersonRecord, PersonStore } from '../session/person-store.port.js';
import { isActive, type BanRecord, type BanStore } from './ban-store.port.js';

const HOUR_MS = 60 * 60 * 1_000;
/** A network is shared: it is banned for a week at most. */
export const NETWORK_BAN_MAX_MS = 7 * 24 * HOUR_MS;
/** Active bans are read again after this long: the command line, or another server, may have changed them. */
const READ_AGAIN_MS = 5_000;

/** Whom a ban is for, and how far it goes. */
export interface BanOrder {
  readonly devices: readonly string[];
  readonly networks: readonly string[];
  readonly reason: string;
  /** Absent: for good. */
  readonly hours?: number | undefined;
  readonly reportId?: string | undefined;
  readonly by: string;
}

/** What the service is made of. */
export interface BanParts {
  readonly store: BanStore;
  readonly persons: PersonStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** The server's keys: the first signs tickets, all verify. */
  readonly keys: readonly string[];
  /** Sends away whoever is here under these marks. */
  readonly expel: (isMeant: (record: PersonRecord) => boolean, notice: BanNotice) => Promise<void>;
}

/** Keeps banned devices out, and lets them appeal. */
export class BanService {
  #read: { readonly at: number; readonly bans: Promise<readonly BanRecord[]> } | undefined;
  /** Bans that people here were held against; undefined until it has followed once. */
  #followed: ReadonlySet<string> | undefined;

  constructor(private readonly parts: BanParts) {}

  /** The ban that holds longest for somebody who comes with these marks. */
  async banOf({ devices, networks }: Marks): Promise<BanNotice | undefined> {
    const now = this.parts.clock.now();
    const bans = (await this.#active(now)).filter(
      (ban) => isActive(ban, now) && (sharesAny(ban.devices, devices) || holdsNetwork(ban, networks, now)),
    );
    const [longest] = bans.sort((left, right) => (right.expiresAt ?? Infinity) - (left.expiresAt ?? Infinity));
    if (longest === undefined) return undefined;
    await this.#followKey(longest, devices);
    return this.#notice(longest);
  }

  /** Bans devices (and networks), and sends away who is here. */
  async ban(order: BanOrder): Promise<BanView> {
    const { store, clock, ids, log } = this.parts;
    const at = clock.now();
    const expiresAt = order.hours === undefined ? undefined : at + order.hours * HOUR_MS;
    const record: BanRecord = {
      id: ids.ulid(at),
      devices: order.devices,
      networks: order.networks,
      reason: order.reason,
      at,
      by: order.by,
      ...(expiresAt !== undefined && { expiresAt }),
      ...(order.reportId !== undefined && { reportId: order.reportId }),
      ...(order.networks.length > 0 && { networkUntil: Math.min(expiresAt ?? Infinity, at + NETWORK_BAN_MAX_MS) }),
    };
    await store.add(record);
    this.#read = undefined;
    log.info('ban-made', { id: record.id, hours: order.hours });
    await this.#expel(record);
    return viewOf(record, at);
  }

  /** Sends away whom another server, or the command line, has banned since this was called last. */
  async follow(): Promise<void> {
    const now = this.parts.clock.now();
    const bans = await this.parts.store.active();
    const followed = this.#followed;
    this.#followed = new Set(bans.map(({ id }) => id));
    // Who is sent away now is not to come back in by what was read before.
    this.#read = undefined;
    // Who was banned before the start is refused at register.
    if (followed === undefined) return;
    for (const ban of bans) if (!followed.has(ban.id) && isActive(ban, now)) await this.#expel(ban);
  }

  #expel(ban: BanRecord): Promise<void> {
    const isMeant = ({ device, publicId }: PersonRecord) => sharesAny(ban.devices, [device, publicId]);
    return this.parts.expel(isMeant, this.#notice(ban));
  }

  /** The marks of a person the database knows; undefined when it does not. */
  async marksOf(publicId: PublicId): Promise<{ devices: readonly string[]; networks: readonly string[] } | undefined> {
    const person = await this.parts.persons.find(publicId);
    if (person === undefined) return undefined;
    const { device, network } = person;
    return { devices: [...new Set([device, publicId])], networks: network === undefined ? [] : [network] };
  }

  /** Undefined when there is none, or it is over. */
  async lift(id: string, by: string): Promise<BanView | undefined> {
    return this.#changed(await this.parts.store.lift(id, by, this.parts.clock.now()));
  }

  async list(which: 'active' | 'appealed' | 'all'): Promise<BanList> {
    const now = this.parts.clock.now();
    const bans = await this.parts.store.list(which, ADMIN_PAGE_MAX);
    return { bans: bans.map((ban) => viewOf(ban, now)) };
  }

  /** What is kept about a device. */
  async historyOf(devices: readonly string[]): Promise<readonly BanView[]> {
    const now = this.parts.clock.now();
    return (await this.parts.store.ofDevices(devices)).map((ban) => viewOf(ban, now));
  }

  countAppeals(): Promise<number> {
    return this.parts.store.countAppeals();
  }

  /** Takes an appeal: `unknown` for a ticket that is not one, `over` when there is one already or the ban is over. */
  async appeal(ticket: string, text: string): Promise<'taken' | 'unknown' | 'over'> {
    const id = this.#readTicket(ticket);
    if (id === undefined) return 'unknown';
    const ban = await this.parts.store.appeal(id, text, this.parts.clock.now());
    this.#read = undefined;
    return ban === undefined ? 'over' : 'taken';
  }

  /** Answers an appeal, and lifts the ban where that is the answer; undefined when there is none to answer. */
  async answer(id: string, { decision, note }: AppealAnswer, by: string): Promise<BanView | undefined> {
    const at = this.parts.clock.now();
    const answered = await this.parts.store.answer(id, { at, by, decision, ...(note !== undefined && { note }) });
    if (answered === undefined) return undefined;
    const after = decision === 'lift' ? ((await this.parts.store.lift(id, by, at)) ?? answered) : answered;
    return this.#changed(after);
  }

  #changed(ban: BanRecord | undefined): BanView | undefined {
    if (ban === undefined) return undefined;
    this.#read = undefined;
    return viewOf(ban, this.parts.clock.now());
  }

  /** The key was changed since: the device is noted under the new one too, so that the old one can go some day. */
  async #followKey(ban: BanRecord, devices: readonly string[]): Promise<void> {
    const [current] = devices;
    // Who is only on the same network is not the device that was banned.
    if (current === undefined || ban.devices.includes(current) || !sharesAny(ban.devices, devices)) return;
    await this.parts.store.addDevice(ban.id, current);
    this.#read = undefined;
  }

  #active(now: number): Promise<readonly BanRecord[]> {
    if (this.#read === undefined || now - this.#read.at > READ_AGAIN_MS) {
      const read = { at: now, bans: this.parts.store.active() };
      this.#read = read;
      read.bans.catch(() => {
        if (this.#read === read) this.#read = undefined;
      });
    }
    return this.#read.bans;
  }

  #notice({ id, reason, expiresAt, appeal }: BanRecord): BanNotice {
    const told = { reason, ...(expiresAt !== undefined && { expiresAt }) };
    if (appeal === undefined) return { ...told, appeal: { is: 'possible', ticket: this.#ticket(id) } };
    if (appeal.answer === undefined) return { ...told, appeal: { is: 'sent' } };
    const { note } = appeal.answer;
    return { ...told, appeal: { is: 'kept', ...(note !== undefined && { note }) } };
  }

  /** Only who was told of the ban may appeal it. */
  #ticket(id: string, key = this.parts.keys[0] ?? ''): string {
    return `${id}.${createHmac('sha256', key).update('appeal:').update(id).digest('base64url')}`;
  }

  #readTicket(ticket: string): string | undefined {
    const [id = ''] = ticket.split('.', 1);
    const given = Buffer.from(ticket);
    const isOurs = this.parts.keys.some((key) => {
      const expected = Buffer.from(this.#ticket(id, key));
      return expected.length === given.length && timingSafeEqual(expected, given);
    });
    return isOurs ? id : undefined;
  }
}

function sharesAny(left: readonly string[], right: readonly string[]): boolean {
  return left.some((one) => right.includes(one));
}

function holdsNetwork({ networks, networkUntil = 0 }: BanRecord, those: readonly string[], now: number): boolean {
  return networkUntil > now && sharesAny(networks, those);
}

/** A ban as operators see it: no hashes. */
function viewOf(ban: BanRecord, now: number): BanView {
  const { id, at, by, reason, expiresAt, networkUntil, reportId, lifted, appeal } = ban;
  return {
    id,
    at,
    by,
    reason,
    state: lifted !== undefined ? 'lifted' : isActive(ban, now) ? 'active' : 'expired',
    ...(expiresAt !== undefined && { expiresAt }),
    ...(networkUntil !== undefined && { networkUntil }),
    ...(reportId !== undefined && { reportId }),
    ...(lifted !== undefined && { liftedAt: lifted.at, liftedBy: lifted.by }),
    ...(appeal !== undefined && { appeal }),
  };
}
