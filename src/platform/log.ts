/**
 * Owns the output channel “Experiment Explorer”, which comes into being with its first line.
 * Callers have taken the secrets out before; forged lines are prevented here.
 */
import * as l10n from '@vscode/l10n';
import { window, type Disposable } from 'vscode';
import { oneLine } from '../shared/text/plainText';

/** Characters. */
const longestLogLine = 2000;

/** What is written to: the editor's own, unless a test looks on. */
interface LogChannel {
  info(text: string): void;
  error(text: string): void;
  show(preserveFocus: boolean): void;
  dispose(): void;
}

export class Log implements Disposable {
  readonly #create: () => LogChannel;
  #channel: LogChannel | null = null;

  constructor(
    create: () => LogChannel = () => window.createOutputChannel(l10n.t('Experiment Explorer'), { log: true }),
  ) {
    this.#create = create;
  }

  /** What happened, to be read later. */
  readonly line = (text: string): void => this.#open().info(oneLine(text, longestLogLine));

  /** What went wrong, with all that is known about it. */
  readonly error = (error: unknown): void => {
    const [what = '', ...where] = (error instanceof Error ? (error.stack ?? error.message) : String(error))
      .split('\n')
      .map((line) => oneLine(line, longestLogLine));
    // A message of several lines would look like lines of the log; those of a stack begin with blanks.
    this.#open().error([what, ...where.map((line) => `    ${line}`)].join('\n'));
  };

  show(): void {
    this.#open().show(true);
  }

  #open(): LogChannel {
    return (this.#channel ??= this.#create());
  }

  dispose(): void {
    this.#channel?.dispose();
  }
}
