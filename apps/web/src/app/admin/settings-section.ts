import { Component, computed, inject, signal } from '@angular/core';
import {
  OPERATOR_NOTE_MAX,
  QUEUE_GATES,
  type RuntimeLimits,
  type Settings,
  type SettingsDraft,
} from '@hearken/protocol';
import { AdminApi } from './admin-api';
import { Deed } from './deed';
import { DeedLine } from './deed-line';
import { valueOf } from './field-value';
import { Loader } from './loader';
import { LoadLine } from './load-line';
import { dayAndTime } from './show-time';

const GATES = { open: 'Open', closed: 'Closed: nobody new is taken, whoever waits is still paired' } as const;

const LIMITS: readonly { readonly name: keyof RuntimeLimits; readonly words: string; readonly min: number }[] = [
  { name: 'textsPerSecond', words: 'Messages a person may send each second', min: 1 },
  { name: 'textsBurst', words: 'Messages at once', min: 1 },
  { name: 'textsPerMinute', words: 'Messages a person may send each minute', min: 1 },
  { name: 'peopleMax', words: 'People at the same time', min: 2 },
];

/** What may be changed while people talk. For admins. */
@Component({
  selector: 'hk-settings-section',
  imports: [DeedLine, LoadLine],
  templateUrl: './settings-section.html',
})
export class SettingsSection {
  protected readonly gates = QUEUE_GATES;
  protected readonly gateNames = GATES;
  protected readonly limits = LIMITS;
  protected readonly valueOf = valueOf;
  protected readonly dayAndTime = dayAndTime;
  protected readonly fault = signal<string | undefined>(undefined);
  protected readonly deed = new Deed();
  private readonly api = inject(AdminApi);
  protected readonly settings = new Loader(() => this.api.settings());
  /** What the operator has changed, and not saved. */
  private readonly change = signal<Partial<SettingsDraft>>({});
  protected readonly draft = computed((): SettingsDraft | undefined => {
    const now = this.settings.state();
    return now.is === 'there' ? { ...draftOf(now.value), ...this.change() } : undefined;
  });

  constructor() {
    this.load();
  }

  /** Reads them anew; what was changed and not saved is dropped. */
  protected load(): void {
    this.change.set({});
    this.fault.set(undefined);
    void this.settings.load();
  }

  protected set(change: Partial<SettingsDraft>): void {
    this.change.update((before) => ({ ...before, ...change }));
    this.fault.set(undefined);
    this.deed.forget();
  }

  protected setLimit(draft: SettingsDraft, name: keyof RuntimeLimits, value: string): void {
    this.set({ limits: { ...draft.limits, [name]: Number(value) } });
  }

  protected setVersion(value: string): void {
    this.set({ guidelinesVersion: Number(value) });
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const draft = this.draft();
    if (draft === undefined) return;
    const { notice, ...rest } = draft;
    const trimmed = notice?.trim() ?? '';
    const body: SettingsDraft = { ...rest, ...(trimmed !== '' && { notice: trimmed }) };
    this.fault.set(faultOf(body));
    if (this.fault() !== undefined) return;
    const saved = await this.deed.run(
      () => this.api.changeSettings(body),
      () => 'Saved. It holds from now on.',
    );
    if (saved === undefined) return;
    this.change.set({});
    this.settings.put(saved);
  }
}

function draftOf({ revision, queue, notice, limits, guidelinesVersion }: Settings): SettingsDraft {
  return { revision, queue, limits, guidelinesVersion, ...(notice !== undefined && { notice }) };
}

function faultOf({ queue, notice, limits, guidelinesVersion }: SettingsDraft): string | undefined {
  if (queue === 'closed' && notice === undefined) return 'A closed queue needs a notice: people see it instead.';
  if ([...(notice ?? '')].length > OPERATOR_NOTE_MAX) {
    return `The notice has at most ${String(OPERATOR_NOTE_MAX)} characters.`;
  }
  const unfit = LIMITS.find(({ name, min }) => !Number.isInteger(limits[name]) || limits[name] < min);
  if (unfit !== undefined) return `“${unfit.words}” must be a whole number, ${String(unfit.min)} or more.`;
  if (limits.textsPerMinute < limits.textsBurst) return 'Messages each minute must not be fewer than messages at once.';
  const isVersion = Number.isInteger(guidelinesVersion) && guidelinesVersion >= 1;
  return isVersion ? undefined : 'The guidelines’ version must be a whole number, 1 or more.';
}
