import { ADMIN_FETCH } from '../app/admin/admin-fetch';
import { AdminPage } from '../app/admin/admin-page';
import type { ChartData } from '../app/admin/chart-data';
import { CHART_PAINTER } from '../app/admin/chart-painter';
import { FakeAdmin } from './fake-admin';
import { Page, type Drawn } from './render';

/** The operators' page over a fake server, looked at as an operator does. */
export class AdminUnderTest {
  readonly server = new FakeAdmin();
  /** What charts were given last, by heading. */
  readonly charts = new Map<string, ChartData>();
  /** The chart library cannot be fetched. */
  isChartMissing = false;
  readonly page: Page;

  constructor() {
    const painted = { recolour: () => undefined, destroy: () => undefined };
    const show = (data: ChartData): void => void this.charts.set(data.heading, data);
    this.page = new Page(undefined, {
      providers: [
        { provide: ADMIN_FETCH, useValue: this.server.fetch },
        {
          provide: CHART_PAINTER,
          useValue: () =>
            this.isChartMissing
              ? Promise.reject(new Error('offline'))
              : Promise.resolve((_: HTMLCanvasElement, data: ChartData) => {
                  show(data);
                  return { ...painted, show };
                }),
        },
      ],
    });
  }

  /** Opens a section. */
  async open(section = 'overview'): Promise<Drawn<AdminPage>> {
    const drawn = await this.page.draw(AdminPage, { section: () => section });
    await settled(drawn);
    return drawn;
  }
}

/** Requests, answers and what is drawn for them. */
export async function settled(drawn: Drawn<unknown>): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await drawn.settle();
}

/** Types into the field of that label. */
export async function fill(drawn: Drawn<unknown>, label: string, text: string): Promise<void> {
  const field = fieldOf(drawn, label);
  field.value = text;
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
  await drawn.settle();
}

/** Ticks the box, or takes the choice, of that label. */
export async function tick(drawn: Drawn<unknown>, label: string): Promise<void> {
  fieldOf(drawn, label).click();
  await drawn.settle();
}

/** The field of that label. */
export function fieldOf(drawn: Drawn<unknown>, label: string): HTMLInputElement {
  const found = drawn
    .all('label')
    .find((one) => one.querySelector('span')?.textContent.trim() === label)
    ?.querySelector<HTMLInputElement>('input, select, textarea');
  if (found === undefined || found === null) throw new Error(`no field "${label}" in: ${drawn.words}`);
  return found;
}

/** Presses a button, and waits for what comes of it. */
export async function press(drawn: Drawn<unknown>, name: string): Promise<void> {
  await drawn.press(name);
  await settled(drawn);
}

/** Sends the form around the button of that name, as Enter in one of its fields does. */
export async function submit(drawn: Drawn<unknown>, name: string): Promise<void> {
  drawn
    .button(name)
    .closest('form')
    ?.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true }));
  await settled(drawn);
}
