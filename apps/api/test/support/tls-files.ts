import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A certificate for 127.0.0.1 that is its own authority, as files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** The certificate itself, PEM. */
  readonly authority: string;
  remove(): Promise<void>;
}

/** Makes one that nobody trusts unless told to. */
export async function makeTlsFiles(): Promise<TlsFiles> {
  const { cert: authority, private: key } = await generate([{ name: 'commonName', value: 'Hearken test' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), 'hearken-tls-'));
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await writeFile(files.cert, authority);
  await writeFile(files.key, key, { mode: 0o600 });
  return { ...files, authority, remove: () => rm(folder, { recursive: true, force: true }) };
}
