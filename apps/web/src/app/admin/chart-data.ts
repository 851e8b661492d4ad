import { ROLES, type LiveFigures, type Overview } from '@hearken/protocol';
import { ROLE_NAMES } from './words';

/** One line of a chart; a value for each moment, null where there was none. */
export interface ChartSeries {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** What a chart shows. */
export interface ChartData {
  readonly heading: string;
  /** What one of a value is: "people", "s". */
  readonly unit: string;
  /** Server time, ms. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
}

const MS_PER_SECOND = 1_000;

/** The charts of the overview: the last half hour, up to this second. */
export function chartsOf({ history, now }: Overview): readonly ChartData[] {
  const last = history.at(-1);
  const moments = last !== undefined && last.at >= now.at ? history : [...history, now];
  const times = moments.map(({ at }) => at);
  const line = (name: string, of: (figures: LiveFigures) => number | undefined): ChartSeries => ({
    name,
    values: moments.map((figures) => of(figures) ?? null),
  });
  const perRole = (of: (role: LiveFigures['roles'][keyof LiveFigures['roles']]) => number | undefined) =>
    ROLES.map((role) => line(ROLE_NAMES[role], ({ roles }) => of(roles[role])));
  return [
    { heading: 'Waiting', unit: 'people', times, series: perRole(({ waiting }) => waiting) },
    { heading: 'Talking', unit: 'people', times, series: perRole(({ talking }) => talking) },
    {
      heading: 'Median wait',
      unit: 's',
      times,
      series: perRole(({ medianWaitMs }) => (medianWaitMs === undefined ? undefined : medianWaitMs / MS_PER_SECOND)),
    },
    {
      heading: 'Messages each second',
      unit: 'a second',
      times,
      series: [line('Messages', ({ entriesPerSecond }) => entriesPerSecond)],
    },
    {
      heading: 'Errors each second',
      unit: 'a second',
      times,
      series: [
        line('Refused', ({ refusalsPerSecond }) => refusalsPerSecond),
        line('Failed', ({ faultsPerSecond }) => faultsPerSecond),
      ],
    },
  ];
}

/** A figure as it is read: whole, or with one digit where it is small. */
export function figure(value: number): string {
  return String(value >= 10 || Number.isInteger(value) ? Math.round(value) : Math.round(value * 10) / 10);
}

/** A chart for those who do not see it: each line's last value, and its highest. */
export function chartInWords({ heading, unit, series }: ChartData): string {
  const lines = series.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    const last = values.at(-1) ?? null;
    if (known.length === 0) return `${name}: nothing yet`;
    const now = last === null ? 'none now' : `${figure(last)} now`;
    return `${name}: ${now}, at most ${figure(Math.max(...known))}`;
  });
  return `${heading} (${unit}), last 30 minutes. ${lines.join('; ')}.`;
}
