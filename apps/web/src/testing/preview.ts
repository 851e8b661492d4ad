import { bootstrapApplication } from '@angular/platform-browser';
import { App } from '../app/app';
import { appConfig } from '../app/app.config';
import { HEARKEN } from '../app/hearken';
import { STATS } from '../app/landing/live-counts';
import { PAGE_TEXTS } from '../app/pages/page-texts';
import { FakeHearken } from './fake-hearken';
import { SAMPLE_VERSION, sampleTexts } from './sample-texts';
import { someCounts } from './scenes';
import { previewStates } from './preview-states';

/**
 * The app over a scripted client, for looking at its states: `ng build --configuration preview`, then any address with
 * `?state=<name of preview-states.ts>`. It is built by no other configuration, so nothing of it ships.
 */
const states = previewStates(Date.now());
const name = new URLSearchParams(location.search).get('state') ?? 'waiting';
const before = states['ended'];
let state = states[name];
if (state === undefined) throw new Error(`no state of that name; there are: ${Object.keys(states).join(', ')}`);
if (name === 'second' && before !== undefined) {
  state = { ...state, conversations: [...before.conversations, ...state.conversations] };
}

const client = new FakeHearken(state);
Object.assign(globalThis, { client, states });

// Somebody who has been here before; `&first` is somebody who has not.
if (new URLSearchParams(location.search).has('first')) localStorage.clear();
else for (const key of ['hearken.guidelines', 'hearken.listening']) localStorage.setItem(key, SAMPLE_VERSION);

const previewed = [
  { provide: HEARKEN, useValue: client },
  { provide: PAGE_TEXTS, useValue: sampleTexts },
  { provide: STATS, useValue: () => Promise.resolve(someCounts()) },
];
bootstrapApplication(App, { providers: [...appConfig.providers, ...previewed] }).catch((error: unknown) => {
  console.error(error);
});
