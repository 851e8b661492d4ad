/** A line of the server's log, as far as tests look at it. */
interface LogLine {
  readonly level: number;
  readonly msg: string;
}

/** pino's number for `error`: someone must act. */
const ERROR = 50;

/** The lines of a log in which a server calls something an error, or dies of one. */
export function errorsIn(output: string): readonly string[] {
  return output.split('\n').filter((line) => parse(line)?.level === ERROR || isBareTrace(line));
}

function parse(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return undefined;
  }
}

/** What a process prints when it dies of an exception that nobody caught. */
function isBareTrace(line: string): boolean {
  return /^\s*at .*\(.*:\d+:\d+\)$/.test(line);
}
