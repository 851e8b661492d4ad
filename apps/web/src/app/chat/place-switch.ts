import { Component, inject } from '@angular/core';
import { ConversationService } from '../conversation/conversation.service';
import { Toggle } from '../ui/toggle';
import { SETTINGS_WORDS } from './words';

/** The switch for showing partners where one is; nothing where the server shows it to nobody. */
@Component({
  selector: 'hk-place-switch',
  imports: [Toggle],
  template: `
    @if (conversation.place(); as is) {
      <hk-toggle
        [label]="words.place"
        [hint]="words.placeHint"
        [isOn]="is === 'shown'"
        (flipped)="conversation.setPlace($event ? 'shown' : 'hidden')"
      />
    }
  `,
})
export class PlaceSwitch {
  protected readonly words = SETTINGS_WORDS;
  protected readonly conversation = inject(ConversationService);
}
