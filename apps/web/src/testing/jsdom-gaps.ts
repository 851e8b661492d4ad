/** What jsdom does not have and the page takes for granted. */

class StillObserver implements ResizeObserver {
  observe(): void {
    // Nothing changes its size here.
  }
  unobserve(): void {
    // See observe.
  }
  disconnect(): void {
    // See observe.
  }
}

globalThis.ResizeObserver ??= StillObserver;
globalThis.CSS ??= {} as typeof CSS;
CSS.supports ??= () => true;
CSS.escape ??= (text) => text.replaceAll(/[^\w-]/g, (sign) => `\\${sign}`);
Element.prototype.scrollIntoView ??= () => undefined;
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
  this.querySelector<HTMLElement>('[autofocus]')?.focus();
};

export {};
