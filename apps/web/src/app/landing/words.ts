import type { Role } from '@hearken/protocol';

/** Words of the landing page. */
export const LANDING_WORDS = {
  name: 'Hearken',
  helpNow: 'Help now',
  title: 'Someone to listen, right now.',
  lead: 'One other person, one conversation. No account, no name, nothing to install. Say what is on your mind, or be there for somebody who needs it.',
  chooseHeading: 'What would you like to do?',
  choices: {
    vent: { name: 'I need to vent', text: 'Say what weighs on you. Somebody is there to hear it.' },
    listen: { name: 'I can listen', text: 'Be there for someone who needs to talk. You need not have answers.' },
    talk: { name: 'Just talk', text: 'No roles. Two people and whatever comes up.' },
  } satisfies Record<Role, { readonly name: string; readonly text: string }>,
  goingOn: {
    talking: 'Your conversation is still open.',
    waiting: 'You are still waiting for somebody.',
    backTalking: 'Back to the conversation',
    backWaiting: 'Back to waiting',
  },
  hereHeading: 'Here now',
  hereUnknown: 'Who is here cannot be told just now.',
  isHeading: 'What this is',
  is: [
    'People who listen, people who need to be heard. All of them are here as you are: anonymous, and of their own will.',
    'Always one to one. Nobody else reads along.',
    'When the line breaks, your words wait and arrive. What was sent is not lost.',
  ],
  isNotHeading: 'What this is not',
  isNot: [
    'It is not therapy or medical advice. The people here are not checked or trained.',
    'It is not an emergency service. Nobody here can send help.',
  ],
  helpHeading: 'If you are in danger, or thinking of ending your life',
  help: 'You deserve more than a chat window. Please call your local emergency number: 112 in Europe, 999 in the UK, 911 in North America. Or find people who are there for exactly this:',
  helpLink: 'Lines in your country',
  privacyHeading: 'Your words stay yours',
  privacy: [
    'No e-mail, no phone number, no profile. Please keep names and addresses out of what you write, too.',
    'What you say is deleted at most 24 hours after the conversation ends.',
    'No advertising, no trackers, nothing loaded from anybody else.',
  ],
} as const;
