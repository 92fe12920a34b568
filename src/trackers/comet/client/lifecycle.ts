/** Endpoints of Comet that make experiments and decide over their life. Most of these changes travel as GET. */
import type { CometCalls } from '../endpoint';
import * as account from '../wire/account';
import * as wire from '../wire/experiments';
import { Link } from '../wire/projects';

export interface NewExperiment {
  readonly workspaceName: string;
  readonly projectName: string;
  /** The server makes up a name for an experiment without one. */
  readonly experimentName?: string;
  readonly disableHeartBeat?: boolean;
  readonly type?: string;
}

export class LifecycleCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /**
   * POST write/experiment/create: `{experimentKey, link, name, …}`. A project that is not there seems to be made on the
   * way.
   */
  createExperiment(experiment: NewExperiment, signal: AbortSignal): Promise<wire.NewExperiment> {
    return this.#calls.make(wire.NewExperiment, 'write/experiment/create', experiment, signal);
  }

  /** GET write/experiment/stop: a change, although made by GET; the run ends some time later. */
  stopExperiment(experimentKey: string, signal: AbortSignal): Promise<void> {
    return this.#calls.changeByGet('write/experiment/stop', { experimentKey }, signal);
  }

  /** GET write/experiment/archive: a change, although made by GET. */
  archiveExperiment(experimentKey: string, signal: AbortSignal): Promise<void> {
    return this.#calls.changeByGet('write/experiment/archive', { experimentKey }, signal);
  }

  /** GET write/experiment/restore: a change, although made by GET. */
  restoreExperiment(experimentKey: string, signal: AbortSignal): Promise<void> {
    return this.#calls.changeByGet('write/experiment/restore', { experimentKey }, signal);
  }

  /** GET write/experiment/delete: a change for good, although made by GET. */
  deleteExperiment(experimentKey: string, signal: AbortSignal): Promise<void> {
    return this.#calls.changeByGet('write/experiment/delete', { experimentKey }, signal);
  }

  /**
   * POST write/experiment/move: to a project of any workspace; with `symlink` they show there and stay where they are.
   */
  moveExperiments(
    move: {
      readonly targetWorkspaceName: string;
      readonly targetProjectName: string;
      readonly experimentKeys: readonly string[];
      readonly symlink: boolean;
    },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/experiment/move', move, signal);
  }

  /**
   * GET write/project/symlink, into a project of the experiment's own workspace: its address there. A change, although
   * made by GET.
   */
  async symlinkExperiment(experimentKey: string, projectName: string, signal: AbortSignal): Promise<string | null> {
    return (await this.#calls.makeByGet(Link, 'write/project/symlink', { experimentKey, projectName }, signal)).link;
  }

  /**
   * GET write/experiment/set-status: says that the run is alive, and hears how soon to say so again (ms). A change,
   * although made by GET.
   */
  keepAlive(experimentKey: string, signal: AbortSignal): Promise<account.Beat> {
    return this.#calls.makeByGet(account.Beat, 'write/experiment/set-status', { experimentKey }, signal);
  }

  /** POST write/experiment/update-status: whether the run is alive, and whether it crashed. */
  setExperimentState(
    state: {
      readonly experimentKey: string;
      readonly isAlive: boolean;
      readonly hasCrashed: boolean;
      readonly error: string | null;
    },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/experiment/update-status', state, signal);
  }

  /** POST write/experiment/set-start-end-time, epoch ms. Of one alone the other is made up, a second away. */
  setExperimentTimes(
    times: {
      readonly experimentKey: string;
      readonly startTimeMillis: number | null;
      readonly endTimeMillis: number | null;
    },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/experiment/set-start-end-time', times, signal);
  }

  /**
   * POST write/experiment/{key}/mark-not-throttled: takes off the mark of a run that lost data. Newer servers alone.
   */
  markNotThrottled(experimentKey: string, signal: AbortSignal): Promise<void> {
    return this.#calls.write(`write/experiment/${encodeURIComponent(experimentKey)}/mark-not-throttled`, {}, signal);
  }
}
