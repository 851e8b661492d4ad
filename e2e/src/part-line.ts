/** One server of `npm run cluster`, as the line that is printed for each of its states says. */
export interface PartLine {
  readonly name: string;
  readonly state: string;
  readonly origin: string;
  readonly pid: number;
}

const PART_LINE = /^(server-\d+) +(\S.*?) +(http:\S+) +pid (\d+)$/;

/** Reads such a line; undefined for any other one. */
export function readPartLine(line: string): PartLine | undefined {
  const [, name, state, origin, pid] = PART_LINE.exec(line) ?? [];
  if (name === undefined || state === undefined || origin === undefined) return undefined;
  return { name, state, origin, pid: Number(pid) };
}
