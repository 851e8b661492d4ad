import { Component, computed, inject, input } from '@angular/core';
import type { Place } from '@hearken/protocol';
import { ConnectionService } from '../connection/connection.service';
import { eachMinute } from '../ui/page-clock';
import { countryName, timeOfDayAt } from '../ui/page-language';
import { CHAT_WORDS } from './words';

/** Where the partner is and what time it is there, as far as they show it; not announced, as it moves by itself. */
@Component({
  selector: 'hk-partner-place',
  template: `{{ words() }}`,
})
export class PartnerPlace {
  /** Absent: hidden, or not known. */
  readonly place = input.required<Place | undefined>();

  private readonly connection = inject(ConnectionService);
  private readonly now = eachMinute();

  protected readonly words = computed(() => {
    const { country, region, utcOffsetMinutes } = this.place() ?? {};
    const name = country === undefined ? undefined : countryName(country);
    const where = [region, name].filter((part) => part !== undefined).join(', ');
    const serverNow = this.now() + this.connection.state().serverAheadMs;
    const time = utcOffsetMinutes === undefined ? '' : CHAT_WORDS.theirTime(timeOfDayAt(serverNow, utcOffsetMinutes));
    return [where === '' ? CHAT_WORDS.placeUnknown : where, time].filter((part) => part !== '').join(' · ');
  });
}
