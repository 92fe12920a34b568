/** Writes of what a machine is busy with: Comet takes them apart from metrics and shows them as metrics `sys.*`. */
import { Hono } from 'hono';
import { array, nullish, object, string } from 'valibot';
import { checkedBody, findExperiment, type LabEnv, type Serving } from '../../request';
import { loggedScalar, number } from '../../../schemas';
import { message } from '../../rows/rows';

const scalar = loggedScalar();
const at = {
  experimentKey: string(),
  context: nullish(string()),
  step: nullish(number()),
  epoch: nullish(number()),
  timestamp: nullish(number()),
};

const gpuBody = object({
  ...at,
  gpus: array(
    object({ gpuId: scalar, freeMemory: scalar, usedMemory: scalar, totalMemory: scalar, gpuUtilization: scalar }),
  ),
});
const ramBody = object({ ...at, totalRam: scalar, usedRam: scalar });
const cpuBody = object({ ...at, cpuPercentUtilization: array(scalar) });
const loadBody = object({ ...at, loadAverage: scalar });

interface At {
  readonly experimentKey: string;
  readonly context?: string | null | undefined;
  readonly step?: number | null | undefined;
  readonly epoch?: number | null | undefined;
  readonly timestamp?: number | null | undefined;
}

export function systemMetricRoutes({ store, now }: Serving): Hono<LabEnv> {
  const app = new Hono<LabEnv>();

  const write = (body: At, values: Readonly<Record<string, string>>): Promise<void> => {
    const moment = {
      context: body.context ?? null,
      step: body.step ?? null,
      epoch: body.epoch ?? null,
      time: body.timestamp ?? now(),
    };
    const points = Object.entries(values).map(([name, value]) => ({ name, value, ...moment }));
    return findExperiment(store, body.experimentKey).write({ kind: 'metrics', points });
  };

  app.post('/experiment/gpu-metrics', async (c) => {
    const body = await checkedBody(c, gpuBody);
    await write(
      body,
      Object.assign(
        {},
        ...body.gpus.map(({ gpuId, gpuUtilization, usedMemory, freeMemory, totalMemory }) => ({
          [`sys.gpu.${gpuId}.gpu_utilization`]: gpuUtilization,
          [`sys.gpu.${gpuId}.used_memory`]: usedMemory,
          [`sys.gpu.${gpuId}.free_memory`]: freeMemory,
          [`sys.gpu.${gpuId}.total_memory`]: totalMemory,
        })),
      ) as Record<string, string>,
    );
    return c.json(message('Saved'));
  });

  app.post('/experiment/ram-metrics', async (c) => {
    const body = await checkedBody(c, ramBody);
    await write(body, { 'sys.ram.total': body.totalRam, 'sys.ram.used': body.usedRam });
    return c.json(message('Saved'));
  });

  app.post('/experiment/cpu-metrics', async (c) => {
    const body = await checkedBody(c, cpuBody);
    await write(
      body,
      Object.fromEntries(
        body.cpuPercentUtilization.map(
          (value, index) => [`sys.cpu.percent.${String(index + 1).padStart(2, '0')}`, value] as const,
        ),
      ),
    );
    return c.json(message('Saved'));
  });

  app.post('/experiment/load-metrics', async (c) => {
    const body = await checkedBody(c, loadBody);
    await write(body, { 'sys.load.avg': body.loadAverage });
    return c.json(message('Saved'));
  });

  return app;
}
