import { DestroyRef, Directive, ElementRef, afterNextRender, inject } from '@angular/core';

/** What may be given the focus although Tab passes it by: the headings, and the first line of a ban. */
const PLACES = '[tabindex="-1"]';

/**
 * Nobody loses the focus to the top of the page. Where what had it goes (a decided report, "Try again", a withdrawn
 * announcement), the focus moves to the first place there is in the nearest surroundings that remain. Whoever has moved
 * on to something else, or has put the focus away, is left alone.
 */
@Directive({ selector: '[hkKeepFocus]', host: { '(focusin)': 'came($event)', '(focusout)': 'left()' } })
export class KeepFocus {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** What has the focus, and all around it up to the host, innermost first. */
  private path: readonly Element[] = [];

  constructor() {
    const destroyed = inject(DestroyRef);
    afterNextRender(() => {
      const observer = new MutationObserver(() => {
        this.keep();
      });
      observer.observe(this.host, { childList: true, subtree: true });
      destroyed.onDestroy(() => {
        observer.disconnect();
      });
    });
  }

  protected came({ target }: FocusEvent): void {
    const path: Element[] = [];
    for (let at = target as Element | null; at !== null; at = at.parentElement) {
      path.push(at);
      if (at === this.host) break;
    }
    this.path = path;
  }

  protected left(): void {
    const { path } = this;
    // A browser tells of it also where the whole window loses the focus, and where the element is being taken out: then
    // the element has not been left. Which of them it was shows afterwards.
    queueMicrotask(() => {
      const [had] = path;
      if (this.path === path && had?.isConnected === true && document.activeElement !== had) this.path = [];
    });
  }

  private keep(): void {
    const { activeElement, body } = document;
    const [had, ...around] = this.path;
    if (had === undefined || had.isConnected) return;
    this.path = [];
    if (activeElement !== null && activeElement !== body) return;
    const nearest = around.find((one) => one.isConnected && one.querySelector(PLACES) !== null);
    nearest?.querySelector<HTMLElement>(PLACES)?.focus();
  }
}
