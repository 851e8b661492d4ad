import { banGoneAt, type Appeal, type BanRecord } from '../ban-store.port.js';
import type { AppealDocument, BanDocument } from './ban.schema.js';

/** A ban as stored. */
export function toBanDocument(ban: BanRecord): BanDocument {
  const { id, devices, networks, networkUntil, expiresAt, lifted, appeal, at, reason, by, reportId } = ban;
  const goneAt = banGoneAt(ban);
  return {
    _id: id,
    devices: [...devices],
    networks: [...networks],
    reason,
    by,
    at: new Date(at),
    ...(reportId !== undefined && { reportId }),
    ...(networkUntil !== undefined && { networkUntil: new Date(networkUntil) }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
    ...(lifted !== undefined && { liftedAt: new Date(lifted.at), liftedBy: lifted.by }),
    ...(appeal !== undefined && { appeal: toAppealDocument(appeal) }),
    ...(goneAt !== undefined && { goneAt: new Date(goneAt) }),
  };
}

/** A ban as the services know it. */
export function toBan(found: BanDocument): BanRecord {
  const { _id, devices, networks, networkUntil, reason, at, by, expiresAt, reportId, liftedAt, liftedBy, appeal } =
    found;
  return {
    id: _id,
    devices,
    networks,
    reason,
    at: at.getTime(),
    by,
    ...(networkUntil !== undefined && { networkUntil: networkUntil.getTime() }),
    ...(expiresAt !== undefined && { expiresAt: expiresAt.getTime() }),
    ...(reportId !== undefined && { reportId }),
    ...(liftedAt !== undefined && { lifted: { at: liftedAt.getTime(), by: liftedBy ?? '' } }),
    ...(appeal !== undefined && { appeal: toAppeal(appeal) }),
  };
}

function toAppealDocument({ at, text, answer }: Appeal): AppealDocument {
  return { at: new Date(at), text, ...(answer !== undefined && { answer: { ...answer, at: new Date(answer.at) } }) };
}

function toAppeal({ at, text, answer }: AppealDocument): Appeal {
  return { at: at.getTime(), text, ...(answer !== undefined && { answer: { ...answer, at: answer.at.getTime() } }) };
}
