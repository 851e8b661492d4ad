import { MongoBinary } from 'mongodb-memory-server-core';
import type { Report } from './report.js';

/** The series that facts.md found safe as a replica set after SIGKILL; 8.0.32 to 8.0.38 were not, standalone. */
const PINNED_VERSION = '7.0.45';

/**
 * MongoDB's own build of {@link PINNED_VERSION} for this system, downloaded into the cache by mongodb-memory-server,
 * which prints the progress itself. Rejects where it cannot be had.
 */
export async function downloadOfficialMongod(cacheDir: string, report: Report): Promise<string> {
  report(`mongod: downloading ${PINNED_VERSION} (about 80 MB, once)`);
  return withEnv(
    {
      // Unless this is set, mongodb-memory-server accepts any certificate.
      npm_config_strict_ssl: 'true',
      // Without a network the next source is as good: don't wait through its growing pauses.
      MONGOMS_MAX_RETRIES: '2',
    },
    () => MongoBinary.getPath({ version: PINNED_VERSION, downloadDir: cacheDir }),
  );
}

/** mongodb-memory-server takes these from the environment only: they are set for the call and put back after it. */
async function withEnv<T>(values: Readonly<Record<string, string>>, action: () => Promise<T>): Promise<T> {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  try {
    return await action();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}
