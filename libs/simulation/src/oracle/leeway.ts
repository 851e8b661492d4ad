import { OUTAGE_MS, type Slot } from '@hearken/protocol';
import type { RoomRecord } from '@api/room/room-store.port';
import type { Human } from '../run/world';
import type { Witness } from './witness';

/** A departure is told to the partner at most this long after the cut (I6), and this much the line may take. */
const TOLD_WITHIN_MS = 15_000;
const LINE_MS = 60;
/** For this long after a server was away it counts longer. */
const AFTER_OUTAGE_MS = 17_000;
/** I6 speaks of a database that is well; a slow one is a fault. */
const QUICK_DATABASE_MS = 2;

/** Heartbeats come every 2 s, over slow lines a little later. */
const HEARD_MS = 3_000;

/** A room ended because somebody was silent: they must have been, for more than OUTAGE_MS. */
export function judgeEnd(witness: Witness, room: RoomRecord, judged: { readonly slot: Slot } | undefined): void {
  judgePresent(witness, room);
  if (room.end?.reason !== 'partner-lost' || judged === undefined) return;
  const { world } = witness;
  const { now } = world.time;
  const member = room.members.find(({ slot }) => slot === judged.slot);
  const human = member === undefined ? undefined : witness.humans.get(member.id);
  if (human === undefined || !isJudgeable(witness, human)) return;
  const from = human.reach.outageBefore(now);
  if (now - from > OUTAGE_MS || !world.disturbances.isCalm(from - AFTER_OUTAGE_MS, now)) return;
  witness.found('I6', `${human.name} was silent for ${String(Math.round(now - from))} ms only, and the room ended`);
}

/** Whatever befell servers: who is heard by one of them under their newest registration is not gone. */
function judgePresent(witness: Witness, { id, end }: RoomRecord): void {
  if (end?.by === undefined || (end.reason !== 'partner-lost' && end.reason !== 'closed')) return;
  // A registration that is lost with a tail is that of nobody.
  if (witness.world.database.losses > 0 || !witness.isHeard(end.by, HEARD_MS)) return;
  const name = witness.humans.get(end.by)?.name ?? end.by;
  witness.found('I6', `${name} is here, and room ${id} ended as if they were gone: ${end.reason}`);
}

/** Somebody is away from now on: if that lasts, the partner has to be told in time. */
export function judgeSilence(witness: Witness, human: Human, cutAt: number): void {
  const { world } = witness;
  if (world.plan.databaseMs > QUICK_DATABASE_MS || !isJudgeable(witness, human)) return;
  const room = activeRoomOf(witness, human);
  const partnerId = room?.members.find((id) => id !== human.publicId);
  const partner = partnerId === undefined ? undefined : witness.humans.get(partnerId);
  if (room === undefined || partner === undefined || !isJudgeable(witness, partner)) return;
  world.time.at(cutAt + TOLD_WITHIN_MS + LINE_MS, () => {
    const { now } = world.time;
    if (!human.reach.isAwayThroughout(cutAt, now) || !partner.reach.isReachableThroughout(cutAt - 5_000, now)) return;
    if (!world.disturbances.isCalm(cutAt - AFTER_OUTAGE_MS, now)) return;
    const client = partner.browser.tabs.find((tab) => tab.isOpen)?.client;
    if (client?.state.connection.is !== 'live') return;
    const view = client.state.conversations.find(({ roomId }) => roomId === room.id);
    if (view?.open !== true) return;
    witness.found('I6', `${partner.name} was not told in time that ${human.name} is gone`);
  });
}

/** One tab, and a server that can know it: of several the oracle cannot say which one acts. */
function isJudgeable(_witness: Witness, human: Human): boolean {
  return human.browser.tabs.length === 1 && human.storeLosses === 0;
}

function activeRoomOf(witness: Witness, human: Human): { id: string; members: readonly string[] } | undefined {
  const { publicId } = human;
  if (publicId === undefined) return undefined;
  for (const story of witness.rooms.all.values()) {
    if (story.record.end === undefined && story.members.includes(publicId)) return story;
  }
  return undefined;
}
