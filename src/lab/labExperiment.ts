/**
 * An experiment of the lab: what lists show of it, how it stands, and its content, which is loaded when first asked for
 * and is what was recorded with what was written since on top. Knows no protocol.
 */
import { TimeSlice } from '../platform/eventLoop';
import { applyToContent, filesOf, type ContentChange } from './contentChanges';
import { memoryStorage, type LabStorage } from './storage/storage';
import { checkContentChange } from './limits';
import type { ExperimentContent } from './content';

export interface LabProject {
  readonly id: string;
  readonly workspace: string;
  name: string;
  description: string | null;
  notes: string | null;
  isPublic: boolean;
}

/** What is known of an experiment without its content. */
export interface ExperimentHead {
  readonly key: string;
  readonly name: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly archived?: boolean;
  readonly crashed?: boolean;
  readonly userName?: string | null;
  readonly filePath?: string | null;
  readonly optimizationId?: string | null;
  readonly throttled?: boolean;
}

/** How an experiment stands at a moment. */
export interface ExperimentStatus {
  readonly running: boolean;
  readonly crashed: boolean;
  readonly startTime: number;
  readonly endTime: number;
}

export interface Stop {
  readonly time: number;
  /** Milliseconds from its start to the stop, for experiments that begin again with the lab. */
  readonly sinceStart?: number;
}

/** How long a client that logs may stay silent before its experiment no longer counts as running. */
export const beatMilliseconds = 10_000;

export class LabExperiment {
  readonly key: string;
  readonly userName: string | null;
  optimizationId: string | null;
  throttled: boolean;
  project: LabProject;
  name: string;
  archived: boolean;
  filePath: string | null;
  #startTime: number;
  #endTime: number;
  #crashed: boolean;
  /** Whether its recording tells from when to when it ran. */
  readonly #wasRecorded: boolean;
  /** What a client set: counts whatever happens afterwards. */
  #setStart: number | null = null;
  #setEnd: number | null = null;
  /** Until when a logging client is believed to be alive; null when nothing logs. */
  #aliveUntil: number | null = null;
  protected readonly now: () => number;
  readonly #load: () => Promise<ExperimentContent>;
  readonly #storage: LabStorage;
  #content: Promise<ExperimentContent> | null = null;
  #deleted = false;

  /** `load` gives a new object each time: it is called when the content is first needed, and again after it failed. */
  constructor(
    project: LabProject,
    head: ExperimentHead,
    load: () => Promise<ExperimentContent>,
    now: () => number,
    storage: LabStorage = memoryStorage(),
  ) {
    this.project = project;
    this.now = now;
    this.key = head.key;
    this.name = head.name;
    this.archived = head.archived ?? false;
    this.userName = head.userName ?? null;
    this.filePath = head.filePath ?? null;
    this.optimizationId = head.optimizationId ?? null;
    this.throttled = head.throttled ?? false;
    this.#startTime = head.startTime;
    this.#endTime = head.endTime;
    this.#crashed = head.crashed ?? false;
    this.#wasRecorded = head.endTime > head.startTime;
    this.#load = load;
    this.#storage = storage;
  }

  status(): ExperimentStatus {
    const now = this.now();
    const running = this.#aliveUntil !== null && now < this.#aliveUntil;
    return this.asSet({
      running,
      crashed: !running && this.#crashed,
      startTime: this.#startTime,
      endTime: running ? now : this.#endTime,
    });
  }

  /**
   * The same object every time, changed in place by what is written. Rejects when a recording or the journal cannot be
   * read.
   */
  content(): Promise<ExperimentContent> {
    this.#content ??= this.#loaded().catch((error: unknown) => {
      this.#content = null;
      throw error;
    });
    return this.#content;
  }

  async #loaded(): Promise<ExperimentContent> {
    const content = await this.#load();
    await this.writeAgain(content);
    return content;
  }

  /** Keeps the change and makes it, in this order. Rejects with BeyondLimit when it is too much. */
  async write(change: ContentChange): Promise<void> {
    try {
      const content = await this.content();
      if (this.#deleted) {
        return;
      }
      checkContentChange(change, content);
      this.#storage.journal.append(this.#stream, change);
      this.#apply(content, change);
    } catch (error) {
      // No change names them, so they would never be asked for.
      for (const file of filesOf(change)) {
        this.#storage.bytes.forget(this.key, file);
      }
      throw error;
    }
  }

  /** Keeps the bytes; a change that names the file makes them a part of the content. */
  keepBytes(bytes: Uint8Array): Promise<string> {
    return this.#storage.bytes.storage(this.key, bytes);
  }

  /** All that was ever written. */
  protected async writeAgain(content: ExperimentContent): Promise<void> {
    const slice = new TimeSlice();
    for (const page of this.#storage.journal.pages(this.#stream)) {
      for (const change of page) {
        this.#apply(content, change as ContentChange);
      }
      if (slice.expired) {
        await slice.yield();
      }
    }
  }

  #apply(content: ExperimentContent, change: ContentChange): void {
    const { bytes } = this.#storage;
    applyToContent(content, change, {
      source: (file) => bytes.source(this.key, file),
      forget: (file) => bytes.forget(this.key, file),
    });
  }

  get #stream(): string {
    return `experiment/${this.key}`;
  }

  /** A logging client said that it is alive. */
  heartbeat(time = this.now()): void {
    this.#aliveUntil = time + beatMilliseconds * 3;
    this.#endTime = Math.max(this.#endTime, time);
  }

  stop({ time }: Stop = { time: this.now() }): void {
    if (this.#aliveUntil !== null && time < this.#aliveUntil) {
      this.#endTime = time;
    }
    this.#aliveUntil = null;
  }

  setCrashed(crashed: boolean): void {
    this.#crashed = crashed;
  }

  /** Only one given: the other stays as it was set or recorded, and is a second apart when it never was. */
  setTimes(startTime: number | null, endTime: number | null): void {
    this.#setStart = startTime ?? this.#setStart;
    this.#setEnd = endTime ?? this.#setEnd;
  }

  /** How it stands, with the times that were set. */
  protected asSet({ startTime, endTime, ...status }: ExperimentStatus): ExperimentStatus {
    const alone = !this.#wasRecorded;
    return {
      ...status,
      startTime: this.#setStart ?? (alone && this.#setEnd !== null ? this.#setEnd - 1000 : startTime),
      endTime: this.#setEnd ?? (alone && this.#setStart !== null ? this.#setStart + 1000 : endTime),
    };
  }

  /** Nothing of it is kept any longer. */
  forget(): void {
    this.#deleted = true;
    this.#storage.journal.forget(this.#stream);
    this.#storage.bytes.forget(this.key);
  }
}
