/** Where everything is kept, as operators are told. */
export type PersistenceName = 'mongodb' | 'embedded' | 'volatile';

/** How this server knows of others, as operators are told: `single`, there are none. */
export type CoordinationName = 'single' | 'redis';

/** What `/health` is answered from. */
export interface HealthProbe {
  readonly version: string;
  readonly persistence: PersistenceName;
  readonly coordination: CoordinationName;
  /** What servers know each other by answers; without it conversations go on, and nobody is paired. */
  readonly isCoordinationUp: () => boolean;
  /** The database answers. */
  readonly isStorageUp: () => Promise<boolean>;
  /** The server is going away. */
  readonly isDraining: () => boolean;
}

/** Nest's token of the probe. */
export const HEALTH_PROBE = Symbol('HEALTH_PROBE');
