import type { ConversationView, Line, TextLine } from '@web/client/client-state';
import type { Human, World } from '../run/world';
import { judgeLikes } from './likes';
import { isReadable } from './readable';
import type { RoomStory } from './room-stories';
import type { Utterance } from './utterance';
import { short } from './witness';

/** A person's final view of one room. */
interface Side {
  readonly human: Human;
  readonly view: ConversationView | undefined;
  readonly texts: readonly TextLine[];
  readonly hasGapLine: boolean;
  /** Their store lost something at some time: what it held alone may be gone. */
  readonly hasLostStore: boolean;
}

/** The two sides of a room, as one author's words go. */
interface Between {
  readonly author: Side;
  readonly reader: Side;
  readonly story: RoomStory;
}

/** The last look: everything has healed and come to rest; every log is compared with what was said (I1, I3). */
export function judgeLogs(world: World): void {
  for (const story of world.witness.rooms.all.values()) judgeRoom(world, story);
  judgeUnplaced(world);
}

function judgeRoom(world: World, story: RoomStory): void {
  const [left, right] = story.members.map((id) => world.witness.humans.get(id));
  // Who never learned their own id has said nothing.
  if (left === undefined || right === undefined) return;
  const sides = [sideOf(left, story), sideOf(right, story)] as const;
  for (const [author, reader] of [sides, [sides[1], sides[0]] as const]) {
    judgeWords(world, author, reader);
    judgeOrder(world, author, reader, story);
    const said = world.witness.utterances.filter(
      (utterance) => utterance.author === author.human && utterance.roomId === story.id,
    );
    for (const utterance of said) judgeUtterance(world, utterance, { author, reader, story });
  }
  judgeSameOrder(world, sides[0], sides[1], story);
  judgeLikes(world, story, sides);
  judgeGapLines(world, sides, story);
}

function sideOf(human: Human, story: RoomStory): Side {
  const view = human.browser.kept?.client?.state.conversations.find(({ roomId }) => roomId === story.id);
  const lines: readonly Line[] = view?.lines ?? [];
  return {
    human,
    view,
    texts: lines.filter((line) => line.kind === 'text'),
    hasGapLine: lines.some((line) => line.kind === 'gap'),
    hasLostStore: human.storeLosses > 0,
  };
}

/** Nothing forged, nothing twice. */
function judgeWords(world: World, author: Side, reader: Side): void {
  for (const side of [author, reader]) {
    const seen = new Set<string>();
    for (const line of side.texts) {
      if (line.isMine !== (side === author)) continue;
      const utterance = world.witness.byText.get(line.text);
      if (utterance?.author !== author.human || (utterance.nonce !== undefined && utterance.nonce !== line.nonce)) {
        world.witness.found('forged', `${side.human.name} is shown "${short(line.text)}", which was not said so`);
      }
      if (seen.has(line.text)) {
        world.witness.found('doubled', `${side.human.name} is shown "${short(line.text)}" twice`);
      }
      seen.add(line.text);
    }
  }
}

/**
 * An author's texts stand in the order in which they were said, on both sides. Two tabs of one author have no order, nor
 * have texts before and after a store was away: what waited in it comes when it is back. And where a store came back older,
 * and texts it no longer knew stand under some of the numbers of a frame it then sent, the rest of the frame comes first.
 */
function judgeOrder(world: World, author: Side, reader: Side, story: RoomStory): void {
  if (author.human.storeLosses > 0 && author.human.conflicts.length > 0) return;
  for (const side of [author, reader]) {
    const lastOf = new Map<object, Map<number, Utterance>>();
    for (const line of side.texts) {
      const utterance = world.witness.byText.get(line.text);
      if (utterance === undefined || line.isMine !== (side === author) || line.label?.is === 'failed') continue;
      if (isTimeless(world, author, line)) continue;
      const ofTab = lastOf.get(utterance.tab) ?? new Map<number, Utterance>();
      const last = ofTab.get(utterance.storeLosses);
      if (last !== undefined && utterance.order < last.order) {
        const words = `"${short(utterance.text)}" after "${short(last.text)}"`;
        world.witness.found('reordered', `${side.human.name} is shown ${words} in ${story.id}`);
      }
      lastOf.set(utterance.tab, ofTab.set(utterance.storeLosses, utterance));
    }
  }
}

/**
 * Where the database lost a text's place and its author's store lost something too, only the reader's browser may still
 * know at what time it stood, and nothing is rebuilt from the receiver (I3): the author says it again, later, behind what
 * their store had forgotten; the reader keeps it above what they answered to it (docs/log.md, rule 26).
 */
function isTimeless(world: World, author: Side, { nonce }: TextLine): boolean {
  return author.hasLostStore && world.witness.hasLostPlace(nonce);
}

/** What both hold stands in the same order in both logs, as far as the time of it is known. */
function judgeSameOrder(world: World, left: Side, right: Side, story: RoomStory): void {
  const shared = (one: Side, other: Side): readonly TextLine[] => {
    const inOther = new Set(other.texts.map(({ nonce }) => nonce));
    return one.texts.filter((line) => inOther.has(line.nonce) && !isTimeless(world, line.isMine ? one : other, line));
  };
  const [ofLeft, ofRight] = [shared(left, right), shared(right, left)];
  const at = ofLeft.findIndex(({ nonce }, i) => ofRight[i]?.nonce !== nonce);
  const [one, other] = [ofLeft[at], ofRight[at]];
  if (one === undefined || other === undefined) return;
  const where = `at line ${String(at)} of ${story.id} ${left.human.name} is shown "${short(one.text)}"`;
  world.witness.found('reordered', `${where} and ${right.human.name} "${short(other.text)}"`);
}

function judgeUtterance(world: World, said: Utterance, between: Between): void {
  const { author, reader, story } = between;
  const line = author.texts.find(({ isMine, text }) => isMine && text === said.text);
  const isRead = reader.texts.some(({ isMine, text }) => !isMine && text === said.text);
  const words = `"${short(said.text)}" of ${story.id}`;
  const label = line?.label?.is;
  if (line === undefined && said.state === 'stored' && !author.hasLostStore) {
    world.witness.found('lost', `${words} was stored by ${author.human.name} and is gone`);
  }
  if (label === 'failed' && isRead && world.database.losses === 0) {
    world.witness.found('wrong-label', `${words} is shown as failed, and ${reader.human.name} has it`);
  }
  if (isRead) return;
  if (label === 'sent' || label === 'delivered') judgeMissing(world, words, label, between);
  else if (said.toldSentAt !== undefined) judgeCorrected(world, said, label, between);
}

/** A text that is labelled sent, and the partner's log does not hold. */
function judgeMissing(world: World, words: string, label: string, { author, reader, story }: Between): void {
  if (isForgotten(world, reader, story)) return;
  // An open conversation is refilled from its author's browser, whatever line its reader sees (I1).
  const isOpen = story.endedAt === undefined && author.view?.open === true && reader.view?.open === true;
  if (isOpen && label === 'sent') {
    world.witness.found('lost', `${words} is held by ${author.human.name} as sent, and the open room is not refilled`);
    return;
  }
  // A store that lost what it had been given, and the server too: the reader's line says it (I3).
  if (reader.hasGapLine && (world.database.losses > 0 || (label === 'delivered' && reader.hasLostStore))) return;
  const kind = world.database.losses > 0 ? 'silent-gap' : 'lost';
  world.witness.found(kind, `${words} is shown as ${label}, and ${reader.human.name} does not have it`);
}

/** A text that once was labelled sent and no longer is. */
function judgeCorrected(
  world: World,
  said: Utterance,
  label: string | undefined,
  { author, reader, story }: Between,
): void {
  if (isForgotten(world, reader, story)) return;
  const words = `"${short(said.text)}" of ${story.id}`;
  if (world.database.losses === 0) {
    world.witness.found(
      'lost',
      `${words} was shown as sent, is ${label ?? 'gone'}, and ${reader.human.name} does not have it`,
    );
    return;
  }
  // The database lost it, an older store of the author's came back, and the reader never had it. Either it has left no
  // trace at all (docs/log.md, rule 25), or the store knows it from before it was sent, and its label says that it was not delivered.
  if (author.hasLostStore && (label === undefined || label === 'failed')) {
    if (said.nonce === undefined || !isReadable(world.database.truth, story.id, said.nonce)) return;
    world.witness.found('lost', `${words} stands in the database, and ${reader.human.name} does not have it`);
    return;
  }
  // The author's store is gone too, or the room has ended since: both see a line, the label says the truth.
  if (label === undefined) world.witness.found('lost', `${words} was shown as sent and is gone`);
  if (author.view !== undefined && !author.hasGapLine) {
    world.witness.found('silent-gap', `${words} was shown as sent, and ${author.human.name} sees no line`);
  }
  const isOpen = story.endedAt === undefined && author.view?.open === true && reader.view?.open === true;
  if (isOpen && !author.hasLostStore) {
    world.witness.found(
      'lost',
      `${words} was shown as sent, the room is open, and ${reader.human.name} does not have it`,
    );
  } else if (!reader.hasGapLine && isOpen) {
    world.witness.found('silent-gap', `${words} is lost, and ${reader.human.name} sees no line`);
  }
}

/** A browser that lost its store knows nothing of a room that ended meanwhile, or that the database has lost as well. */
function isForgotten(world: World, reader: Side, story: RoomStory): boolean {
  const isGone = story.endedAt !== undefined || world.database.losses > 0;
  return reader.view === undefined && reader.hasLostStore && isGone;
}

/** A gap line says that something may be missing: where nobody can have lost anything it is a false alarm. */
function judgeGapLines(world: World, sides: readonly Side[], story: RoomStory): void {
  if (world.database.losses > 0 || sides.some(({ hasLostStore }) => hasLostStore)) return;
  for (const side of sides) {
    if (side.hasGapLine) world.witness.found('needless-gap', `${side.human.name} sees a gap line in ${story.id}`);
  }
}

/** Texts stored for a room that no server ever opened must still be somewhere. */
function judgeUnplaced(world: World): void {
  for (const said of world.witness.utterances) {
    if (said.state !== 'stored' || said.roomId === undefined || world.witness.rooms.all.has(said.roomId)) continue;
    world.witness.found('lost', `"${short(said.text)}" was stored for ${said.roomId}, which no server knows`);
  }
}
