import { bootstrapApplication } from '@angular/platform-browser';
import { App } from '../app/app';
import { appConfig } from '../app/app.config';
import { HEARKEN } from '../app/hearken';
import { FakeHearken } from './fake-hearken';
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

bootstrapApplication(App, { providers: [...appConfig.providers, { provide: HEARKEN, useValue: client }] }).catch(
  (error: unknown) => {
    console.error(error);
  },
);
