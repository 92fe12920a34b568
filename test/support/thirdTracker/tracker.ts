/**
 * A third tracker, made up to prove the contract: “Ledger”, as unlike the first one as it may be. A server that the
 * user names, an owner, a token; nothing but the required core.
 */
import { BackendError } from '../../../src/shared/problem';
import type { Tracker } from '../../../src/trackers/tracker';

const refuse = (sentence: string): never => {
  throw new BackendError('refused', sentence);
};

const parseServer = (text: string): string =>
  URL.canParse(text) && /^https?:/.test(text) ? new URL(text).origin : refuse('A ledger has an http:// address.');

export const ledger: Tracker = {
  kind: 'ledger',
  name: 'Ledger',
  signIn: {
    summary: 'With the token of a ledger',
    fields: [
      {
        name: 'server',
        prompt: 'The address of the ledger.',
        placeholder: 'https://ledger.example.org',
        known: {
          placeholder: 'Which ledger?',
          choices: [],
          other: { label: 'A ledger of your own…', icon: 'server', description: 'by its address' },
        },
        read: parseServer,
      },
      {
        name: 'owner',
        prompt: 'Who keeps the ledger?',
        placeholder: 'owner',
        value: 'ada',
        read: (text) => (/^\w+$/.test(text) ? text : refuse('An owner is one word.')),
      },
    ],
    secret: {
      placeholder: 'token',
      prompt: () => 'The token stands on the first page of the ledger.',
      read: (text) => (text === '' ? refuse('A ledger opens to a token alone.') : text),
    },
    destination: (answers) => {
      const [server, owner, token] = ['server', 'owner', 'secret'].map((name) => answers.get(name));
      return server === undefined ? null : { server, secret: `${owner ?? ''}:${token ?? ''}` };
    },
  },
  parseServer,
  connect: async (server, secret, requests) => (await import('./backend')).connectLedger(server, secret, requests),
};
