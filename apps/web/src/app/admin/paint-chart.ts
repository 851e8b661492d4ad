import { Chart, LinearScale, LineController, LineElement, PointElement, type ChartDataset } from 'chart.js';
import type { ChartData } from './chart-data';
import type { PaintedChart } from './chart-painter';
import { timeOfDay } from './show-time';

Chart.register(LineController, LineElement, PointElement, LinearScale);

/** Lines differ in colour and in dashes; the legend beside the chart shows both. Colours are the page's own. */
const LOOKS = [
  { colour: '--accent', dash: [] },
  { colour: '--alarm', dash: [7, 4] },
  { colour: '--ink-soft', dash: [2, 3] },
] as const;

type Line = ChartDataset<'line', { x: number; y: number | null }[]>;

/** Paints with Chart.js. */
export function paintChart(canvas: HTMLCanvasElement, data: ChartData): PaintedChart {
  const chart = new Chart<'line', Line['data']>(canvas, {
    type: 'line',
    data: { datasets: linesOf(canvas, data) },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      // The legend beside it says the values; a chart that answers the pointer only would keep them from the keyboard.
      events: [],
      scales: {
        x: { type: 'linear', ticks: { maxTicksLimit: 5, callback: (at) => timeOfDay(Number(at)) } },
        y: { type: 'linear', beginAtZero: true, suggestedMax: 1, ticks: { maxTicksLimit: 5 } },
      },
    },
  });
  colourAxes(chart, canvas);
  const painted: PaintedChart = {
    show(next) {
      data = next;
      chart.data.datasets = linesOf(canvas, next);
      const { x } = chart.options.scales ?? {};
      const [first, last] = [next.times[0], next.times.at(-1)];
      if (x !== undefined && first !== undefined && last !== undefined) Object.assign(x, { min: first, max: last });
      chart.update('none');
    },
    recolour() {
      colourAxes(chart, canvas);
      painted.show(data);
    },
    destroy() {
      chart.destroy();
    },
  };
  painted.show(data);
  return painted;
}

function linesOf(canvas: HTMLCanvasElement, { times, series }: ChartData): Line[] {
  return series.map(({ name, values }, index) => {
    const look = LOOKS[index % LOOKS.length] ?? LOOKS[0];
    return {
      label: name,
      data: times.map((at, moment) => ({ x: at, y: values[moment] ?? null })),
      borderColor: colourOf(canvas, look.colour),
      borderDash: [...look.dash],
      borderWidth: 2,
      pointRadius: 0,
    };
  });
}

function colourAxes(chart: Chart<'line', Line['data']>, canvas: HTMLCanvasElement): void {
  for (const axis of Object.values(chart.options.scales ?? {})) {
    Object.assign(axis ?? {}, { grid: { color: colourOf(canvas, '--line') } });
    Object.assign(axis?.ticks ?? {}, { color: colourOf(canvas, '--ink-soft') });
  }
  chart.update('none');
}

function colourOf(canvas: HTMLCanvasElement, name: string): string {
  return getComputedStyle(canvas).getPropertyValue(name).trim();
}
