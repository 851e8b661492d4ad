/** Where everything is kept, as operators are told. */
export type PersistenceName = 'mongodb' | 'embedded' | 'volatile';

/** What `/health` is answered from. */
export interface HealthProbe {
  readonly version: string;
  readonly persistence: PersistenceName;
  readonly coordination: 'single';
  /** The database answers. */
  readonly isStorageUp: () => Promise<boolean>;
  /** The server is going away. */
  readonly isDraining: () => boolean;
}

/** Nest's token of the probe. */
export const HEALTH_PROBE = Symbol('HEALTH_PROBE');
