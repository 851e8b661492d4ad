import type { Hearken } from '@web/client/hearken-client-api';
import type { Tab } from '../browser/sim-browser';
import { liveTabs, type Human, type World } from '../run/world';
import type { Act, PlanItem } from './plan';

/** Who acts, and where. */
interface Actor {
  readonly human: Human;
  readonly client: Hearken;
  readonly tab: Tab;
}

type Perform = (world: World, actor: Actor, item: PlanItem) => void;

/** Now and then a text is long, so that frames have to be split. */
const LONG_TEXT = 3_500;
/** People like what was said lately. */
const LIKED_OF_NEWEST = 4;

const PERFORM: Readonly<Record<Act, Perform>> = {
  say: (world, actor, item) => {
    say(world, actor, item.x[1] < 0.03 ? LONG_TEXT : 0);
  },
  burst: (world, actor, item) => {
    const length = item.x[1] < 0.3 ? LONG_TEXT : 0;
    for (let left = 5 + Math.floor(item.x[2] * 8); left > 0; left--) say(world, actor, length);
  },
  like: (world, actor, item) => {
    like(world, actor, item.x[1]);
  },
  typing: (_world, { client }, item) => {
    client.setTyping(item.x[1] < 0.7);
  },
  next: (_world, { client }, item) => {
    if (item.x[1] < 0.5) client.next();
    else client.next('not-a-match', 'goodbye');
  },
  leave: (_world, { client }, item) => {
    if (item.x[1] < 0.5) client.leave();
    else client.leave('have-to-go');
  },
  join: (_world, { human, client }, item) => {
    client.join(human.role, item.x[1] < 0.2);
  },
  cancel: (_world, { client }) => {
    client.cancel();
  },
  break: (_world, { client }, item) => {
    client.setTakeBreak(item.x[1] < 0.5);
  },
};

/** A person does something in one of their open tabs, mostly in the one opened last. */
export function act(world: World, human: Human, kind: Act, item: PlanItem): void {
  const tabs = liveTabs(human);
  const tab = item.x[0] < 0.85 ? tabs.at(-1) : tabs[item.who % Math.max(1, tabs.length)];
  if (tab?.client !== undefined) PERFORM[kind](world, { human, client: tab.client, tab }, item);
}

/** Likes one of the newest texts, or takes that back: often the same one again. */
function like(world: World, { human, client, tab }: Actor, x: number): void {
  const conversation = client.state.conversations.findLast((candidate) => candidate.open);
  if (conversation === undefined) return;
  const newest = conversation.lines.filter((line) => line.kind === 'text' && !line.isMine).slice(-LIKED_OF_NEWEST);
  const line = newest[Math.floor(x * newest.length)];
  if (line?.kind !== 'text') return;
  const { nonce: target } = line;
  const isLiked = !line.isLiked;
  const { roomId } = conversation;
  void client.like(target, isLiked).then(world.witness.likes.asked({ human, tab, roomId, target, isLiked }));
}

function say(world: World, { human, client, tab }: Actor, length: number): void {
  const roomId = client.state.conversations.findLast((candidate) => candidate.open)?.roomId;
  const text = `${human.name} ${String(++human.said)}`.padEnd(length, '.');
  const utterance = world.witness.says(human, tab, roomId, text);
  void client.send(text).then((outcome) => {
    if (outcome.ok) utterance.stored(outcome.nonce);
    else utterance.refused(outcome.fault);
  });
}
