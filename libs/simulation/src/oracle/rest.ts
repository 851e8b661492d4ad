import type { ConversationView } from '@web/client/client-state';
import type { Human, World } from '../run/world';

/** Why a person's view has not come to rest yet; undefined when it has. */
export function unrestOf(human: Human): string | undefined {
  const state = human.browser.kept?.client?.state;
  if (state === undefined) return `${human.name} has no page`;
  if (state.connection.is !== 'live') return `${human.name} is ${state.connection.is}`;
  if (state.person.is === 'unknown' || state.person.is === 'joining') return `${human.name} is ${state.person.is}`;
  for (const conversation of state.conversations) {
    const unrest = unrestIn(conversation, human.storeLosses > 0);
    if (unrest !== undefined) return `${human.name}: ${unrest} in ${conversation.roomId}`;
  }
  return undefined;
}

/** Two who could be paired may wait this long for each other when everything is well again (I8), and a look; ms. */
const PAIRED_WITHIN_MS = 6_000;

/** Looks, again and again, for two who wait for each other. */
export class WaitWatch {
  #names: string | undefined;
  #since = 0;
  #now = 0;

  look(world: World): void {
    const names = passedOver(world);
    this.#now = world.time.now;
    if (names !== this.#names) this.#since = this.#now;
    this.#names = names;
  }

  /** Who they are. */
  get passedOver(): string | undefined {
    return this.#names;
  }

  /** They have waited for too long. */
  get isLate(): boolean {
    return this.#names !== undefined && this.#now - this.#since >= PAIRED_WITHIN_MS;
  }
}

/** Two who wait for each other, present and strangers, although there is nothing in their way (I8). */
function passedOver(world: World): string | undefined {
  const waiting = world.people.flatMap((human) => {
    const person = human.browser.kept?.client?.state.person;
    return person?.is === 'queued' && person.opensAt === undefined ? [{ human, role: person.role }] : [];
  });
  for (const [i, one] of waiting.entries()) {
    for (const other of waiting.slice(i + 1)) {
      const isFit = one.role === 'talk' ? other.role === 'talk' : other.role !== 'talk' && other.role !== one.role;
      if (isFit && !haveShared(world, one.human, other.human)) return `${one.human.name} and ${other.human.name}`;
    }
  }
  return undefined;
}

/** @param isRestored texts that came back to a store that lost them may stay *sent*: only their stream's cursor tells more */
function unrestIn(conversation: ConversationView, isRestored: boolean): string | undefined {
  if (!conversation.isComplete && !conversation.open) return 'incomplete';
  // Long after the last key nobody is typing, whatever of the notices was lost.
  if (conversation.partner.isTyping) return 'somebody is still typing';
  // Everybody is here: else a claim on a lost room still waits to be confirmed, or to fall.
  if (conversation.open && conversation.partner.presence.is === 'reconnecting') return 'the partner is reconnecting';
  for (const line of conversation.lines) {
    if (line.kind !== 'text' || line.label === undefined) continue;
    const { is } = line.label;
    if (is === 'waiting' || is === 'sending' || (is === 'sent' && conversation.open && !isRestored))
      return `"${line.text.slice(0, 16)}" ${is}`;
  }
  return undefined;
}

function haveShared(world: World, one: Human, other: Human): boolean {
  for (const story of world.witness.rooms.all.values()) {
    if (story.members.every((id) => id === one.publicId || id === other.publicId)) return true;
  }
  return false;
}
