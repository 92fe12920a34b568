/** What a page may send, as schemas: whatever is none of it is refused before anybody looks at it. Pure. */
import * as l10n from '@vscode/l10n';
import {
  boolean,
  check,
  exactOptional,
  instance,
  integer,
  literal,
  maxLength,
  maxValue,
  minValue,
  null_,
  nullable,
  number,
  object,
  optional,
  picklist,
  pipe,
  safeInteger,
  string,
  union,
  unknown,
  type GenericSchema,
} from 'valibot';
import { textSchema, textsSchema } from '../argumentsCheck';
import { experimentTabs } from '../shared/verbs/experimentTabs';
import { pageVerbs } from '../shared/verbs/experimentVerbs';
import {
  assetVerbs,
  codeVerbs,
  versionedLists,
  repairVerbs,
  type ExperimentPageProtocol,
  type PageProtocol,
  type ReportPageProtocol,
} from '../shared/protocol';
import { experimentRefSchema } from './pageMemory';

/** Of everything that a kind of page may ask and do; what is missing does not compile. */
export interface PageSchemas<P extends PageProtocol> {
  readonly questions: {
    readonly [Q in keyof P['questions'] & string]: GenericSchema<unknown, P['questions'][Q]['ask']>;
  };
  readonly commands: { readonly [D in keyof P['commands'] & string]: GenericSchema<unknown, P['commands'][D]> };
}

/** The envelope; what is in it depends on the name. */
export const messageSchema = union([
  object({ type: literal('ready') }),
  object({
    type: literal('ask'),
    id: pipe(number(), integer()),
    question: pipe(string(), maxLength(100)),
    argument: optional(unknown(), null),
  }),
  object({ type: literal('do'), command: pipe(string(), maxLength(100)), argument: optional(unknown(), null) }),
]);

/** What is left of a question that is put in another way than the envelope's: enough to refuse it. */
export const questionSchema = object({ type: literal('ask'), id: pipe(number(), integer()) });

/** Characters that the clipboard is given at once; all of a long output. */
const longestCopied = 256 * 1024 * 1024;
/** Bytes or characters of a file that a page has made. */
const largestSaved = 512 * 1024 * 1024;

const nothing = null_();
const of = experimentRefSchema;
const copyText = object({ text: pipe(string(), maxLength(longestCopied)) });
const offset = pipe(number(), safeInteger(), minValue(0));

export const experimentPageSchemas: PageSchemas<ExperimentPageProtocol> = {
  questions: {
    list: object({ of, list: picklist(versionedLists), from: offset }),
    series: object({ of, names: textsSchema, full: boolean() }),
    code: object({ path: textSchema }),
    patch: nothing,
    output: object({ from: offset }),
    notes: nothing,
    asset: object({ of, assetId: textSchema }),
    html: nothing,
    graph: nothing,
    crash: nothing,
  },
  commands: {
    show: object({ tab: picklist(experimentTabs), of: exactOptional(of) }),
    refresh: nothing,
    verb: object({ verb: picklist([...pageVerbs, ...repairVerbs]) }),
    codeVerb: object({
      verb: picklist(codeVerbs),
      path: textSchema,
      line: exactOptional(pipe(number(), safeInteger(), minValue(1), maxValue(2 ** 31 - 1))),
    }),
    assetVerb: object({ verb: picklist(assetVerbs), of, assetId: textSchema }),
    downloadAllAssets: object({ of }),
    modelVerb: object({ verb: literal('downloadModel'), model: textSchema }),
    copyText,
    saveFile: object({
      name: textSchema,
      content: union([
        pipe(string(), maxLength(largestSaved)),
        pipe(
          instance<typeof Uint8Array<ArrayBuffer>>(Uint8Array),
          check(({ byteLength }) => byteLength <= largestSaved, l10n.t('It is too large to be saved.')),
        ),
      ]),
    }),
    compare: nothing,
    stopComparing: object({ of }),
    openCompared: object({ of }),
    pause: object({ paused: boolean() }),
    openCommit: nothing,
    retryNow: nothing,
    editNotes: nothing,
    openReport: object({ assetId: nullable(textSchema) }),
  },
};

export const reportPageSchemas: PageSchemas<ReportPageProtocol> = {
  questions: { report: nothing },
  commands: {
    runScripts: nothing,
    stopScripts: nothing,
    openSource: nothing,
    copyText,
    refresh: nothing,
    verb: object({ verb: picklist(repairVerbs) }),
  },
};
