/**
 * The sample labs that there are, and which tracker's protocol each speaks. None of them is loaded before it starts.
 */
import * as l10n from '@vscode/l10n';
import type { TrackerKind } from '../shared/experiment';

export interface SampleLab {
  /** Of its connection, which is remembered with it. */
  readonly id: string;
  /** For the user. */
  readonly label: string;
  /** Whose protocol it speaks. */
  readonly tracker: TrackerKind;
  /** Rejects when its recordings cannot be read. A folder that cannot be used is no failure but a notice. */
  start(options: SampleLabOptions): Promise<RunningLab>;
}

export interface SampleLabOptions {
  /** The folder of its recorded archives. */
  readonly archives: string;
  /** Where writes are stored. */
  readonly folder: string;
  /** Told each notice when it comes up, those that come while the lab is open included. */
  readonly tell: (sentence: string) => void;
}

export interface RunningLab {
  readonly url: string;
  readonly apiKey: string;
  /** What the user should know of the folder: a sentence each. */
  readonly notices: readonly string[];
  /** The folder could not be used: opening the lab another time may help. */
  readonly isUnusable: boolean;
  close(): Promise<void>;
}

export const labs: readonly [SampleLab, ...(readonly SampleLab[])] = [
  {
    id: 'lab',
    label: l10n.t('Sample Lab'),
    tracker: 'comet',
    start: async (options) => (await import('./comet/server')).startCometLab(options),
  },
];
