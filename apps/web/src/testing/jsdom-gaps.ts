/** What jsdom does not have and the page takes for granted. */

class StillObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** Adds what is missing, and leaves alone what is there. */
function fill(target: object, missing: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(missing)) {
    if (!(name in target)) Object.defineProperty(target, name, { configurable: true, writable: true, value });
  }
}

fill(globalThis, { ResizeObserver: StillObserver, CSS: {} });
fill(CSS, {
  supports: () => true,
  escape: (text: string) => text.replaceAll(/[^\w-]/g, (sign) => `\\${sign}`),
});
fill(Element.prototype, { scrollIntoView: () => undefined });
fill(HTMLDialogElement.prototype, {
  showModal(this: HTMLDialogElement) {
    this.open = true;
    this.querySelector<HTMLElement>('[autofocus]')?.focus();
  },
});

export {};
