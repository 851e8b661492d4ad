/** Says one calm line to whoever waits: a console, a log, a test. */
export type Report = (line: string) => void;
