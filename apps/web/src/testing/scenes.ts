import { DEFAULT_LIMITS, type Counts } from '@hearken/protocol';
import type {
  ClientState,
  ConversationView,
  EventLine,
  GapLine,
  Line,
  QueuedView,
  TextLine,
} from '../app/client/client-state';

/** Building blocks of what the page shows. alice vents, bob listens. */

let count = 0;
const fresh = (prefix: string): string => `${prefix}-${String(++count)}`;

/** A text of bob's, unless said otherwise. */
export function aText(given: Partial<TextLine> = {}): TextLine {
  const key = given.key ?? fresh('text');
  return { kind: 'text', key, nonce: `nonce-${key}`, isMine: false, text: 'Hello', at: NOW, isLiked: false, ...given };
}

/** A text of alice's that has reached bob, unless said otherwise. */
export function myText(text: string, given: Partial<TextLine> = {}): TextLine {
  return aText({ isMine: true, text, label: { is: 'delivered' }, ...given });
}

export function anEvent(event: EventLine['event'], at = NOW): EventLine {
  return { kind: 'event', key: fresh(event), event, at };
}

export function aGap(reason: GapLine['reason'], given: Partial<GapLine> = {}): GapLine {
  return { kind: 'gap', key: fresh('gap'), reason, at: NOW, isMine: false, ...given };
}

/** Alice's open conversation with bob, who listens. */
export function aConversation(given: Partial<ConversationView> = {}): ConversationView {
  return {
    roomId: fresh('ROOM'),
    open: true,
    partner: { publicId: 'bob', role: 'listen', presence: { is: 'here' }, isTyping: false },
    createdAt: NOW,
    nextAt: 0,
    metBefore: false,
    lines: [anEvent('joined')],
    draft: '',
    isComplete: true,
    thanks: 'none',
    ...given,
  };
}

/** The same, ended: bob left. */
export function anEnded(given: Partial<ConversationView> = {}): ConversationView {
  const { partner, ...rest } = aConversation();
  return {
    ...rest,
    open: false,
    partner: { ...partner, presence: { is: 'gone' } },
    end: { reason: 'leave', by: 'partner', at: NOW, wasAwayTooLong: false },
    lines: [anEvent('joined'), aText(), anEvent('ended')],
    ...given,
  };
}

export function aPlace(given: Partial<QueuedView> = {}): QueuedView {
  return { is: 'queued', role: 'vent', widen: false, position: 3, since: NOW, ...given };
}

export function someCounts(online: { vent?: number; listen?: number; talk?: number } = {}): Counts {
  const role = (people: number) => ({ online: people, waiting: Math.min(people, 2), medianWaitMs: 40_000 });
  return { vent: role(online.vent ?? 5), listen: role(online.listen ?? 3), talk: role(online.talk ?? 4) };
}

/** A live client with nothing on the screen, unless said otherwise. */
export function aState(given: Partial<ClientState> = {}): ClientState {
  return {
    connection: { is: 'live', via: 'websocket' },
    person: { is: 'idle' },
    conversations: [],
    announcements: [],
    notices: [],
    limits: DEFAULT_LIMITS,
    isTakingBreak: false,
    storage: 'disk',
    thanksReceived: 0,
    isServerVolatile: false,
    serverAheadMs: 0,
    ...given,
  };
}

/** A state in which alice talks with bob. */
export function talking(
  conversation: ConversationView = aConversation(),
  given: Partial<ClientState> = {},
): ClientState {
  return aState({
    person: { is: 'paired', roomId: conversation.roomId, role: 'vent' },
    conversations: [conversation],
    ...given,
  });
}

const NOW = new Date(2026, 10, 21, 18, 4).getTime();

/** A conversation as it might be, for looking at. */
export function aLivedConversation(from: number, given: Partial<ConversationView> = {}): ConversationView {
  const at = (minutes: number): number => from + minutes * 60_000;
  const asking = aText({ text: 'So: how are you?', at: at(3.2) });
  const lines: Line[] = [
    anEvent('joined', at(0)),
    aText({ text: 'Hi. I am here, take your time.', at: at(0.3) }),
    myText('Thank you. I do not really know where to begin.', { at: at(1) }),
    myText('My father is in hospital since Tuesday and everybody asks me how he is. Nobody asks how I am.', {
      at: at(2),
    }),
    aText({ text: 'That sounds very lonely.', at: at(3), isLiked: true }),
    asking,
    myText('Tired.\nAngry too, and then ashamed that I am angry.', { at: at(5) }),
    anEvent('reconnecting', at(6)),
    anEvent('back', at(6.2)),
    aText({
      text: 'You can be worried about him and angry at the same time. Neither takes anything from the other.',
      at: at(7),
    }),
    myText('I think I needed somebody to say that.', {
      at: at(8),
      isLiked: true,
      quote: { is: 'text', nonce: asking.nonce, isMine: false, text: asking.text },
    }),
  ];
  return aConversation({ createdAt: from, lines, ...given });
}
