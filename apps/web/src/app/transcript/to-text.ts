import type { Row, Transcript } from './transcript';

/** A conversation as plain text. Lines of a text after its first are moved in, so that none can pass for another row. */
export function toText({ title, facts, rows }: Transcript): string {
  const head = [title, ...facts.map(([name, words]) => `${name}: ${words}`)];
  return `${[...head, ...rows.flatMap(linesOf)].join('\n')}\n`;
}

function linesOf(row: Row): readonly string[] {
  switch (row.is) {
    case 'day':
      return ['', `== ${row.words} ==`];
    case 'note':
      return [`[${row.time}] * ${movedIn(row.words)}`];
    case 'gap':
      return [`[${row.time}] ... ${movedIn(row.words)}`];
    case 'operators':
      return [`[${row.time}] ! ${row.who}: ${movedIn(row.words)}`];
    case 'text': {
      const { time, who, words, quote, liked, state } = row;
      return [
        ...(quote === undefined ? [] : [`[${time}] ${who}, ${inside(quote.title)}:`]),
        ...(quote === undefined || quote.words === '' ? [] : [quoted(quote.words)]),
        `[${time}] ${who}: ${movedIn(words)}${state === undefined ? '' : ` (${state})`}`,
        ...(liked === undefined ? [] : [`    <3 ${liked}`]),
      ];
    }
  }
}

function inside(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function quoted(words: string): string {
  return `    > ${words.replaceAll(LINE_BREAK, '\n    > ')}`;
}

function movedIn(words: string): string {
  return words.replaceAll(LINE_BREAK, '\n    ');
}

/** Everything that some program shows as a new line. */
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
