import './jsdom-gaps';
import { Location } from '@angular/common';
import { provideLocationMocks } from '@angular/common/testing';
import { type Provider, type Type, inputBinding, type Binding } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import type { Clock } from '../app/connection/ports';
import type { ClientState } from '../app/client/client-state';
import { TYPES_ON_GLASS } from '../app/chat/composer';
import { KEPT_SETTINGS } from '../app/chat/preferences';
import { SIGNALS_OUT, type SignalsOut } from '../app/chat/signals-out';
import { HEARKEN } from '../app/hearken';
import { PAGE_TEXTS } from '../app/pages/page-texts';
import { PAGE_CLOCK } from '../app/ui/page-clock';
import { STATS } from '../app/landing/live-counts';
import { HAS_KEPT_SESSION } from '../app/open-session';
import { PAGE_LOADED_BY } from '../app/queue/visit';
import { PAGE_LOAD, PAGE_RELOAD } from '../app/ui/page-reload';
import { routes } from '../app/app.routes';
import { FakeHearken } from './fake-hearken';
import { SAMPLE_VERSION, sampleTexts } from './sample-texts';

/** A clock that stands still until it is moved. */
export class StandingClock implements Clock {
  private time: number;
  private readonly timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  private nextHandle = 1;

  constructor(from = 1_000_000) {
    this.time = from;
  }

  now(): number {
    return this.time;
  }

  setTimeout(run: () => void, ms: number): number {
    const handle = this.nextHandle++;
    this.timers.set(handle, { at: this.time + ms, run });
    return handle;
  }

  clearTimeout(handle: unknown): void {
    if (typeof handle === 'number') this.timers.delete(handle);
  }

  /** Moves on and runs what has become due. */
  advance(ms: number): void {
    this.time += ms;
    for (const [handle, timer] of this.timers) {
      if (timer.at > this.time) continue;
      this.timers.delete(handle);
      timer.run();
    }
  }
}

/** What a hidden tab did to reach the person. */
export class RecordedSignals implements SignalsOut {
  tones = 0;
  granted: NotificationPermission | 'absent' = 'default';
  answer: NotificationPermission = 'granted';
  readonly shown: (readonly [title: string, body: string])[] = [];

  play(): void {
    this.tones++;
  }
  permission(): NotificationPermission | 'absent' {
    return this.granted;
  }
  askPermission(): Promise<NotificationPermission> {
    this.granted = this.answer;
    return Promise.resolve(this.answer);
  }
  notify(title: string, body: string): void {
    this.shown.push([title, body]);
  }
}

/** The page around a component: a scripted client, a clock that stands still, nothing of the browser's own. */
export class Page {
  readonly client: FakeHearken;
  readonly clock = new StandingClock();
  readonly signals = new RecordedSignals();
  /** What the device keeps: somebody who has been here before, unless a test clears it. */
  readonly settings = new Map([
    ['hearken.guidelines', SAMPLE_VERSION],
    ['hearken.listening', 'seen'],
  ]);
  reloads = 0;
  /** Addresses that were loaded anew. */
  readonly loads: string[] = [];

  constructor(
    state?: ClientState,
    given: { readonly onGlass?: boolean; readonly providers?: readonly Provider[] } = {},
  ) {
    this.client = new FakeHearken(state);
    const settings = {
      getItem: (key: string) => this.settings.get(key) ?? null,
      setItem: (key: string, value: string) => {
        this.settings.set(key, value);
      },
    };
    TestBed.configureTestingModule({
      providers: [
        provideRouter(routes, withComponentInputBinding()),
        provideLocationMocks(),
        { provide: HEARKEN, useValue: this.client },
        { provide: PAGE_CLOCK, useValue: this.clock },
        { provide: SIGNALS_OUT, useValue: this.signals },
        { provide: KEPT_SETTINGS, useValue: () => settings },
        { provide: PAGE_TEXTS, useValue: sampleTexts },
        // A server that is slow for ever, so that nothing is told of who is here.
        { provide: STATS, useValue: () => new Promise(() => undefined) },
        { provide: PAGE_LOAD, useValue: (address: string) => this.loads.push(address) },
        { provide: PAGE_RELOAD, useValue: () => this.reloads++ },
        { provide: HAS_KEPT_SESSION, useValue: false },
        { provide: PAGE_LOADED_BY, useValue: 'address' },
        { provide: TYPES_ON_GLASS, useValue: given.onGlass ?? false },
        ...(given.providers ?? []),
      ],
    });
  }

  get path(): string {
    return TestBed.inject(Location).path();
  }

  /** Draws a component with these inputs. */
  async draw<T>(component: Type<T>, inputs: Readonly<Record<string, () => unknown>> = {}): Promise<Drawn<T>> {
    const bindings: Binding[] = Object.entries(inputs).map(([name, value]) => inputBinding(name, value));
    const fixture = TestBed.createComponent(component, { bindings });
    document.body.append(fixture.nativeElement as Node);
    const drawn = new Drawn(fixture);
    await drawn.settle();
    return drawn;
  }
}

/** A drawn component, looked at as a person does: by words, roles and names. */
export class Drawn<T> {
  readonly element: HTMLElement;

  constructor(readonly fixture: ComponentFixture<T>) {
    this.element = fixture.nativeElement as HTMLElement;
  }

  /** Lets effects, rendering and promises come to rest. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) {
      this.fixture.detectChanges();
      await Promise.resolve();
    }
    await this.fixture.whenStable();
    this.fixture.detectChanges();
  }

  /** All words, with one space between. */
  get words(): string {
    return this.element.textContent.replaceAll(/\s+/g, ' ').trim();
  }

  find(selector: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(selector);
  }

  get(selector: string): HTMLElement {
    const found = this.find(selector);
    if (found === null) throw new Error(`nothing matches ${selector} in: ${this.words}`);
    return found;
  }

  all(selector: string): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>(selector)];
  }

  /** The button or link of that name. */
  button(name: string): HTMLElement {
    const found = this.findButton(name);
    if (found === undefined) throw new Error(`no button "${name}" in: ${this.words}`);
    return found;
  }

  findButton(name: string): HTMLElement | undefined {
    return this.all('button, a').find((one) => nameOf(one) === name);
  }

  async press(name: string): Promise<void> {
    this.button(name).click();
    await this.settle();
  }
}

function nameOf(element: HTMLElement): string {
  const label = element.getAttribute('aria-label');
  if (label !== null) return label;
  const clone = element.cloneNode(true) as HTMLElement;
  for (const hidden of clone.querySelectorAll('[aria-hidden="true"]')) hidden.remove();
  return clone.textContent.replaceAll(/\s+/g, ' ').trim();
}
