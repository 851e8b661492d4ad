import type { Hearken } from '@web/client/hearken-client-api';
import type { Tab } from '../browser/sim-browser';
import { liveTabs, type Human, type World } from '../run/world';
import type { Act, PlanItem } from './plan';

type Perform = (world: World, human: Human, client: Hearken, item: PlanItem, tab: Tab) => void;

/** Now and then a text is long, so that frames have to be split. */
const LONG_TEXT = 3_500;

const PERFORM: Readonly<Record<Act, Perform>> = {
  say: (world, human, client, item, tab) => {
    say(world, human, client, tab, item.x[1] < 0.03 ? LONG_TEXT : 0);
  },
  burst: (world, human, client, item, tab) => {
    const length = item.x[1] < 0.3 ? LONG_TEXT : 0;
    for (let left = 5 + Math.floor(item.x[2] * 8); left > 0; left--) say(world, human, client, tab, length);
  },
  like: (world, human, client, item) => {
    const conversation = client.state.conversations.findLast((candidate) => candidate.open);
    const theirs = conversation?.lines.filter((line) => line.kind === 'text' && !line.isMine) ?? [];
    const line = theirs[Math.floor(item.x[1] * theirs.length)];
    if (line?.kind === 'text') client.like(line.nonce, !line.isLiked);
  },
  typing: (_world, _human, client, item) => {
    client.setTyping(item.x[1] < 0.7);
  },
  next: (_world, _human, client, item) => {
    if (item.x[1] < 0.5) client.next();
    else client.next('not-a-match', 'goodbye');
  },
  leave: (_world, _human, client, item) => {
    if (item.x[1] < 0.5) client.leave();
    else client.leave('have-to-go');
  },
  join: (_world, human, client, item) => {
    client.join(human.role, item.x[1] < 0.2);
  },
  cancel: (_world, _human, client) => {
    client.cancel();
  },
  break: (_world, _human, client, item) => {
    client.setTakeBreak(item.x[1] < 0.5);
  },
};

/** A person does something in one of their open tabs, mostly in the one opened last. */
export function act(world: World, human: Human, kind: Act, item: PlanItem): void {
  const tabs = liveTabs(human);
  const tab = item.x[0] < 0.85 ? tabs.at(-1) : tabs[item.who % Math.max(1, tabs.length)];
  if (tab?.client !== undefined) PERFORM[kind](world, human, tab.client, item, tab);
}

function say(world: World, human: Human, client: Hearken, tab: Tab, length: number): void {
  const roomId = client.state.conversations.findLast((candidate) => candidate.open)?.roomId;
  const text = `${human.name} ${String(++human.said)}`.padEnd(length, '.');
  const utterance = world.witness.says(human, tab, roomId, text);
  void client.send(text).then((outcome) => {
    if (outcome.ok) utterance.stored(outcome.nonce);
    else utterance.refused(outcome.fault);
  });
}
