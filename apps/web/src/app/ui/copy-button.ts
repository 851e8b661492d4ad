import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, inject, input, signal } from '@angular/core';

const SHOWN_MS = 2_000;

/** Puts a text into the clipboard and says so. */
@Component({
  selector: 'hk-copy-button',
  template: `<button type="button" class="link-button" (click)="copy()">{{ shown() }}</button>`,
})
export class CopyButton {
  readonly text = input.required<string>();
  /** What the button says: before, after, and when the browser would not. */
  readonly words = input.required<{ readonly copy: string; readonly copied: string; readonly cannot: string }>();

  private readonly announcer = inject(LiveAnnouncer);
  private readonly state = signal<'copy' | 'copied' | 'cannot'>('copy');

  protected shown(): string {
    return this.words()[this.state()];
  }

  protected async copy(): Promise<void> {
    const done = await navigator.clipboard.writeText(this.text()).then(
      () => true,
      () => false,
    );
    this.state.set(done ? 'copied' : 'cannot');
    void this.announcer.announce(this.shown());
    setTimeout(() => {
      this.state.set('copy');
    }, SHOWN_MS);
  }
}
