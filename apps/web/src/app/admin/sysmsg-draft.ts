import {
  ANNOUNCEMENT_MAX,
  PUBLIC_ID_PATTERN,
  ROLES,
  ULID_PATTERN,
  type AnnouncementDraft,
  type Audience,
  type Role,
} from '@hearken/protocol';
import { timeIn } from './field-value';

/** What stands in the fields of the composer. */
export interface SysmsgFields {
  readonly audience: Audience['audience'];
  readonly role: Role;
  readonly roomId: string;
  readonly personId: string;
  readonly text: string;
  /** As the field holds it: local time, or empty. */
  readonly expires: string;
  /** A planned restart, as the field holds it; counts for audience `all` only. */
  readonly restart: string;
}

export const EMPTY_FIELDS: SysmsgFields = {
  audience: 'all',
  role: ROLES[0],
  roomId: '',
  personId: '',
  text: '',
  expires: '',
  restart: '',
};

/** A draft that can be sent, or why it cannot. */
export type ReadDraft =
  { readonly is: 'draft'; readonly draft: AnnouncementDraft } | { readonly is: 'unfit'; readonly why: string };

const unfit = (why: string): ReadDraft => ({ is: 'unfit', why });

/** Makes a draft of the fields. */
export function readDraft(fields: SysmsgFields, now: number): ReadDraft {
  const text = fields.text.trim();
  if (text === '') return unfit('Write what is to be said.');
  if ([...text].length > ANNOUNCEMENT_MAX) return unfit(`At most ${String(ANNOUNCEMENT_MAX)} characters.`);
  const expiresAt = timeIn(fields.expires);
  const restartAt = fields.audience === 'all' ? timeIn(fields.restart) : undefined;
  if (expiresAt !== undefined && expiresAt <= now) return unfit('“Valid until” is over already.');
  if (restartAt !== undefined && restartAt <= now) return unfit('The time of the restart is over already.');
  const to = audienceOf(fields);
  if (to === undefined) {
    return unfit(fields.audience === 'room' ? 'That is no id of a conversation.' : 'That is no id of a person.');
  }
  const times = { ...(expiresAt !== undefined && { expiresAt }), ...(restartAt !== undefined && { restartAt }) };
  return { is: 'draft', draft: { ...to, text, ...times } };
}

function audienceOf(fields: SysmsgFields): Audience | undefined {
  const [roomId, personId] = [fields.roomId.trim(), fields.personId.trim()];
  switch (fields.audience) {
    case 'all':
      return { audience: 'all' };
    case 'role':
      return { audience: 'role', role: fields.role };
    case 'room':
      return ULID_PATTERN.test(roomId) ? { audience: 'room', roomId } : undefined;
    case 'person':
      return PUBLIC_ID_PATTERN.test(personId) ? { audience: 'person', personId } : undefined;
  }
}
