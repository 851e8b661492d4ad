import { Component, computed, inject, output, signal, viewChild, type ElementRef } from '@angular/core';
import { ANNOUNCEMENT_MAX, ROLES, type AnnouncementView, type Audience } from '@hearken/protocol';
import { PAGE_CLOCK } from '../ui/page-clock';
import { AdminApi } from './admin-api';
import { Deed } from './deed';
import { DeedLine } from './deed-line';
import { valueOf } from './field-value';
import { EMPTY_FIELDS, readDraft, type SysmsgFields } from './sysmsg-draft';
import { audienceName, people, ROLE_NAMES } from './words';

const AUDIENCES: readonly { readonly value: Audience['audience']; readonly name: string }[] = [
  { value: 'all', name: 'Everybody' },
  { value: 'role', name: 'A role' },
  { value: 'room', name: 'One conversation' },
  { value: 'person', name: 'One person' },
];

/** Composes an announcement: first one sees how many people it reaches, then one sends it. */
@Component({
  selector: 'hk-sysmsg-composer',
  imports: [DeedLine],
  templateUrl: './sysmsg-composer.html',
})
export class SysmsgComposer {
  /** One was sent. */
  readonly sent = output<AnnouncementView>();

  protected readonly audiences = AUDIENCES;
  protected readonly roles = ROLES;
  protected readonly roleNames = ROLE_NAMES;
  protected readonly max = ANNOUNCEMENT_MAX;
  protected readonly valueOf = valueOf;
  protected readonly fields = signal<SysmsgFields>(EMPTY_FIELDS);
  protected readonly fault = signal<string | undefined>(undefined);
  /** How many people exactly these fields reach; undefined until it was asked for. */
  protected readonly reach = signal<number | undefined>(undefined);
  protected readonly left = computed(() => ANNOUNCEMENT_MAX - [...this.fields().text].length);
  protected readonly question = computed(() => {
    const reach = this.reach();
    if (reach === undefined) return undefined;
    const to = audienceName(this.fields());
    return `This goes to ${to}: ${people(reach)} at once, and to whoever comes while it is valid.`;
  });
  protected readonly counting = new Deed();
  protected readonly sending = new Deed();
  private readonly text = viewChild.required<ElementRef<HTMLTextAreaElement>>('text');
  private readonly api = inject(AdminApi);
  private readonly clock = inject(PAGE_CLOCK);

  /** Another draft reaches other people. */
  protected set(change: Partial<SysmsgFields>): void {
    this.fields.update((fields) => ({ ...fields, ...change }));
    this.reach.set(undefined);
    this.fault.set(undefined);
    this.sending.forget();
    this.counting.forget();
  }

  protected setAudience(value: string): void {
    const found = AUDIENCES.find((one) => one.value === value);
    if (found !== undefined) this.set({ audience: found.value });
  }

  protected setRole(value: string): void {
    const role = ROLES.find((one) => one === value);
    if (role !== undefined) this.set({ role });
  }

  protected async count(event: Event): Promise<void> {
    event.preventDefault();
    const read = readDraft(this.fields(), this.clock.now());
    if (read.is === 'unfit') {
      this.fault.set(read.why);
      return;
    }
    const fields = this.fields();
    const reach = await this.counting.run(
      () => this.api.reach(read.draft),
      () => '',
    );
    // What was typed meanwhile reaches other people.
    if (reach !== undefined && fields === this.fields()) this.reach.set(reach.people);
  }

  protected async send(): Promise<void> {
    const read = readDraft(this.fields(), this.clock.now());
    if (read.is === 'unfit') {
      this.fault.set(read.why);
      return;
    }
    const sent = await this.sending.run(
      () => this.api.announce(read.draft),
      ({ reached }) => `Sent. It reached ${people(reached)} so far.`,
    );
    if (sent === undefined) return;
    this.fields.set({ ...EMPTY_FIELDS });
    this.reach.set(undefined);
    // The button that had the focus is gone.
    this.text().nativeElement.focus();
    this.sent.emit(sent);
  }
}
