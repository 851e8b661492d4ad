import type { QueueNeighbours } from '../queue-neighbours.js';

/** What the queue of server `one` knows beside a living server `two`, which it tells of nobody. */
export const BESIDE_SERVER_TWO: QueueNeighbours = {
  isOurs: () => true,
  lookedAfter: () => ['one'],
  elsewhere: () => [],
  tellMoved: () => undefined,
  heldOf: () => undefined,
  holdOnly: () => undefined,
  lookAfter: () => undefined,
};
