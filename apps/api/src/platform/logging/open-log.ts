import { pino, type DestinationStream } from 'pino';
import type { LogLevel } from '../../config/config.js';
import type { Log } from '../log.js';
import { PinoLog } from './pino-log.js';

/** The process's log on standard output: JSON lines, or calm words for a person at a terminal. */
export async function openLog(level: LogLevel, isForPeople: boolean): Promise<Log> {
  return new PinoLog(level, isForPeople ? await wordsForPeople() : pino.destination({ dest: 1, sync: false }));
}

async function wordsForPeople(): Promise<DestinationStream> {
  const { build } = await import('pino-pretty');
  return build({ colorize: true, translateTime: 'SYS:HH:MM:ss', sync: true });
}
