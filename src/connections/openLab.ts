/**
 * Owns a sample lab while it runs: it starts when first asked for, in the folder that the settings name, and tells the
 * user what there is to say of that folder.
 */
import * as l10n from '@vscode/l10n';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import type { RunningLab, SampleLab } from '../lab/labs';
import type { Log } from '../platform/log';
import { showWarning } from '../prompts/messages';
import type { Settings } from '../platform/settings';
import { BackendError } from '../shared/problem';

export interface OpenLabOptions {
  /** The folder of the lab's recorded archives. */
  readonly labArchives: string;
  /** Where the lab stores what is written to it, unless a setting says otherwise. */
  readonly labFolder: string;
  readonly settings: Settings;
  readonly log: Log;
}

export class OpenLab {
  readonly lab: SampleLab;
  readonly #options: OpenLabOptions;
  /** The lab was closed to be opened again: what was connected to it is not any more. */
  readonly #reopened: () => void;
  #running: { readonly folder: string; readonly started: Promise<RunningLab> } | null = null;
  /** A lab that is about to close has its folder still. */
  #closing: Promise<void> = Promise.resolve();
  #hasWarned = false;

  constructor(lab: SampleLab, options: OpenLabOptions, reopened: () => void) {
    this.lab = lab;
    this.#options = options;
    this.#reopened = reopened;
  }

  /** The one that runs, or a new one. Rejects with a BackendError. */
  start(): Promise<RunningLab> {
    if (this.#running === null) {
      const folder = this.#folder();
      const started = this.#open(folder).catch((cause: unknown) => {
        if (this.#running?.started === started) {
          this.#running = null;
        }
        this.#options.log.error(cause);
        if (cause instanceof BackendError) {
          throw cause;
        }
        throw new BackendError('unexpected', l10n.t('The sample lab could not be opened.'), {
          advice: l10n.t('The log says why.'),
          cause,
        });
      });
      this.#running = { folder, started };
    }
    return this.#running.started;
  }

  /** To the folder of the settings, if it runs in another one. */
  move(): void {
    if (this.#running !== null && this.#running.folder !== this.#folder()) {
      this.#reopen();
    }
  }

  close(): void {
    const started = this.#running?.started;
    this.#running = null;
    if (started !== undefined) {
      this.#closing = started.then((lab) => lab.close()).catch(() => undefined);
    }
  }

  async #open(folder: string): Promise<RunningLab> {
    if (!isAbsolute(folder)) {
      throw new BackendError(
        'refused',
        l10n.t('The folder of the sample lab, “{folder}”, is not an absolute path.', { folder }),
        {
          advice: l10n.t('Change the setting “experimentExplorer.lab.folder”.'),
        },
      );
    }
    await this.#closing;
    let isOpen = false;
    const tell = (notice: string): void => {
      this.#options.log.line(notice);
      if (isOpen) {
        void showWarning(notice);
      }
    };
    const lab = await this.lab.start({ archives: this.#options.labArchives, folder, tell });
    isOpen = true;
    if (lab.isUnusable) {
      void this.#offerAnotherTry(lab.notices.join(' '));
    } else if (lab.notices.length > 0 && !this.#hasWarned) {
      this.#hasWarned = true;
      void showWarning(lab.notices.join(' '));
    }
    return lab;
  }

  /** What keeps the folder from being used may pass: a full disk, another program. */
  async #offerAnotherTry(notice: string): Promise<void> {
    if ((await showWarning(notice, { tryAgain: l10n.t('Try Again') })) === 'tryAgain') {
      this.#reopen();
    }
  }

  #reopen(): void {
    this.close();
    this.#reopened();
  }

  #folder(): string {
    const { settings, labFolder } = this.#options;
    return settings.labFolder?.replace(/^~(?=$|[/\\])/, () => homedir()) ?? labFolder;
  }
}
