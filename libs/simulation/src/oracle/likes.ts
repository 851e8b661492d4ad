import type { Nonce, RoomId } from '@hearken/protocol';
import type { ConversationView, LikeOutcome, TextLine } from '@web/client/client-state';
import type { Human, World } from '../run/world';
import type { RoomStory } from './room-stories';

/** A like or unlike that a person asked for. */
interface Wish {
  readonly human: Human;
  /** The tab it was pressed in. */
  readonly tab: object;
  readonly roomId: RoomId;
  readonly target: Nonce;
  readonly isLiked: boolean;
}

/** What people like, in the order in which they asked for it. */
export class LikeBook {
  readonly #wishes: (Wish & { outcome?: LikeOutcome })[] = [];

  /** A person asks for a like; gives back how to note what became of it. */
  asked(wish: Wish): (outcome: LikeOutcome) => void {
    const noted: Wish & { outcome?: LikeOutcome } = { ...wish };
    this.#wishes.push(noted);
    return (outcome) => {
      noted.outcome = outcome;
    };
  }

  /** Likes and unlikes that were stored. */
  get count(): number {
    return this.#wishes.filter(({ outcome }) => outcome === 'stored').length;
  }

  /**
   * What a person wanted last of each of the partner's texts in a room. What two of their tabs want has no order, and
   * where the page went before it could say whether it has stored a wish, either may be.
   */
  wantedBy(human: Human, roomId: RoomId): ReadonlyMap<Nonce, boolean> {
    const own = this.#wishes.filter((wish) => wish.human === human && wish.roomId === roomId);
    const wanted = new Map<Nonce, boolean>();
    for (const [target, wishes] of Map.groupBy(own, (wish) => wish.target)) {
      const heard = wishes.filter(({ outcome }) => outcome === undefined || outcome === 'stored');
      const last = heard.at(-1);
      const isTorn = new Set(heard.map(({ tab }) => tab)).size > 1;
      if (last?.outcome === 'stored' && !isTorn) wanted.set(target, last.isLiked);
    }
    return wanted;
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
