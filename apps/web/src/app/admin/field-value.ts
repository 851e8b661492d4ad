/** What stands in the field that an event is about. */
export function valueOf({ target }: Event): string {
  const isField =
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
  return isField ? target.value : '';
}

/** Whether the box that an event is about is ticked. */
export function isTicked({ target }: Event): boolean {
  return target instanceof HTMLInputElement && target.checked;
}

/** The time that a `datetime-local` field holds, ms since the epoch; undefined where it is empty. */
export function timeIn(value: string): number | undefined {
  const at = value === '' ? Number.NaN : new Date(value).getTime();
  return Number.isNaN(at) ? undefined : at;
}
