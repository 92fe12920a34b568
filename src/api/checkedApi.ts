/** The API for other extensions behind checks of what it is called with: what comes from elsewhere may be anything. */
import {
  boolean,
  number,
  object,
  optional,
  picklist,
  pipe,
  safeInteger,
  minValue,
  union,
  type GenericSchema,
} from 'valibot';
import type { CometApi } from '../../api';
import { aText, checkArguments, texts, textSchema, textsSchema, type Parameter } from '../argumentsCheck';

const text = (name: string): Parameter => ({ name, expected: aText, schema: textSchema });
const either = (name: string, expected: string, schema: GenericSchema): Parameter => ({
  name,
  expected,
  schema: optional(schema),
});
const list = (name: string): Parameter => ({ name, expected: texts, schema: textsSchema });
const flag = (name: string): Parameter => either(name, 'true or false', boolean());
const returnType = either('returnType', 'raw, text or json', picklist(['raw', 'text', 'json']));
const key = text('experimentKey');

/** Each method's parameters; a method without them does not compile. */
const parameters: Readonly<Record<keyof CometApi, readonly Parameter[]>> = {
  getVersion: [],
  experimentURL: [key],
  workspaces: [],
  projects: [text('workspace')],
  projectNotes: [text('projectId')],
  projectMetadata: [text('projectId')],
  experimentsByProjectName: [text('workspace'), text('project')],
  experimentsByProjectId: [text('projectId')],
  get: ['workspace', 'project', 'experiment'].map((name) => either(name, aText, textSchema)),
  experimentMetadata: [key],
  experimentTags: [key],
  experimentName: [key, either('maxLength', 'a whole number of 0 or more', pipe(number(), safeInteger(), minValue(0)))],
  experimentHtml: [key],
  experimentCode: [key],
  experimentOutput: [key],
  experimentGraph: [key],
  experimentInstalledPackages: [key],
  experimentSystemDetails: [key],
  experimentImages: [key],
  experimentParameters: [key, either('name', aText, textSchema)],
  experimentMetricsSummary: [key, either('metricName', aText, textSchema)],
  experimentOther: [key, either('other', aText, textSchema), either('value', aText, textSchema)],
  experimentMetric: [
    key,
    either('metricNames', `${aText}, or ${texts}`, union([textSchema, textsSchema])),
    either('interval', 'step, epoch or timestamp', picklist(['step', 'epoch', 'timestamp'])),
  ],
  experimentMetricsForChart: [
    list('targetExperiments'),
    either('metrics', texts, textsSchema),
    either('parameters', texts, textsSchema),
    flag('independentMetrics'),
    flag('fetchFull'),
  ],
  experimentAssets: [key],
  experimentAsset: [key, text('assetId'), returnType],
  experimentAssetByName: [key, text('fileName'), returnType],
  experimentCurves: [key],
  store: [text('key'), { name: 'value', expected: aText, schema: textSchema }],
  getFromStore: [text('key')],
  getStore: [],
};

/**
 * Answers as `api` does; refuses wrong arguments with a BackendError: where a method answers with a promise, that
 * rejects.
 */
export function checkedApi(api: CometApi): CometApi {
  const methods = (Object.keys(parameters) as (keyof CometApi)[]).map((name) => {
    const answersAtOnce = name === 'getVersion' || name === 'experimentURL';
    const method = (...given: unknown[]): unknown => {
      const call = (): unknown => {
        checkArguments(name, parameters[name], given);
        const answer: unknown = Reflect.get(api, name);
        return typeof answer === 'function' ? Reflect.apply(answer, api, given) : undefined;
      };
      return answersAtOnce ? call() : Promise.resolve().then(call);
    };
    return [name, method] as const;
  });
  // Every method is there: the table has them all.
  return Object.freeze(Object.fromEntries(methods)) as unknown as CometApi;
}

const callOfComet: readonly Parameter[] = [
  either('connection', aText, textSchema),
  either(
    'panel',
    'an object with `projectId` and `instanceId`, both texts',
    object({ projectId: textSchema, instanceId: textSchema }),
  ),
];

/** What `ExperimentExplorer.comet` is called with. @throws BackendError (refused) */
export const checkCallOfComet = (connection: unknown, panel: unknown): void =>
  checkArguments('comet', callOfComet, [connection, panel]);
