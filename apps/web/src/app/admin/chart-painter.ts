import { InjectionToken } from '@angular/core';
import type { ChartData } from './chart-data';

/** A chart that stands on a canvas. */
export interface PaintedChart {
  show(data: ChartData): void;
  /** The colours of the page have changed. */
  recolour(): void;
  destroy(): void;
}

/** Puts a chart on a canvas. */
export type ChartPainter = (canvas: HTMLCanvasElement, data: ChartData) => PaintedChart;

/** Brings the chart library, which is fetched when the first chart is shown. Rejects where it can't be fetched. */
export const CHART_PAINTER = new InjectionToken<() => Promise<ChartPainter>>('painter of charts', {
  providedIn: 'root',
  factory: () => () => import('./paint-chart').then(({ paintChart }) => paintChart),
});
