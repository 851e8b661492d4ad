import type { Variable } from './variable.js';
import { VARIABLES } from './variables.js';

const ROWS = Object.entries<Variable<unknown>>(VARIABLES);

/** The text of `.env.example`: every variable with its meaning; those with a default stand there as comments. */
export function envExample(): string {
  const blocks = ROWS.map(([name, variable]) => {
    const otherwise = variable.otherwise === undefined ? '' : ` Default: ${variable.otherwise}.`;
    return `# ${variable.meaning}${otherwise}\n# ${name}=${variable.standard ?? ''}\n`;
  });
  return [
    '# Copy to .env and uncomment what should differ from the default. The process environment wins over this file.\n',
    ...blocks,
  ].join('\n');
}

/** The table of docs/configuration.md (and of the README), its columns padded as Prettier does. */
export function variableTable(): string {
  const rows = ROWS.map(([name, { standard, otherwise, meaning }]) => [
    `\`${name}\``,
    standard === undefined ? (otherwise ?? '') : `\`${standard}\``,
    meaning,
  ]);
  const head = ['variable', 'default', 'meaning'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('');
}

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  return `# Configuration

Hearken reads these environment variables, and a \`.env\` file in the folder it is started from, once at start. Whatever is
wrong or missing is named, all at once, and it does not start. An empty variable counts as unset. This page is written
from \`apps/api/src/config/variables.ts\`.

${variableTable()}`;
}

/** Between these two lines of the README stands the table; the rest of it is written by hand. */
const README_MARKS = [
  '<!-- The table is written from apps/api/src/config/variables.ts; a test holds it. -->',
  '<!-- End of the table. -->',
] as const;

/** The README with its table as it has to be. Throws where the marks of the table are gone. */
export function readmeWithTable(readme: string): string {
  const [begin, end] = README_MARKS;
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error('the README has lost the marks around its table of variables');
  return `${readme.slice(0, from + begin.length)}\n\n${variableTable()}\n${readme.slice(to)}`;
}
