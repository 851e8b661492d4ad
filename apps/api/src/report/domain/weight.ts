import type { HoldVote, Standing } from '../report-store.port.js';

/** A device is held from this weight of open severe reports on. */
export const HELD_FROM = 1;
/** With this many severe reports of one device waiting to be read, a further one no longer holds by itself. */
export const OPEN_SEVERE_MAX = 3;

/**
 * How much a reporter's word counts, 0 to 1. Somebody new is believed; whoever was wrong more often than right is not,
 * alone; nor is whoever makes severe reports faster than they can be read.
 */
export function weightOf({ upheld, dismissed, openSevere }: Standing): number {
  const trust = Math.min(1, (1 + 2 * upheld) / (1 + 2 * dismissed));
  return openSevere < OPEN_SEVERE_MAX ? trust : trust / 2;
}

/** The devices that are held. All reports of one device about another count once, by the heaviest. */
export function heldDevices(votes: readonly HoldVote[]): ReadonlySet<string> {
  const heaviest = new Map<string, Map<string, number>>();
  for (const { reporterDevice, reportedDevice, weight } of votes) {
    const about = heaviest.get(reportedDevice) ?? new Map<string, number>();
    about.set(reporterDevice, Math.max(weight, about.get(reporterDevice) ?? 0));
    heaviest.set(reportedDevice, about);
  }
  const held = new Set<string>();
  for (const [device, about] of heaviest) {
    const total = [...about.values()].reduce((sum, weight) => sum + weight, 0);
    if (total >= HELD_FROM) held.add(device);
  }
  return held;
}
