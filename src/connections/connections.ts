/**
 * Owns servers and accounts: which there are, their keys (in SecretStorage and nowhere else) and the back end of each.
 * The local lab is one of them, started when first asked for. Knows no view and shows nothing, but what the lab has to
 * say of its folder.
 */
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { check, literal, maxLength, object, pipe, regex, safeParse, string, variant, type InferOutput } from 'valibot';
import { commands, window, type Disposable, type Memento, type SecretStorage } from 'vscode';
import { parseCometServer, type CometServer } from '../trackers/comet/serverAddress';
import type { CometBackend } from '../trackers/comet/backend';
import type { Lab } from '../lab/comet/server';
import type { Log } from '../log';
import { showWarning } from '../prompts/messages';
import type { Settings } from '../settings';
import type { ConnectionInfo } from '../shared/connection';
import { Emitter, type Event } from '../shared/event';
import { formatCount } from '../shared/format';
import { BackendError } from '../shared/problem';
import type { ConnectionRef } from '../shared/reference';
import type { BackendSource } from '../store/store';

export const labId = 'lab';

const address = pipe(
  string(),
  maxLength(4096),
  check((text) => /^https?:\/\//i.test(text) && URL.canParse(text), 'no address of a server'),
);
/** What is remembered of a connection to a server. Its key is not. */
const savedServerSchema = object({
  kind: literal('server'),
  id: pipe(string(), regex(/^[\w-]{1,100}$/)),
  tracker: literal('comet'),
  server: object({ webRoot: address, restRoot: address }),
  userName: pipe(string(), maxLength(1000)),
});
const savedLabSchema = object({ kind: literal('lab'), id: literal(labId) });
const savedSchema = variant('kind', [savedServerSchema, savedLabSchema]);

type SavedServer = InferOutput<typeof savedServerSchema>;
type SavedLab = InferOutput<typeof savedLabSchema>;
type Saved = InferOutput<typeof savedSchema>;

export interface CometSignIn {
  readonly server: CometServer;
  readonly apiKey: string;
}

export interface ConnectionsOptions {
  /** Shared by the windows of a profile. */
  readonly memory: Memento;
  readonly secrets: SecretStorage;
  readonly settings: Settings;
  readonly log: Log;
  /** The folder of the lab's recorded archives. */
  readonly labArchives: string;
  /** Where the lab keeps what is written to it, unless a setting says otherwise. */
  readonly labFolder: string;
}

const listName = 'connections';
const keyPrefix = 'experiments.key.';
const keyringAdvice = 'Check that the keyring of the operating system is unlocked and try again.';

export class Connections implements BackendSource, Disposable {
  readonly #options: ConnectionsOptions;
  readonly #backends = new Map<string, Promise<CometBackend>>();
  /** The keys as last seen here, to tell another window's change from the echo of our own. */
  readonly #keys = new Map<string, string>();
  /** Over when what this window writes to the secret storage is there. */
  #keeping: Promise<unknown> = Promise.resolve();
  /** How often this window wrote there. */
  #kept = 0;
  readonly #changes = new Emitter<ConnectionRef>();
  readonly #subscriptions: readonly Disposable[];
  #announced: ReadonlySet<string>;
  #lab: { readonly folder: string; readonly started: Promise<Lab> } | null = null;
  /** A lab that is about to close has its folder still. */
  #labClosing: Promise<void> = Promise.resolve();
  #labWarned = false;
  /** How many remembered connections could not be read when they were read last. */
  #unreadable = 0;

  readonly onDidChange: Event<ConnectionRef> = this.#changes.event;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#announced = this.#ids();
    this.#setContext();
    this.#subscriptions = [
      options.secrets.onDidChange(({ key }) => {
        if (key.startsWith(keyPrefix)) {
          void this.#keyChanged(key.slice(keyPrefix.length));
        }
      }),
      options.settings.onDidChangeRequests(() => this.#reconnect()),
      options.settings.onDidChange(() => this.#moveLab()),
      // The list is shared with other windows, but nobody tells when they change it.
      window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          this.#announceList();
        }
      }),
    ];
  }

  list(): readonly ConnectionInfo[] {
    return this.#saved().map(infoOf);
  }

  get(id: string): ConnectionInfo | undefined {
    return this.list().find((connection) => connection.id === id);
  }

  /** Where a connection leads; null for the lab, and for one that is not there. */
  serverOf({ connection }: ConnectionRef): CometServer | null {
    const saved = this.#saved().find(({ id }) => id === connection);
    return saved?.kind === 'server' ? saved.server : null;
  }

  /**
   * Asks the server whose key it is and keeps both when it answers. The same account again replaces its key.
   * Rejects with a BackendError and keeps nothing.
   */
  async add({ server, apiKey }: CometSignIn, signal: AbortSignal): Promise<ConnectionInfo> {
    const probe = await this.#connect(server, apiKey);
    const { userName } = await probe.account(signal).finally(() => probe.close());
    const known = this.#saved().find(
      (saved) => saved.kind === 'server' && saved.server.restRoot === server.restRoot && saved.userName === userName,
    );
    const saved: SavedServer = { kind: 'server', id: known?.id ?? randomUUID(), tracker: 'comet', server, userName };
    await this.#keepKey(saved.id, apiKey);
    this.#drop(saved.id);
    await this.#save(saved);
    return infoOf(saved);
  }

  /** The local lab; it starts when somebody asks it something. */
  async addLab(): Promise<ConnectionInfo> {
    const saved: SavedLab = { kind: 'lab', id: labId };
    if (this.get(labId) === undefined) {
      await this.#save(saved);
    }
    return infoOf(saved);
  }

  /** Forgets the connection and its key. */
  async remove(id: string): Promise<void> {
    this.#drop(id);
    await this.#options.memory.update(
      listName,
      this.#saved().filter((saved) => saved.id !== id),
    );
    this.#announceList();
    this.#keys.delete(id);
    if (id !== labId) {
      await this.#options.secrets.delete(keyPrefix + id);
    }
  }

  backend(connection: string): Promise<CometBackend> {
    let opening = this.#backends.get(connection);
    if (opening === undefined) {
      const fresh = this.#open(connection);
      this.#backends.set(connection, fresh);
      fresh.catch(() => {
        if (this.#backends.get(connection) === fresh) {
          this.#backends.delete(connection);
        }
      });
      opening = fresh;
    }
    return opening;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
    for (const id of this.#backends.keys()) {
      this.#drop(id);
    }
    this.#closeLab();
    this.#changes.dispose();
  }

  async #open(id: string): Promise<CometBackend> {
    const saved = this.#saved().find((candidate) => candidate.id === id);
    if (saved === undefined) {
      throw new BackendError('notFound', 'This connection is gone.', {
        advice: 'Sign in again to see its experiments.',
      });
    }
    if (saved.kind === 'lab') {
      const lab = await this.#startLab();
      return this.#connect(parseCometServer(lab.url), lab.apiKey);
    }
    const apiKey = await this.#readKey(id);
    if (apiKey === undefined) {
      throw new BackendError(
        'unauthorized',
        `The API key of ${saved.userName} at ${serverName(saved.server)} is not on this machine.`,
        { advice: 'Sign in again.' },
      );
    }
    this.#keys.set(id, apiKey);
    return this.#connect(saved.server, apiKey);
  }

  /** Loaded when first needed: activation must not wait for an HTTP client. */
  async #connect(server: CometServer, apiKey: string): Promise<CometBackend> {
    const { connectComet } = await import('../trackers/comet/backend');
    return connectComet({ server, apiKey, ...this.#options.settings.requests, log: this.#options.log.line });
  }

  async #readKey(id: string): Promise<string | undefined> {
    try {
      return await this.#options.secrets.get(keyPrefix + id);
    } catch (cause) {
      throw new BackendError('unexpected', 'The API key could not be read from this machine’s secret storage.', {
        advice: keyringAdvice,
        cause,
      });
    }
  }

  async #keepKey(id: string, apiKey: string): Promise<void> {
    this.#keys.set(id, apiKey);
    this.#kept += 1;
    const stored = Promise.resolve(this.#options.secrets.store(keyPrefix + id, apiKey));
    this.#keeping = Promise.allSettled([this.#keeping, stored]);
    try {
      await stored;
    } catch (cause) {
      this.#keys.delete(id);
      throw new BackendError('unexpected', 'The API key is right, but this machine’s secret storage did not take it.', {
        advice: keyringAdvice,
        cause,
      });
    }
  }

  #startLab(): Promise<Lab> {
    if (this.#lab === null) {
      const folder = this.#labFolder();
      const started = this.#openLab(folder).catch((cause: unknown) => {
        if (this.#lab?.started === started) {
          this.#lab = null;
        }
        this.#options.log.error(cause);
        if (cause instanceof BackendError) {
          throw cause;
        }
        throw new BackendError('unexpected', 'The sample lab could not be opened.', {
          advice: 'The log says why.',
          cause,
        });
      });
      this.#lab = { folder, started };
    }
    return this.#lab.started;
  }

  async #openLab(folder: string): Promise<Lab> {
    if (!isAbsolute(folder)) {
      throw new BackendError('refused', `The folder of the sample lab, “${folder}”, is not an absolute path.`, {
        advice: 'Change the setting “experiments.lab.folder”.',
      });
    }
    const [{ startCometLab }] = await Promise.all([import('../lab/comet/server'), this.#labClosing]);
    let isOpen = false;
    const tell = (notice: string): void => {
      this.#options.log.line(notice);
      if (isOpen) {
        void showWarning(notice);
      }
    };
    const lab = await startCometLab({ archives: this.#options.labArchives, folder, tell });
    isOpen = true;
    if (lab.isUnusable) {
      void this.#offerAnotherTry(lab.notices.join(' '));
    } else if (lab.notices.length > 0 && !this.#labWarned) {
      this.#labWarned = true;
      void showWarning(lab.notices.join(' '));
    }
    return lab;
  }

  /** What keeps the folder from being used may pass: a full disk, another program. */
  async #offerAnotherTry(notice: string): Promise<void> {
    const tryAgain = 'Try Again';
    if ((await showWarning(notice, tryAgain)) === tryAgain) {
      this.#reopenLab();
    }
  }

  #labFolder(): string {
    return this.#options.settings.labFolder?.replace(/^~(?=$|[/\\])/, () => homedir()) ?? this.#options.labFolder;
  }

  /** To the folder of the settings, if it is in another one. */
  #moveLab(): void {
    if (this.#lab !== null && this.#lab.folder !== this.#labFolder()) {
      this.#reopenLab();
    }
  }

  #reopenLab(): void {
    this.#closeLab();
    this.#drop(labId);
    this.#changes.fire({ connection: labId });
  }

  #closeLab(): void {
    const started = this.#lab?.started;
    this.#lab = null;
    if (started !== undefined) {
      this.#labClosing = started.then((lab) => lab.close()).catch(() => undefined);
    }
  }

  /** Its next user gets a new one. */
  #drop(id: string): void {
    const backend = this.#backends.get(id);
    this.#backends.delete(id);
    void backend?.then((opened) => opened.close()).catch(() => undefined);
  }

  #reconnect(): void {
    for (const id of this.#ids()) {
      this.#drop(id);
      this.#changes.fire({ connection: id });
    }
  }

  async #keyChanged(id: string): Promise<void> {
    let apiKey: string | undefined;
    let kept: number;
    // What was read before this window wrote, or while it did, says nothing of what is there now.
    do {
      await this.#keeping;
      kept = this.#kept;
      apiKey = await this.#readKey(id).catch(() => undefined);
    } while (kept !== this.#kept);
    if (apiKey !== this.#keys.get(id)) {
      this.#keys.delete(id);
      this.#drop(id);
      if (this.#announced.has(id)) {
        this.#changes.fire({ connection: id });
      }
    }
    this.#announceList();
  }

  /**
   * What cannot be read of it is left out: another version, or a damaged file, must not keep the others from being
   * shown.
   */
  #saved(): readonly Saved[] {
    const remembered = this.#options.memory.get<unknown>(listName, []);
    const entries: readonly unknown[] = Array.isArray(remembered) ? remembered : [null];
    const saved = entries.flatMap((entry) => {
      const { success, output } = safeParse(savedSchema, entry);
      return success ? [output] : [];
    });
    const unreadable = entries.length - saved.length;
    if (unreadable > this.#unreadable) {
      this.#options.log.line(
        `${formatCount(unreadable, 'remembered connection')} cannot be read and ${unreadable === 1 ? 'is' : 'are'} left out. Sign in again to have it back.`,
      );
    }
    this.#unreadable = unreadable;
    return saved;
  }

  #ids(): ReadonlySet<string> {
    return new Set(this.#saved().map(({ id }) => id));
  }

  async #save(saved: Saved): Promise<void> {
    const all = this.#saved();
    const isKnown = all.some(({ id }) => id === saved.id);
    await this.#options.memory.update(
      listName,
      isKnown ? all.map((one) => (one.id === saved.id ? saved : one)) : [...all, saved],
    );
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
      if (id === labId) {
        this.#closeLab();
      }
      this.#changes.fire({ connection: id });
    }
  }

  #setContext(): void {
    void commands.executeCommand('setContext', 'experiments.signedOut', this.#announced.size === 0);
  }
}

/** For the user: host, port and path prefix. */
export function serverName({ webRoot }: CometServer): string {
  const { host, pathname } = new URL(webRoot);
  return host.replace(/^www\./, '') + pathname.replace(/\/$/, '');
}

const infoOf = (saved: Saved): ConnectionInfo =>
  saved.kind === 'lab'
    ? { id: labId, label: 'Sample Lab', tracker: 'comet', kind: 'lab', server: 'this machine' }
    : { id: saved.id, label: saved.userName, tracker: saved.tracker, kind: 'server', server: serverName(saved.server) };
