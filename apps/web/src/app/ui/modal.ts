import { CdkTrapFocus } from '@angular/cdk/a11y';
import {
  Component,
  DestroyRef,
  afterNextRender,
  inject,
  input,
  output,
  viewChild,
  type ElementRef,
} from '@angular/core';

let nextId = 0;

/**
 * A dialog over the page: shown while it is in the template. The browser's own `<dialog>` makes everything below inert
 * and closes on Escape; the CDK keeps Tab inside; the focus goes back to where it was.
 */
@Component({
  selector: 'hk-modal',
  imports: [CdkTrapFocus],
  template: `
    <dialog #dialog class="modal" closedby="any" [attr.aria-labelledby]="headingId" (cancel)="dismiss($event)">
      <!-- Inside, because the trap lays its anchors beside its element, and beside a dialog all is inert. -->
      <div cdkTrapFocus>
        <h2 [id]="headingId" class="modal-heading" tabindex="-1" autofocus>{{ heading() }}</h2>
        <ng-content />
      </div>
    </dialog>
  `,
})
export class Modal {
  /** What it is about; its accessible name. */
  readonly heading = input.required<string>();
  /** The person wants it gone without choosing: Escape, or a tap beside it. */
  readonly dismissed = output();

  protected readonly headingId = `hk-modal-${String(nextId++)}`;
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    const before = document.activeElement;
    afterNextRender(() => {
      this.dialog().nativeElement.showModal();
    });
    inject(DestroyRef).onDestroy(() => {
      // By now the dialog is out of the page, and the browser has forgotten where the focus was.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    });
  }

  protected dismiss(event: Event): void {
    event.preventDefault();
    this.dismissed.emit();
  }
}
