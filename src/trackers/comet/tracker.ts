/** Comet as a value: its sign-in form, its credentials on a machine, and the way to its back end. */
import * as l10n from '@vscode/l10n';
import { BackendError } from '../../shared/problem';
import type { ExperimentBackend } from '../backend';
import type { Answers, Tracker } from '../tracker';
import type { CometBackend } from './backend';
import { credentialFiles, findCredentials } from './credentials';
import { cometCloud, parseCometServer, serverOfKey } from './serverAddress';

const parseServer = (text: string): string => parseCometServer(text).webRoot;

/** An empty server is the one that the key itself names, or comet.com. */
function serverOf(answers: Answers): string | null {
  const server = answers.get('server');
  return server === '' ? (serverOfKey(answers.get('secret') ?? '') ?? cometCloud).webRoot : (server ?? null);
}

const keysAddress = (answers: Answers): string => `${serverOf(answers) ?? cometCloud.webRoot}/api/my/settings/`;

function readKey(apiKey: string): string {
  if (apiKey === '') {
    throw new BackendError('refused', l10n.t('Paste your API key here.'));
  }
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new BackendError('refused', l10n.t('An API key has no blanks and no special characters; copy it once more.'));
  }
  return apiKey;
}

export const comet: Tracker = {
  kind: 'comet',
  name: 'Comet',
  signIn: {
    summary: l10n.t('With an API key for comet.com or your own server'),
    fields: [
      {
        name: 'server',
        prompt: l10n.t('The address of the server, as in the browser or in COMET_URL_OVERRIDE.'),
        placeholder: 'https://comet.example.com',
        known: {
          placeholder: l10n.t('Where are your experiments?'),
          choices: [{ label: 'comet.com', icon: 'cloud', value: '' }],
          other: { label: l10n.t('Another server…'), icon: 'server', description: 'self-hosted' },
        },
        read: parseServer,
      },
    ],
    secret: {
      placeholder: 'API key',
      prompt: (answers) =>
        l10n.t('Your API key is at {address} (the button above opens it).', { address: keysAddress(answers) }),
      page: { label: l10n.t('Open the page that shows your API key'), address: keysAddress },
      read: readKey,
    },
    destination(answers) {
      const server = serverOf(answers);
      return server === null ? null : { server, secret: answers.get('secret') ?? '' };
    },
  },
  credentials: {
    summary: l10n.t('From COMET_API_KEY or a .comet.config file that you already have'),
    whereabouts: l10n.t('in COMET_API_KEY, in ~/.comet.config or in a .comet.config of this workspace'),
    files: credentialFiles,
    find: findCredentials,
  },
  parseServer,
  async connect(server, secret, requests) {
    const { connectComet } = await import('./backend');
    return connectComet({ server: parseCometServer(server), apiKey: secret, ...requests });
  },
};

/** What only Comet's back end has is there for those who ask first. */
export const isComet = (backend: ExperimentBackend): backend is CometBackend => backend.tracker === comet.kind;
