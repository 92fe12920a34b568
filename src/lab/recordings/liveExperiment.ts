/**
 * A recorded experiment that goes on in real time: what was logged appears when it was logged, at the recorded pace.
 * There is no timer: how far it has come follows from the clock when somebody looks. After its end it rests a minute as
 * finished and then starts over under the same key, without what it logged before; what users wrote to it stays. A stop
 * ends it for good.
 */
import type { LabStorage } from '../storage/storage';
import {
  LabExperiment,
  type ExperimentHead,
  type LabProject,
  type ExperimentStatus,
  type Stop,
} from '../labExperiment';
import { addLogged, addPoint, type ExperimentContent } from '../content';

/** Milliseconds between the end of a run and its next start. */
export const rest = 60_000;

export interface Replay {
  /** How many times faster than recorded. */
  readonly speed: number;
  readonly now: () => number;
  readonly storage?: LabStorage;
}

/** What of the recording can be seen in one round. */
interface Visible {
  readonly round: number;
  readonly content: ExperimentContent;
  /** How many items of each list of the recording are in `content`. */
  readonly shown: Map<unknown, number>;
}

export class LiveExperiment extends LabExperiment {
  readonly #load: () => Promise<ExperimentContent>;
  readonly #speed: number;
  /** How long a run takes here, in milliseconds. */
  readonly #duration: number;
  readonly #recordedStart: number;
  readonly #opened: number;
  #firstStart: number;
  #stoppedAt: number | null = null;
  #recorded: ExperimentContent | null = null;
  #visible: Visible | null = null;
  /** Looks at the content, one after the other: the first one takes its time. */
  #looks: Promise<unknown> = Promise.resolve();

  /** The first run begins when the head says; `load` gives the whole recording, whose times begin there too. */
  constructor(
    project: LabProject,
    head: ExperimentHead,
    load: () => Promise<ExperimentContent>,
    { speed, now, storage }: Replay,
  ) {
    super(project, head, load, now, storage);
    this.#load = load;
    this.#opened = now();
    this.#speed = speed;
    this.#duration = Math.max(1, (head.endTime - head.startTime) / speed);
    this.#recordedStart = head.startTime;
    this.#firstStart = head.startTime;
  }

  override status(): ExperimentStatus {
    const { running, startTime, position } = this.#progress();
    return this.asSet({ running, crashed: false, startTime, endTime: Math.round(startTime + position) });
  }

  override content(): Promise<ExperimentContent> {
    const look = this.#looks.then(() => this.#look());
    this.#looks = look.catch(() => undefined);
    return look;
  }

  async #look(): Promise<ExperimentContent> {
    const recorded = (this.#recorded ??= await this.#load());
    const { round, startTime, position } = this.#progress();
    const before = this.#visible;
    const visible =
      before?.round === round
        ? before
        : { round, ...(before === null ? beginning(recorded) : startedOver(recorded, before)) };
    this.#reveal(recorded, visible, startTime, startTime + position);
    if (before === null) {
      await this.writeAgain(visible.content);
    }
    this.#visible = visible;
    return visible.content;
  }

  /** One that was stopped before the lab opened keeps the times of the run that was stopped. */
  override stop({ time, sinceStart }: Stop = { time: this.now() }): void {
    if (this.#stoppedAt !== null) {
      return;
    }
    if (time < this.#opened && sinceStart !== undefined) {
      this.#firstStart = time - sinceStart;
    }
    this.#stoppedAt = time;
  }

  /** `position` is milliseconds into the run, on this clock. */
  #progress(): { round: number; running: boolean; startTime: number; position: number } {
    const elapsed = (this.#stoppedAt ?? this.now()) - this.#firstStart;
    const cycle = this.#duration + rest;
    const round = Math.max(0, Math.floor(elapsed / cycle));
    const within = elapsed - round * cycle;
    return {
      round,
      running: this.#stoppedAt === null && within < this.#duration,
      startTime: Math.round(this.#firstStart + round * cycle),
      position: Math.max(0, Math.min(within, this.#duration)),
    };
  }

  #hereAndNow(recordedTime: number, startTime: number): number {
    return Math.round(startTime + (recordedTime - this.#recordedStart) / this.#speed);
  }

  #reveal(recorded: ExperimentContent, { content, shown }: Visible, startTime: number, until: number): void {
    /** Shows the items of a list that were logged by now, in the order of logging. */
    const go = (
      list: object,
      length: number,
      timeOf: (at: number) => number | undefined,
      show: (at: number, time: number) => void,
    ): void => {
      let at = shown.get(list) ?? 0;
      for (; at < length; at += 1) {
        const time = this.#hereAndNow(timeOf(at) ?? 0, startTime);
        if (time > until) {
          break;
        }
        show(at, time);
      }
      shown.set(list, at);
    };
    for (const metric of recorded.metrics.values()) {
      go(
        metric,
        metric.values.length,
        (at) => metric.times[at],
        (at, time) => {
          addPoint(content.metrics, metric.name, metric.context, {
            value: metric.values[at] ?? '',
            step: metric.steps[at] ?? null,
            epoch: metric.epochs[at] ?? null,
            time,
          });
        },
      );
    }
    for (const kind of ['parameters', 'others'] as const) {
      for (const [name, entries] of recorded[kind]) {
        go(
          entries,
          entries.length,
          (at) => entries[at]?.time,
          (at, time) => {
            const entry = entries[at];
            if (entry !== undefined) {
              addLogged(content[kind], name, { ...entry, time });
            }
          },
        );
      }
    }
    go(
      recorded.output,
      recorded.output.length,
      (at) => recorded.output[at]?.time,
      (at, time) => {
        const line = recorded.output[at];
        if (line !== undefined) {
          content.output.push({ ...line, time });
        }
      },
    );
    const assets = [...recorded.assets.values()].sort((a, b) => a.createdAt - b.createdAt);
    go(
      recorded.assets,
      assets.length,
      (at) => assets[at]?.createdAt,
      (at, createdAt) => {
        const asset = assets[at];
        if (asset !== undefined) {
          content.assets.set(asset.id, { ...asset, createdAt });
        }
      },
    );
  }
}

type Start = Pick<Visible, 'content' | 'shown'>;

const beginning = (recorded: ExperimentContent): Start => ({
  content: {
    ...recorded,
    tags: new Set(recorded.tags),
    metrics: new Map(),
    parameters: new Map(),
    others: new Map(),
    output: [],
    assets: new Map(),
  },
  shown: new Map(),
});

/** Others are not logged again: a name that a user gave must not fall back to the recorded one. */
function startedOver(recorded: ExperimentContent, { content, shown }: Visible): Start {
  const withoutRecorded = <T>(entries: Map<string, T>, names: Map<string, unknown>): Map<string, T> =>
    new Map([...entries].filter(([name]) => !names.has(name)));
  return {
    content: {
      ...content,
      metrics: withoutRecorded(content.metrics, recorded.metrics),
      parameters: withoutRecorded(content.parameters, recorded.parameters),
      output: [],
      assets: withoutRecorded(content.assets, recorded.assets),
    },
    shown: new Map([...recorded.others.values()].map((entries) => [entries, shown.get(entries) ?? 0])),
  };
}
