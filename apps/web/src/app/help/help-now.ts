import { Component, computed, inject, signal } from '@angular/core';
import { COUNTRIES, countryName, dialable } from './country-help';
import { BROWSER_PLACE, guessCountry } from './guess-country';
import { HELP_WORDS } from './words';

/** Value of the choice that is in no list. */
const OTHER = 'other';

/** Who helps in a crisis: by country, guessed first and then chosen. Keeps nothing. */
@Component({
  selector: 'hk-help-now',
  templateUrl: './help-now.html',
})
export class HelpNow {
  private readonly guess = guessCountry(inject(BROWSER_PLACE));
  private readonly chosen = signal(this.guess ?? '');
  private readonly hasChosen = signal(false);

  protected readonly words = HELP_WORDS;
  protected readonly other = OTHER;
  protected readonly dialable = dialable;
  protected readonly countries = COUNTRIES.map(({ code }) => ({ code, name: countryName(code) })).sort((left, right) =>
    left.name.localeCompare(right.name, 'en'),
  );
  protected readonly country = this.chosen.asReadonly();
  protected readonly isGuessed = computed(() => this.guess !== undefined && this.chosen() === this.guess);
  protected readonly help = computed(() => COUNTRIES.find(({ code }) => code === this.chosen()));
  protected readonly name = computed(() => countryName(this.chosen()));
  /** Said to screen readers after a choice: what is below the list has changed. */
  protected readonly told = computed(() => {
    const here = this.help();
    if (here === undefined || !this.hasChosen()) return '';
    return HELP_WORDS.found(here.lines.length, this.name());
  });

  protected choose(event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    this.hasChosen.set(true);
    this.chosen.set(event.target.value);
  }
}
