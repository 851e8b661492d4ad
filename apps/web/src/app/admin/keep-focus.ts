/**
 * What had the focus goes, or is gone: the focus moves to `to`, not to the top of the page. Whoever has moved on to
 * something else is left alone.
 *
 * @param from what holds all that goes
 */
export function keepFocus(from: Element, to: HTMLElement | null): void {
  const { activeElement, body } = document;
  const isLost = activeElement === null || activeElement === body;
  if (isLost || from.contains(activeElement)) to?.focus();
}
