/**
 * Owns the output channel “Experiment Explorer”, which comes into being with its first line.
 * Whoever writes here has taken the secrets out before.
 */
import { window, type Disposable, type LogOutputChannel } from 'vscode';

export class Log implements Disposable {
  #channel: LogOutputChannel | null = null;

  /** What happened, for whoever wonders later. */
  readonly line = (text: string): void => this.#open().info(text);

  /** What went wrong, with all that is known about it. */
  readonly error = (error: unknown): void => this.#open().error(error instanceof Error ? error : String(error));

  show(): void {
    this.#open().show(true);
  }

  #open(): LogOutputChannel {
    return (this.#channel ??= window.createOutputChannel('Experiment Explorer', { log: true }));
  }

  dispose(): void {
    this.#channel?.dispose();
  }
}
