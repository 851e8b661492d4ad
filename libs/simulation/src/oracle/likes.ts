import type { Nonce, RoomId } from '@hearken/protocol';
import type { ConversationView, TextLine } from '@web/client/client-state';
import type { Human, World } from '../run/world';
import type { RoomStory } from './room-stories';

/** A like or unlike that its person's browser has stored, in the order of storing. */
interface StoredLike {
  readonly human: Human;
  readonly roomId: RoomId;
  readonly target: Nonce;
  readonly isLiked: boolean;
}

/** What people like, as far as their browsers have stored it. */
export class LikeBook {
  readonly #stored: StoredLike[] = [];

  stored(like: StoredLike): void {
    this.#stored.push(like);
  }

  get count(): number {
    return this.#stored.length;
  }

  /** What a person wanted last of each of the partner's texts in a room. */
  wantedBy(human: Human, roomId: RoomId): ReadonlyMap<Nonce, boolean> {
    const own = this.#stored.filter((like) => like.human === human && like.roomId === roomId);
    return new Map(own.map(({ target, isLiked }) => [target, isLiked]));
  }
}

/** A person's view of one room, as the verdict sees it. */
interface LikeSide {
  readonly human: Human;
  readonly view: ConversationView | undefined;
  readonly texts: readonly TextLine[];
  readonly hasGapLine: boolean;
  readonly hasLostStore: boolean;
}

/** Both see the same likes, and of a room that goes on each sees what they wanted last. */
export function judgeLikes(world: World, story: RoomStory, sides: readonly [LikeSide, LikeSide]): void {
  for (const fault of [...faultsOfSight(world, story, sides), ...faultsOfWishes(world, story, sides)]) {
    world.witness.found('likes', `${fault} in ${story.id}`);
  }
}

/** Two who see different likes of one text; undefined when no room holds such a text. */
export function likesApart(world: World): string | undefined {
  // Where the database lost something a gap line may stand for a like: there is nothing to wait for.
  if (world.database.losses > 0) return undefined;
  for (const story of world.witness.rooms.all.values()) {
    const [left, right] = story.members.map((id) => world.witness.humans.get(id));
    if (left === undefined || right === undefined) continue;
    const apart = differing(textsOf(left, story.id), textsOf(right, story.id));
    if (apart !== undefined) return `the likes of ${apart} in ${story.id} differ`;
  }
  return undefined;
}

function textsOf(human: Human, roomId: RoomId): readonly TextLine[] {
  const view = human.browser.kept?.client?.state.conversations.find((conversation) => conversation.roomId === roomId);
  return view?.lines.filter((line) => line.kind === 'text') ?? [];
}

function differing(left: readonly TextLine[], right: readonly TextLine[]): Nonce | undefined {
  const likes = new Map(right.map(({ nonce, isLiked }) => [nonce, isLiked]));
  return left.find(({ nonce, isLiked }) => (likes.get(nonce) ?? isLiked) !== isLiked)?.nonce;
}

function faultsOfSight(world: World, story: RoomStory, sides: readonly [LikeSide, LikeSide]): readonly string[] {
  const nonce = differing(sides[0].texts, sides[1].texts);
  if (nonce === undefined) return [];
  const isSaid = sides.some(({ hasGapLine }) => hasGapLine) || story.endedAt !== undefined;
  return world.database.losses > 0 && isSaid
    ? []
    : [`${sides.map(({ human }) => human.name).join(' and ')} see other likes of ${nonce}`];
}

/** A stored like is for good as long as its store is. In an ended room it may have come too late. */
function faultsOfWishes(world: World, story: RoomStory, sides: readonly LikeSide[]): readonly string[] {
  if (story.endedAt !== undefined) return [];
  return sides.flatMap(({ human, view, texts, hasLostStore }) => {
    if (hasLostStore || view?.open !== true) return [];
    const wanted = world.witness.likes.wantedBy(human, story.id);
    return texts
      .filter(({ nonce, isLiked }) => (wanted.get(nonce) ?? isLiked) !== isLiked)
      .map(
        ({ nonce, isLiked }) =>
          `${human.name} ${isLiked ? 'took back a like' : 'likes'} ${nonce}, and it does not show`,
      );
  });
}
