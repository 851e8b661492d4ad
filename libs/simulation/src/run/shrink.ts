import type { Family } from '../faults/families';
import type { Plan } from '../faults/plan';
import type { Mutation } from './make-world';
import { run } from './run';

/** Leaves out items, larger pieces first, as long as a finding of the same kind remains. */
export async function shrink(plan: Plan, family: Family, mutation: Mutation): Promise<Plan> {
  const [first] = (await run(plan, family, { mutation })).findings;
  if (first === undefined) return plan;
  const stillFails = async (candidate: Plan): Promise<boolean> => {
    const { findings } = await run(candidate, family, { mutation });
    return findings.some(({ kind }) => kind === first.kind);
  };
  let best = plan;
  for (let size = Math.ceil(best.items.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < best.items.length;) {
      const candidate = { ...best, items: [...best.items.slice(0, at), ...best.items.slice(at + size)] };
      if (await stillFails(candidate)) best = candidate;
      else at += size;
    }
  }
  return best;
}
