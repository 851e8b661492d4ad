import type { Overview } from '@hearken/protocol';

/** What does not change while this server runs. */
export class ServerFacts {
  constructor(readonly told: Pick<Overview, 'version' | 'startedAt' | 'persistence'>) {}
}
