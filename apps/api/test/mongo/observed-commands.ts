import type { CommandStartedEvent, Document } from 'mongodb';
import type { MongoConnection } from '../../src/platform/mongo/mongo-connection.js';

/** Fields the driver adds for its session; a command is explained without them. */
const SESSION_FIELDS = ['$clusterTime', '$db', 'autocommit', 'lsid', 'startTransaction', 'txnNumber', 'writeConcern'];

/** What the stores really send. Open the connection with `monitorCommands: true`. */
export class ObservedCommands {
  #seen: CommandStartedEvent[] = [];

  constructor(private readonly mongo: MongoConnection) {
    mongo.mongoose.getClient().on('commandStarted', (event: CommandStartedEvent) => {
      this.#seen.push(event);
    });
  }

  clear(): void {
    this.#seen = [];
  }

  /** The commands of these names since `clear`. */
  named(...names: readonly string[]): readonly Document[] {
    return this.#seen.filter(({ commandName }) => names.includes(commandName)).map(({ command }) => command);
  }

  /** How MongoDB carries out the first command of this name since `clear`. */
  async explain(name: string): Promise<Plan> {
    const [command] = this.named(name);
    if (command === undefined) throw new Error(`no ${name} was sent`);
    const bare = Object.fromEntries(Object.entries(command).filter(([field]) => !SESSION_FIELDS.includes(field)));
    const { readConcern: _, ...explained } = bare;
    const answer = await this.mongo.mongoose.getClient().db().command({
      explain: explained,
      verbosity: 'executionStats',
    });
    return planOf(answer);
  }
}

/** The parts of an explanation that tests look at. */
export interface Plan {
  /** Names of the stages, wherever they stand. */
  readonly stages: ReadonlySet<string>;
  readonly indexes: ReadonlySet<string>;
  readonly keysExamined: number;
  readonly docsExamined: number;
  readonly returned: number;
}

function planOf(answer: Document): Plan {
  const stages = new Set<string>();
  const indexes = new Set<string>();
  const stats: Document = findStats(answer);
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('stage' in value && typeof value.stage === 'string') stages.add(value.stage);
    if ('indexName' in value && typeof value.indexName === 'string') indexes.add(value.indexName);
    for (const each of Object.values(value)) walk(each);
  };
  walk(stats['executionStages']);
  return {
    stages,
    indexes,
    keysExamined: Number(stats['totalKeysExamined']),
    docsExamined: Number(stats['totalDocsExamined']),
    returned: Number(stats['nReturned']),
  };
}

/** `executionStats` of a find, or of the first stage of an aggregation. */
function findStats(answer: Document): Document {
  const direct: unknown = answer['executionStats'];
  if (isDocument(direct)) return direct;
  const stages: unknown = answer['stages'];
  const first: unknown = Array.isArray(stages) ? stages[0] : undefined;
  const cursor: unknown = isDocument(first) ? first['$cursor'] : undefined;
  const stats: unknown = isDocument(cursor) ? cursor['executionStats'] : undefined;
  if (!isDocument(stats)) throw new Error('no execution statistics');
  return stats;
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null;
}
