import type { AnnouncementDraft, BrowserErrorReport, ReportAct, SettingsDraft } from '../admin/index.js';
import type { EntryBody, NewEntry } from '../entry.js';
import type { Payload, RequestName } from '../events.js';
import type { RoomSend } from '../room.js';
import type { AnnouncementDto, BrowserErrorDto, ReportActDto, SettingsDraftDto } from './admin.dto.js';
import type { NewEntryDto, RoomSendDto } from './room.dto.js';
import type { REQUEST_DTOS } from './request-dtos.js';

/** Checked by `tsc` only: fails to compile where a DTO class and the payload it stands for have drifted apart. */

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type Dto<E extends RequestName> = InstanceType<(typeof REQUEST_DTOS)[E]>;

/** Every field of the payload has a place in the class, and the class knows no other: whitelisting loses nothing. */
type SameFields<E extends RequestName> =
  Payload<E> extends Record<string, never> ? Same<keyof Dto<E>, never> : Same<keyof Dto<E>, keyof Payload<E>>;
export const sameFields: { readonly [E in RequestName]: SameFields<E> } = {
  'session:register': true,
  'session:preferences': true,
  'session:closing': true,
  'queue:join': true,
  'queue:cancel': true,
  'queue:position': true,
  'room:send': true,
  'room:sync': true,
  'room:received': true,
  'room:typing': true,
  'room:touched': true,
  'room:next': true,
  'room:leave': true,
  'room:block': true,
  'room:report': true,
  'room:delete': true,
  'room:thank': true,
};

/** What a class lets through fits the payload's type, and the other way round. */
type Plain = Exclude<RequestName, 'room:send' | 'session:closing' | 'queue:cancel' | 'queue:position'>;
export const fits: { readonly [E in Plain]: Same<Dto<E>, Payload<E>> } = {
  'session:register': true,
  'session:preferences': true,
  'queue:join': true,
  'room:sync': true,
  'room:received': true,
  'room:typing': true,
  'room:touched': true,
  'room:next': true,
  'room:leave': true,
  'room:block': true,
  'room:report': true,
  'room:delete': true,
  'room:thank': true,
};

/**
 * `room:send` is the one whose class is wider than its type: NewEntryDto is one class, NewEntry a union by kind. Types
 * show that every NewEntry fits the class, that the class has no field of its own, and that all else of RoomSend is
 * the same. That the class takes nothing but the union is its decorators' doing: see check-payload.prop.spec.ts.
 */
type AllKeys<T> = T extends unknown ? keyof T : never;
export const entriesFit: Same<NewEntry, NewEntry & NewEntryDto> = true;
export const entryFields: Same<keyof NewEntryDto, AllKeys<NewEntry>> = true;
export const entryKinds: Same<NewEntryDto['kind'], EntryBody['kind']> = true;
export const sendFits: Same<Omit<RoomSendDto, 'entries'>, Omit<RoomSend, 'entries'>> = true;

/** The same for bodies of the operators' routes. An announcement is one class for a union, as NewEntry is. */
export const bodiesFit: Same<AnnouncementDto['audience'], AnnouncementDraft['audience']> = true;
export const draftFits: Same<AnnouncementDraft, AnnouncementDraft & AnnouncementDto> = true;
export const draftFields: Same<keyof AnnouncementDto, AllKeys<AnnouncementDraft>> = true;
export const settingsFit: Same<SettingsDraftDto, SettingsDraft> = true;
export const actFits: Same<ReportActDto, ReportAct> = true;
export const faultFits: Same<BrowserErrorDto, BrowserErrorReport> = true;
