import type { ClientState } from '../app/client/client-state';
import {
  aConversation,
  aGap,
  aLivedConversation,
  aPlace,
  aState,
  aText,
  anEnded,
  anEvent,
  myText,
  someCounts,
  talking,
} from './scenes';

/** Every state worth looking at, by the name that the preview's address gives it: /vent?state=reconnecting. */
export function previewStates(now: number): Readonly<Record<string, ClientState>> {
  const from = now - 9 * 60_000;
  const lived = aLivedConversation(from);
  const ended = {
    ...lived,
    open: false,
    partner: { ...lived.partner, presence: { is: 'gone' as const } },
    end: {
      reason: 'leave' as const,
      by: 'partner' as const,
      at: now,
      wasAwayTooLong: false,
      because: 'have-to-go' as const,
      note: 'Take care of yourself tonight.',
    },
    lines: [...lived.lines, anEvent('ended', now)],
  };
  const talk = talking(lived);
  return {
    starting: aState({ connection: { is: 'starting' }, person: { is: 'unknown' } }),
    joining: aState({ person: { is: 'joining', role: 'vent', widen: false } }),
    waiting: aState({ person: aPlace({ since: now }), counts: someCounts() }),
    next: aState({ person: aPlace({ position: 1, widenOfferAt: now - 1 }), counts: someCounts({ listen: 2 }) }),
    nobody: aState({ person: aPlace({ position: 1, widenOfferAt: now - 1 }), counts: someCounts({ listen: 0 }) }),
    opens: aState({ person: aPlace({ position: 1, opensAt: now + 9_000 }), counts: someCounts() }),
    paired: talking(aConversation({ createdAt: now, nextAt: now + 15_000, lines: [anEvent('joined', now)] })),
    talking: talk,
    typing: talking({ ...lived, partner: { ...lived.partner, isTyping: true } }),
    labels: talking({
      ...lived,
      nextAt: now + 12_000,
      lines: [
        ...lived.lines,
        myText('Delivered', { at: now }),
        myText('Sent', { at: now, label: { is: 'sent' } }),
        myText('Sending', { at: now, label: { is: 'sending' } }),
        myText('Refused by the server', { at: now, label: { is: 'failed', why: 'refused' } }),
      ],
    }),
    long: talking({
      ...lived,
      lines: [
        anEvent('joined', from - 86_400_000),
        aText({ text: 'Yesterday already', at: from - 86_400_000 }),
        ...Array.from({ length: 40 }, (_, index) =>
          index % 3 === 0
            ? myText(`Line ${String(index)} of mine`, { at: from + index * 1_000 })
            : aText({ text: `Line ${String(index)}`, at: from + index * 1_000 }),
        ),
        aText({ text: 'مرحبا، كيف حالك اليوم؟', at: now }),
        myText(`https://example.org/${'long'.repeat(60)}`, { at: now }),
        aText({ text: '<img src=x onerror=alert(1)> 👩‍👩‍👧 \n\n  indented', at: now }),
      ],
    }),
    gaps: talking({
      ...lived,
      metBefore: true,
      lines: [
        anEvent('joined', from),
        anEvent('met-before', from),
        aText({ text: 'Before', at: from }),
        aGap('held', { at: from }),
        aGap('stream', { at: from }),
        aGap('restored', { at: from }),
        aGap('corrected', { at: from }),
        aText({ text: 'After', at: now }),
      ],
    }),
    reconnecting: talking(lived, { connection: { is: 'reconnecting', since: now - 3_000 } }),
    partnerAway: talking({
      ...lived,
      partner: { ...lived.partner, presence: { is: 'reconnecting', until: now + 11_000 } },
    }),
    offline: talking(lived, { connection: { is: 'offline', since: now - 3_000 } }),
    full: aState({
      person: { is: 'joining', role: 'vent', widen: false },
      connection: { is: 'full', since: now - 3_000, retryAt: now + 20_000 },
    }),
    blocked: aState({
      person: { is: 'joining', role: 'vent', widen: false },
      connection: { is: 'blocked', since: now - 3_000 },
    }),
    replaced: talking(lived, { connection: { is: 'replaced', by: 'tab' } }),
    outdated: talking(lived, { connection: { is: 'outdated' } }),
    refused: aState({ connection: { is: 'refused' }, person: { is: 'unknown' } }),
    banners: talking(lived, {
      isServerVolatile: true,
      notices: [
        { id: 1, kind: 'storage-lost', why: 'quota' },
        { id: 2, kind: 'reset' },
        { id: 3, kind: 'polling' },
      ],
      announcements: [{ id: 5, text: 'We restart the server at 22:00. Nothing gets lost.', audience: 'all' }],
    }),
    pendingNext: { ...talk, pending: { act: 'next', until: now + 9_000 } },
    ended: aState({
      conversations: [ended],
      person: { is: 'idle' },
      notices: [{ id: 3, kind: 'newer-version', version: '0.2.0' }],
    }),
    searching: aState({
      conversations: [ended],
      person: aPlace({ position: 1, widenOfferAt: now - 1 }),
      counts: someCounts(),
    }),
    second: talking(
      aConversation({ createdAt: now, lines: [anEvent('joined', now), aText({ text: 'Hello there', at: now })] }),
    ),
    away: aState({
      conversations: [
        {
          ...ended,
          draft: 'I also wanted to tell you that',
          end: { reason: 'partner-lost', by: 'system', at: now, wasAwayTooLong: true },
          lines: [
            ...lived.lines,
            myText('Are you still there?', { at: now - 60_000, label: { is: 'failed', why: 'ended' } }),
            anEvent('ended', now),
          ],
        },
      ],
    }),
    left: aState({ conversations: [anEnded({ end: { reason: 'leave', by: 'you', at: now, wasAwayTooLong: false } })] }),
    idle: aState({ person: { is: 'idle', joinAt: now + 9_000 } }),
  };
}
