import {
  Component,
  DestroyRef,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  signal,
  viewChild,
  type ElementRef,
} from '@angular/core';
import { CHART_PAINTER, type PaintedChart } from './chart-painter';
import { chartInWords, figure, type ChartData } from './chart-data';

/** A chart that moves, with its lines' names and last values beside it. */
@Component({
  selector: 'hk-live-chart',
  template: `
    <figure class="admin-card chart">
      <figcaption>
        <h3>{{ data().heading }}</h3>
        <ul class="chart-legend">
          @for (line of legend(); track line.name; let index = $index) {
            <li>
              <span class="chart-line look-{{ index }}" aria-hidden="true"></span>{{ line.name }}
              <strong>{{ line.value }}</strong>
            </li>
          }
        </ul>
      </figcaption>
      @if (isMissing()) {
        <p class="soft">The chart could not be loaded. The figures are still live.</p>
      }
      <div class="chart-ground" [hidden]="isMissing()">
        <canvas #canvas role="img" [attr.aria-label]="inWords()"></canvas>
      </div>
    </figure>
  `,
})
export class LiveChart {
  readonly data = input.required<ChartData>();

  protected readonly isMissing = signal(false);
  protected readonly inWords = computed(() => chartInWords(this.data()));
  protected readonly legend = computed(() =>
    this.data().series.map(({ name, values }) => {
      const last = values.at(-1) ?? null;
      return { name, value: last === null ? '–' : `${figure(last)} ${this.data().unit}` };
    }),
  );
  private readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');
  private readonly painted = signal<PaintedChart | undefined>(undefined);
  private readonly destroyed = inject(DestroyRef);

  constructor() {
    const load = inject(CHART_PAINTER);
    afterNextRender(() => {
      load().then(
        (paint) => {
          if (!this.destroyed.destroyed) this.painted.set(paint(this.canvas().nativeElement, this.data()));
        },
        () => {
          this.isMissing.set(true);
        },
      );
    });
    effect(() => this.painted()?.show(this.data()));
    this.followTheScheme();
  }

  private followTheScheme(): void {
    const scheme = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined;
    const recolour = (): void => this.painted()?.recolour();
    scheme?.addEventListener('change', recolour);
    this.destroyed.onDestroy(() => {
      scheme?.removeEventListener('change', recolour);
      this.painted()?.destroy();
    });
  }
}
