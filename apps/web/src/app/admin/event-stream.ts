/** One server-sent event. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** No event of ours is longer; what grows beyond is not ours, characters. */
const EVENT_MAX = 2_000_000;

/**
 * Cuts a stream of text into server-sent events. `EventSource` cannot be used: it takes no bearer token.
 *
 * @throws {RangeError} where an event does not end
 */
export class EventCutter {
  #rest = '';

  /** The events that are whole with this piece. */
  take(piece: string): readonly StreamEvent[] {
    const blocks = `${this.#rest}${piece}`.replaceAll('\r\n', '\n').split('\n\n');
    this.#rest = blocks.pop() ?? '';
    if (this.#rest.length > EVENT_MAX) throw new RangeError('an event that does not end');
    return blocks.flatMap((block) => {
      const read = readEvent(block);
      return read === undefined ? [] : [read];
    });
  }
}

/** Comments, which keep a line open, are no events. */
function readEvent(block: string): StreamEvent | undefined {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^(event|data)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }
  return data.length === 0 ? undefined : { event, data: data.join('\n') };
}
