import { Component, ElementRef, afterRenderEffect, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { renderMarkdown } from './render-markdown';

/** What a text may link to. */
const LINKED: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:', 'sms:']);

/** A Markdown text as part of the page. Angular takes out of it what could act: scripts, styles, frames, handlers. */
@Component({
  selector: 'hk-markdown',
  host: { class: 'prose', '(click)': 'follow($event)' },
  template: `<div [innerHTML]="html()"></div>`,
})
export class Markdown {
  readonly text = input.required<string>();
  /** By how much its headings are lowered. */
  readonly levels = input(0);

  protected readonly html = computed(() => renderMarkdown(this.text(), this.levels()));
  private readonly router = inject(Router);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);

  constructor() {
    afterRenderEffect(() => {
      this.html();
      this.keepLinksPlain();
    });
  }

  /** A link to a page of ours goes there without loading everything anew. */
  protected follow(event: Event): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!(event instanceof MouseEvent) || link === null || link.origin !== location.origin) return;
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!isPlain || link.hasAttribute('download')) return;
    event.preventDefault();
    void this.router.navigateByUrl(link.pathname + link.search + link.hash);
  }

  /** Links lead to pages, mail and telephones only; those to other sites open beside the page and tell them nothing. */
  private keepLinksPlain(): void {
    for (const link of this.element.nativeElement.querySelectorAll('a')) {
      if (!LINKED.has(link.protocol)) link.removeAttribute('href');
      if (link.origin === location.origin || !link.protocol.startsWith('http')) continue;
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
    }
  }
}
