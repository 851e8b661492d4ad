import { DestroyRef, DOCUMENT, inject } from '@angular/core';
import { ConversationService } from '../conversation/conversation.service';

/** What a person at a page does; passive, outside of change detection: it is often, and says nothing to the view. */
const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/** Notes that somebody is at this page. To be called in an injection context. */
export function watchTouch(): void {
  const conversation = inject(ConversationService);
  const document = inject(DOCUMENT);
  const ended = new AbortController();
  const options = { passive: true, capture: true, signal: ended.signal };
  for (const event of TOUCHES) document.addEventListener(event, () => conversation.touched(), options);
  inject(DestroyRef).onDestroy(() => ended.abort());
}
