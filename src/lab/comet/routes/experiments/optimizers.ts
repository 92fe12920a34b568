/** The best experiment that an optimizer has tried so far. */
import { Hono } from 'hono';
import type { LabExperiment } from '../../../store';
import { askedText, type LabEnv, type Serving } from '../../request';
import { errorCodes, Refusal } from '../../errors';
import { metricSummary } from '../../rows/rows';

export function optimizerRoutes({ store }: Serving): Hono<LabEnv> {
  const app = new Hono<LabEnv>();

  app.get('/get-best-experiment', async (c) => {
    const metricName = askedText(c, 'metricName');
    const isLowest = lowest(askedText(c, 'goal'));
    const tried = await triedBy(askedText(c, 'optimizationId'));
    if (tried.length === 0) {
      throw new Refusal(400, 'invalid optimization id', errorCodes.noSuchOptimization);
    }
    let best: { experimentKey: string; metricValue: number } | null = null;
    for (const experiment of tried) {
      const metric = (await experiment.content()).metrics.get(metricName);
      if (metric === undefined) {
        continue;
      }
      const { valueMin, valueMax } = metricSummary(metric);
      const metricValue = Number(isLowest ? valueMin : valueMax);
      if (
        !Number.isNaN(metricValue) &&
        (best === null || (isLowest ? metricValue < best.metricValue : metricValue > best.metricValue))
      ) {
        best = { experimentKey: experiment.key, metricValue };
      }
    }
    if (best === null) {
      throw new Refusal(400, `no experiment has the metric ${metricName}`);
    }
    return c.json({ ...best, experimentCount: tried.length });
  });

  /** The official SDK says it in the list of experiments, or logs it as an other. */
  async function triedBy(id: string): Promise<LabExperiment[]> {
    const tried: LabExperiment[] = [];
    for (const project of store.workspaces().flatMap((workspace) => store.projects(workspace))) {
      for (const experiment of store.experiments(project, false)) {
        if (experiment.project !== project) {
          continue;
        }
        const logged =
          experiment.optimizationId ?? (await experiment.content()).others.get('optimizer_id')?.at(-1)?.value;
        if (logged === id) {
          tried.push(experiment);
        }
      }
    }
    return tried;
  }

  return app;
}

/** Only a placeholder of the documents tells how the goal is spelled, so other spellings are taken too. */
function lowest(goal: string): boolean {
  switch (goal.toLowerCase()) {
    case 'min':
    case 'minimize':
      return true;
    case 'max':
    case 'maximize':
      return false;
    default:
      throw new Refusal(400, `goal is not valid: ${goal}`);
  }
}
