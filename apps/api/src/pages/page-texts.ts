import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageName, PageText } from '@hearken/protocol';
import type { Log } from '../platform/log.js';
import { splitFrontMatter, type SplitText } from './front-matter.js';

/** Largest file that is given out, bytes: these are texts that people read. */
export const PAGE_TEXT_MAX_BYTES = 200_000;

/** Where the texts are. */
export interface PageFolders {
  /** Ours; every text is there. */
  readonly standard: string;
  /** The operator's; any text may be there. */
  readonly own: string | undefined;
  /** Raised by operators at run time to have the guidelines accepted again, from 1. */
  readonly guidelinesVersion: () => number;
  readonly log: Log;
}

/** Characters of a digest: 60 bits, so that no two texts of one site share it. */
const DIGEST_LENGTH = 10;

interface Kept {
  readonly changedAt: number;
  /** Undefined: the file can't be used. */
  readonly text: SplitText | undefined;
}

/**
 * The texts of the site: the operator's file where there is one that can be used, else ours. A file is read again when
 * it has changed, so that a text is replaced without a restart.
 */
export class PageTexts {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly folders: PageFolders) {}

  /** @throws where even our own text is missing, which is a broken installation */
  async read(name: PageName): Promise<PageText> {
    const { own, standard } = this.folders;
    const ownText = own === undefined ? undefined : await this.#readFrom(own, name);
    const text = ownText ?? (await this.#readFrom(standard, name));
    if (text === undefined) throw new Error(`the text ${name} is not installed`);
    return { name, markdown: text.markdown, version: this.#versionOf(name, text) };
  }

  /** Says in the log that the operator's folder is not there. */
  async checkFolder(): Promise<void> {
    const { own, log } = this.folders;
    if (own === undefined) return;
    const found = await stat(own).catch(() => undefined);
    if (found?.isDirectory() !== true) log.warn('content-folder-missing');
  }

  #versionOf(name: PageName, { markdown, version = digest(markdown) }: SplitText): string {
    const raised = name === 'guidelines' ? this.folders.guidelinesVersion() : 1;
    return raised === 1 ? version : `${version}+${String(raised)}`;
  }

  async #readFrom(folder: string, name: PageName): Promise<SplitText | undefined> {
    const path = join(folder, `${name}.md`);
    const changedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    if (changedAt === undefined) return undefined;
    const kept = this.#kept.get(path);
    if (kept?.changedAt === changedAt) return kept.text;
    const text = await readText(path);
    // Once for each change of the file, not for each reader.
    if (text === undefined) this.folders.log.warn('page-text-unusable', { page: name });
    this.#kept.set(path, { changedAt, text });
    return text;
  }
}

/** Where nobody names a version, any change makes a new one. */
function digest(markdown: string): string {
  return createHash('sha256').update(markdown).digest('base64url').slice(0, DIGEST_LENGTH);
}

async function readText(path: string): Promise<SplitText | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined || bytes.length > PAGE_TEXT_MAX_BYTES) return undefined;
  const text = splitFrontMatter(bytes.toString('utf8'));
  return text.markdown === '' ? undefined : text;
}
