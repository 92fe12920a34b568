/** A lab with runs made to measure, for tests that say exactly what was logged. */
import { serveComet, type Lab } from '../../../src/lab/comet/server';
import { addLogged, addPoint } from '../../../src/lab/content';
import { LabStore, type LabExperiment } from '../../../src/lab/store';
import { addSyntheticExperiment } from './syntheticLab';

export interface LoggedAsset {
  readonly id: string;
  readonly name: string;
  readonly bytes?: Uint8Array | string;
  readonly type?: string;
  readonly folder?: string;
  readonly step?: number;
  /** Makes it a remote one. */
  readonly link?: string;
  /** What the list says, when it is not the truth. */
  readonly announced?: number;
}

export interface LoggedRun {
  readonly key: string;
  readonly name: string;
  readonly project?: string;
  readonly archived?: boolean;
  readonly running?: boolean;
  readonly crashed?: boolean;
  readonly filePath?: string;
  /** By path. */
  readonly code?: Readonly<Record<string, string>>;
  readonly assets?: readonly LoggedAsset[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly output?: string;
  /** Logged as its report. */
  readonly html?: string;
  readonly patch?: string;
  readonly optimizationId?: string;
  /** The last value of the metric `loss`; 0.5 when not said. */
  readonly loss?: number;
  /** More metrics by name, a value a step. */
  readonly metrics?: Readonly<Record<string, readonly number[]>>;
}

const workspace = 'ada';

/** The first one ended last. Close the lab when done. */
export function serveRuns(runs: readonly LoggedRun[]): Promise<Lab> {
  const store = new LabStore({ userName: 'ada', defaultWorkspace: workspace }, Date.now);
  runs.forEach((run, index) => addRun(store, run, Date.now() - (index + 1) * 60_000));
  return serveComet(store, Date.now);
}

function addRun(store: LabStore, run: LoggedRun, endTime: number): void {
  const startTime = endTime - 30_000;
  const experiment = addSyntheticExperiment(
    store,
    store.addProject(workspace, run.project ?? 'digits'),
    {
      key: run.key,
      name: run.name,
      startTime,
      endTime,
      archived: run.archived ?? false,
      crashed: run.crashed ?? false,
      filePath: run.filePath ?? null,
      userName: 'ada',
      optimizationId: run.optimizationId ?? null,
    },
    (content) => {
      addPoint(content.metrics, 'loss', null, {
        value: String(run.loss ?? 0.5),
        step: 0,
        epoch: null,
        time: startTime,
      });
      for (const [name, values] of Object.entries(run.metrics ?? {})) {
        values.forEach((value, step) =>
          addPoint(content.metrics, name, null, {
            value: String(value),
            step,
            epoch: null,
            time: startTime + step * 1000,
          }),
        );
      }
      for (const [name, value] of Object.entries(run.parameters ?? {})) {
        addLogged(content.parameters, name, { value, step: null, time: startTime, context: null });
      }
      for (const tag of run.tags ?? []) {
        content.tags.add(tag);
      }
      if (run.output !== undefined) {
        content.output.push({ text: run.output, stderr: false, time: startTime });
      }
      if (run.html !== undefined) {
        content.html = run.html;
      }
      if (run.patch !== undefined) {
        content.patch = () => Promise.resolve(Buffer.from(run.patch ?? ''));
      }
      const code = Object.entries(run.code ?? {}).map(([name, bytes], index): LoggedAsset => ({
        id: `${run.key}-code-${index}`,
        name,
        bytes,
        type: 'source_code',
      }));
      [...code, ...(run.assets ?? [])].forEach((asset, index) => {
        const bytes = Buffer.from(asset.bytes ?? '');
        content.assets.set(asset.id, {
          id: asset.id,
          name: asset.name,
          type: asset.type ?? 'asset',
          context: null,
          step: asset.step ?? null,
          createdAt: startTime + index,
          folder: asset.folder ?? 'assets',
          metadata: null,
          tags: [],
          link: asset.link ?? null,
          size: asset.announced ?? bytes.length,
          bytes: () => Promise.resolve(bytes),
        });
      });
    },
  );
  if (run.running === true) {
    keepAlive(experiment);
  }
}

/** It runs until it is told to stop, however long the test takes. */
const keepAlive = (experiment: LabExperiment): void => experiment.heartbeat(Date.now() + 24 * 3_600_000);

/** As a run that goes on logging: the next points of a metric, a value a step. */
export async function logMore(lab: Lab, key: string, metric: string, values: readonly number[]): Promise<void> {
  const { metrics } = await heldExperiment(lab, key).content();
  const first = metrics.get(metric)?.values.length ?? 0;
  values.forEach((value, index) =>
    addPoint(metrics, metric, null, { value: String(value), step: first + index, epoch: null, time: Date.now() }),
  );
}

function heldExperiment(lab: Lab, key: string): LabExperiment {
  const experiment = lab.store.experiment(key);
  if (experiment === undefined) {
    throw new Error(`The lab has no experiment “${key}”.`);
  }
  return experiment;
}
