/**
 * Owns servers and accounts of any tracker: which there are, their secrets (in SecretStorage and nowhere else) and the
 * back end of each. Sample labs are among them. Knows no view and shows nothing.
 */
import * as l10n from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { commands, window, type Disposable, type Memento, type SecretStorage } from 'vscode';
import type { SampleLab } from '../lab/labs';
import type { Log } from '../platform/log';
import type { Settings } from '../platform/settings';
import { Emitter, type Event } from '../shared/base/event';
import type { ConnectionInfo, TrackerKind } from '../shared/experiment';
import { BackendError } from '../shared/problem';
import type { ConnectionRef } from '../shared/reference';
import { offeredByNone } from '../shared/verbs/verbNeeds';
import type { Verb } from '../shared/verbs/verbs';
import type { BackendSource } from '../store/store';
import { offers } from '../trackers/backend';
import { secretName, type ConnectedBackend, type Destination, type Tracker } from '../trackers/tracker';
import { OpenLab } from './openLab';
import { SavedConnections, type SavedConnection, type SavedLab, type SavedServer } from './savedConnections';

/** Somebody's account at a server, before it is known whose. */
export interface SignIn extends Destination {
  readonly tracker: TrackerKind;
}

export interface ConnectionsOptions {
  readonly trackers: readonly Tracker[];
  readonly labs: readonly [SampleLab, ...(readonly SampleLab[])];
  /** Shared by the windows of a profile. */
  readonly memory: Memento;
  readonly secrets: SecretStorage;
  readonly settings: Settings;
  readonly log: Log;
  /** The folder of the lab's recorded archives. */
  readonly labArchives: string;
  /** Where the lab stores what is written to it, unless a setting says otherwise. */
  readonly labFolder: string;
}

/** Of the names in SecretStorage. No user sees it, and a key that is not moved cannot get lost on the way. */
const keyPrefix = 'experiments.key.';
const keyringAdvice = l10n.t('Check that the keyring of the operating system is unlocked and try again.');

export class Connections implements BackendSource, Disposable {
  readonly #options: ConnectionsOptions;
  readonly #backends = new Map<string, Promise<ConnectedBackend>>();
  /** Those of them that are there. */
  readonly #connected = new Map<string, ConnectedBackend>();
  /** As last seen here, to tell another window's change from the echo of our own. */
  readonly #secrets = new Map<string, string>();
  /** Over when what this window writes to the secret storage is there. */
  #writing: Promise<unknown> = Promise.resolve();
  /** How often this window wrote there. */
  #writes = 0;
  readonly #changes = new Emitter<ConnectionRef>();
  readonly #subscriptions: readonly Disposable[];
  #announced: ReadonlySet<string>;
  readonly #saved: SavedConnections;
  readonly #labs: ReadonlyMap<string, OpenLab>;

  readonly onDidChange: Event<ConnectionRef> = this.#changes.event;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#saved = new SavedConnections({ ...options, log: options.log.line });
    this.#labs = new Map(options.labs.map((lab) => [lab.id, new OpenLab(lab, options, () => this.#renew(lab.id))]));
    this.#announced = this.#ids();
    this.#setContext();
    this.#subscriptions = [
      options.secrets.onDidChange(({ key }) => {
        if (key.startsWith(keyPrefix)) {
          void this.#secretChanged(key.slice(keyPrefix.length));
        }
      }),
      options.settings.onDidChangeRequests(() => this.#reconnect()),
      options.settings.onDidChange(() => {
        for (const lab of this.#labs.values()) {
          lab.move();
        }
      }),
      // The list is shared with other windows, but no event tells when they change it.
      window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          this.#announceList();
        }
      }),
    ];
  }

  list(): readonly ConnectionInfo[] {
    return this.#saved.list().map((saved) => this.#infoOf(saved));
  }

  get(id: string): ConnectionInfo | undefined {
    return this.list().find((connection) => connection.id === id);
  }

  /** Where a connection leads; null for a lab, and for one that is not there. */
  serverOf({ connection }: ConnectionRef): Pick<SignIn, 'tracker' | 'server'> | null {
    const saved = this.#saved.list().find(({ id }) => id === connection);
    return saved?.kind === 'server' ? { tracker: saved.tracker, server: saved.server } : null;
  }

  /**
   * Asks the server whose secret it is and saves both when it answers. The same account again replaces its secret.
   * Rejects with a BackendError and saves nothing.
   */
  async add(signIn: SignIn, signal: AbortSignal): Promise<ConnectionInfo> {
    const { secret } = signIn;
    const tracker = this.#tracker(signIn.tracker);
    const server = tracker.parseServer(signIn.server);
    const probe = await this.#connect(tracker, server, secret);
    const { userName } = await probe.account(signal).finally(() => probe.close());
    const known = this.#saved
      .list()
      .find(
        (saved) =>
          saved.kind === 'server' &&
          saved.tracker === tracker.kind &&
          saved.server === server &&
          saved.userName === userName,
      );
    const saved: SavedServer = {
      kind: 'server',
      id: known?.id ?? randomUUID(),
      tracker: tracker.kind,
      server,
      userName,
    };
    await this.#storeSecret(saved.id, secret, tracker);
    this.#drop(saved.id);
    await this.#save(saved);
    return this.#infoOf(saved);
  }

  /** A sample lab; it starts when somebody asks it something. */
  async addLab({ id }: SampleLab = this.#options.labs[0]): Promise<ConnectionInfo> {
    const saved: SavedLab = { kind: 'lab', id };
    if (this.get(id) === undefined) {
      await this.#save(saved);
    }
    return this.#infoOf(saved);
  }

  /** Forgets the connection and its key. */
  async remove(id: string): Promise<void> {
    this.#drop(id);
    await this.#saved.remove(id);
    this.#announceList();
    this.#secrets.delete(id);
    if (!this.#labs.has(id)) {
      await this.#options.secrets.delete(keyPrefix + id);
    }
  }

  backend(connection: string): Promise<ConnectedBackend> {
    let opening = this.#backends.get(connection);
    if (opening === undefined) {
      const fresh = this.#open(connection);
      this.#backends.set(connection, fresh);
      fresh.then(
        (connected) => {
          if (this.#backends.get(connection) === fresh) {
            this.#connected.set(connection, connected);
            this.#setContext();
          }
        },
        () => {
          if (this.#backends.get(connection) === fresh) {
            this.#backends.delete(connection);
          }
        },
      );
      opening = fresh;
    }
    return opening;
  }

  /** The verbs that no connection's tracker can do; empty until all are connected, as nobody knows before. */
  offeredByNone(): readonly Verb[] {
    const connected = [...this.#announced].flatMap((id) => this.#connected.get(id) ?? []);
    return connected.length < this.#announced.size
      ? []
      : offeredByNone(connected.map((backend) => (need) => offers(backend, need)));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
    for (const id of this.#backends.keys()) {
      this.#drop(id);
    }
    for (const lab of this.#labs.values()) {
      lab.close();
    }
    this.#changes.dispose();
  }

  async #open(id: string): Promise<ConnectedBackend> {
    const saved = this.#saved.list().find((candidate) => candidate.id === id);
    if (saved === undefined) {
      throw gone();
    }
    if (saved.kind === 'lab') {
      const open = this.#labOf(id);
      const tracker = this.#tracker(open.lab.tracker);
      const { url, apiKey } = await open.start();
      return this.#connect(tracker, tracker.parseServer(url), apiKey);
    }
    const secret = await this.#readSecret(id, this.#tracker(saved.tracker));
    if (secret === undefined) {
      throw new BackendError(
        'unauthorized',
        l10n.t('The {secret} of {user} at {server} is not on this machine.', {
          secret: secretName(this.#tracker(saved.tracker)),
          user: saved.userName,
          server: serverName(saved.server),
        }),
        { advice: l10n.t('Sign in again.') },
      );
    }
    this.#secrets.set(id, secret);
    return this.#connect(this.#tracker(saved.tracker), saved.server, secret);
  }

  #connect(tracker: Tracker, server: string, secret: string): Promise<ConnectedBackend> {
    return tracker.connect(server, secret, { ...this.#options.settings.requests, log: this.#options.log.line });
  }

  async #readSecret(id: string, tracker: Tracker): Promise<string | undefined> {
    try {
      return await this.#storedSecret(id);
    } catch (cause) {
      throw new BackendError(
        'unexpected',
        l10n.t('The {secret} could not be read from this machine’s secret storage.', { secret: secretName(tracker) }),
        {
          advice: keyringAdvice,
          cause,
        },
      );
    }
  }

  async #storedSecret(id: string): Promise<string | undefined> {
    return this.#options.secrets.get(keyPrefix + id);
  }

  async #storeSecret(id: string, secret: string, tracker: Tracker): Promise<void> {
    this.#secrets.set(id, secret);
    this.#writes += 1;
    const stored = Promise.resolve(this.#options.secrets.store(keyPrefix + id, secret));
    this.#writing = Promise.allSettled([this.#writing, stored]);
    try {
      await stored;
    } catch (cause) {
      this.#secrets.delete(id);
      throw new BackendError(
        'unexpected',
        l10n.t('The {secret} is right, but this machine’s secret storage did not take it.', {
          secret: secretName(tracker),
        }),
        {
          advice: keyringAdvice,
          cause,
        },
      );
    }
  }

  /** Its next user gets a new one. */
  #drop(id: string): void {
    const backend = this.#backends.get(id);
    this.#backends.delete(id);
    this.#connected.delete(id);
    void backend?.then((opened) => opened.close()).catch(() => undefined);
  }

  #reconnect(): void {
    for (const id of this.#ids()) {
      this.#renew(id);
    }
  }

  /** Views that show it ask the new back end. */
  #renew(id: string): void {
    this.#drop(id);
    this.#changes.fire({ connection: id });
  }

  async #secretChanged(id: string): Promise<void> {
    let secret: string | undefined;
    let kept: number;
    // What was read before this window wrote, or while it did, says nothing of what is there now.
    do {
      await this.#writing;
      kept = this.#writes;
      secret = await this.#storedSecret(id).catch(() => undefined);
    } while (kept !== this.#writes);
    if (secret !== this.#secrets.get(id)) {
      this.#secrets.delete(id);
      this.#drop(id);
      if (this.#announced.has(id)) {
        this.#changes.fire({ connection: id });
      }
    }
    this.#announceList();
  }

  #ids(): ReadonlySet<string> {
    return new Set(this.#saved.list().map(({ id }) => id));
  }

  async #save(saved: SavedConnection): Promise<void> {
    const isKnown = this.#ids().has(saved.id);
    await this.#saved.put(saved);
    this.#announceList();
    if (isKnown) {
      this.#changes.fire({ connection: saved.id });
    }
  }

  /** Tells of the connections that came or went since the last time. */
  #announceList(): void {
    const before = this.#announced;
    const now = this.#ids();
    this.#announced = now;
    this.#setContext();
    for (const id of now) {
      if (!before.has(id)) {
        this.#changes.fire({ connection: id });
      }
    }
    for (const id of before) {
      if (now.has(id)) {
        continue;
      }
      this.#drop(id);
      this.#labs.get(id)?.close();
      this.#changes.fire({ connection: id });
    }
  }

  #tracker(kind: TrackerKind): Tracker {
    const tracker = this.#options.trackers.find((candidate) => candidate.kind === kind);
    if (tracker === undefined) {
      throw gone();
    }
    return tracker;
  }

  #labOf(id: string): OpenLab {
    const lab = this.#labs.get(id);
    if (lab === undefined) {
      throw gone();
    }
    return lab;
  }

  #infoOf(saved: SavedConnection): ConnectionInfo {
    const { id } = saved;
    if (saved.kind === 'lab') {
      const { label, tracker } = this.#labOf(id).lab;
      return { id, label, tracker, kind: 'lab', server: l10n.t('this machine') };
    }
    return { id, label: saved.userName, tracker: saved.tracker, kind: 'server', server: serverName(saved.server) };
  }

  /** What the palette offers. */
  #setContext(): void {
    void commands.executeCommand('setContext', 'experimentExplorer.signedOut', this.#announced.size === 0);
    void commands.executeCommand('setContext', 'experimentExplorer.offeredByNone', this.offeredByNone().join(' '));
  }
}

const gone = (): BackendError =>
  new BackendError('notFound', l10n.t('This connection is gone.'), {
    advice: l10n.t('Sign in again to see its experiments.'),
  });

/** For the user: host, port and path prefix. */
export function serverName(server: string): string {
  const { host, pathname } = new URL(server);
  return host.replace(/^www\./, '') + pathname.replace(/\/$/, '');
}
