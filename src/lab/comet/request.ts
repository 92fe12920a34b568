/** What routes read from a request: the experiment and project it names, its switches, its checked body. */
import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { getDotPath, safeParse, type BaseIssue, type BaseSchema } from 'valibot';
import type { JournaledStates } from '../state/journaledStates';
import { parsePythonJson } from '../recordings/pythonJson';
import type { LabExperiment, LabProject, LabStore } from '../store';
import { errorCodes, Refusal } from './errors';

export type LabEnv = {
  Bindings: HttpBindings;
  /** The body, once somebody has read it. */
  Variables: { sentBody?: Uint8Array<ArrayBuffer> };
};
export type LabApp = Hono<LabEnv>;
export type LabContext = Context<LabEnv>;

/** What a group of routes works with. */
export interface Serving {
  readonly store: LabStore;
  readonly states: JournaledStates;
  readonly now: () => number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: () => string;
}

/** A missing key and an unknown one are both status 400, as the tracker does. */
export function findExperiment(store: LabStore, key: string | undefined): LabExperiment {
  if (key === undefined || key === '') {
    throw new Refusal(400, 'experiment key not specified', errorCodes.noExperimentKey);
  }
  const experiment = store.experiment(key);
  if (experiment === undefined) {
    throw new Refusal(400, 'experiment does not exist', errorCodes.noSuchExperiment);
  }
  return experiment;
}

export const askedExperiment = (serving: Serving, context: LabContext): LabExperiment =>
  findExperiment(serving.store, context.req.query('experimentKey'));

export interface ProjectName {
  readonly projectId?: string | null | undefined;
  readonly projectName?: string | null | undefined;
  readonly workspaceName?: string | null | undefined;
}

/** `missing` is the status when there is no such project. */
export function findProject(
  store: LabStore,
  { projectId, projectName, workspaceName }: ProjectName,
  missing: 400 | 404 = 400,
): LabProject {
  if (!projectId && !projectName) {
    throw new Refusal(400, 'no project name specified', errorCodes.noProject);
  }
  const project = projectId
    ? store.project(projectId)
    : store.projectNamed(workspaceName ?? store.account.defaultWorkspace, projectName ?? '');
  if (project === undefined) {
    throw new Refusal(missing, 'project does not exist');
  }
  return project;
}

/** That a project is not there is no error to the official SDK when it asks for one: it waits for status 404. */
export const askedProject = (serving: Serving, context: LabContext): LabProject =>
  findProject(
    serving.store,
    {
      projectId: context.req.query('projectId'),
      projectName: context.req.query('projectName'),
      workspaceName: context.req.query('workspaceName'),
    },
    404,
  );

/** `workspaceName` of the query, which must be one of the account's. */
export function askedWorkspace(serving: Serving, context: LabContext): string {
  const name = context.req.query('workspaceName') ?? context.req.query('workspace');
  if (name === undefined || !serving.store.workspaces().includes(name)) {
    throw new Refusal(400, 'workspace does not exist', errorCodes.noSuchWorkspace);
  }
  return name;
}

/** A part of the query that must be there. */
export function askedText(context: LabContext, name: string): string {
  const text = context.req.query(name);
  if (text === undefined || text === '') {
    throw new Refusal(400, `${name} not specified`);
  }
  return text;
}

/** A part of the query that may be left out or empty. */
export const askedOptional = (context: LabContext, name: string): string | null => context.req.query(name) || null;

/** Clients spell booleans `true`, `True` and `TRUE`. */
export const isTrue = (text: string | undefined | null): boolean => text?.toLowerCase() === 'true';

/** The body as JSON that fits the schema; anything else is status 400. */
export async function checkedBody<T>(
  context: LabContext,
  schema: BaseSchema<unknown, T, BaseIssue<unknown>>,
): Promise<T> {
  const result = safeParse(schema, parsedBody(await bodyText(context)));
  if (!result.success) {
    const [issue] = result.issues;
    const at = getDotPath(issue);
    throw new Refusal(
      400,
      `bad request body: ${at !== null && issue.received === 'undefined' ? `“${at}” is missing` : issue.message}`,
    );
  }
  return result.output;
}

function parsedBody(text: string): unknown {
  try {
    return parsePythonJson(text);
  } catch {
    throw new Refusal(400, 'bad request body: not JSON');
  }
}

const bodyText = async (context: LabContext): Promise<string> => new TextDecoder().decode(await bodyBytes(context));

/** Bytes. */
const largestBody = 256 * 1024 * 1024;

const tooLarge = (): Refusal => new Refusal(413, 'request body is too large');

/** What says beforehand that it is too long is refused from any sender, and whether it would be read or not. */
export const lengthWithinLimit: MiddlewareHandler<LabEnv> = async (c, next) => {
  if (Number(c.req.header('content-length') ?? 0) > largestBody) {
    throw tooLarge();
  }
  await next();
};

/**
 * The body as it was sent; null when it has more bytes than `most`. Nothing of it is taken before it is asked for here,
 * and no leave is given to send it: so that where the key is checked first nothing is read for somebody unknown.
 */
export async function sentBody(context: LabContext, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const known = context.get('sentBody');
  if (known !== undefined) {
    return known;
  }
  if (Number(context.req.header('content-length') ?? 0) > most) {
    return null;
  }
  const { incoming, outgoing } = context.env;
  if (incoming.headers.expect !== undefined && incoming.httpVersionMinor > 0) {
    outgoing.writeContinue();
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // The connection stays, for the answer.
  const pieces: AsyncIterable<Uint8Array> = incoming.iterator({ destroyOnReturn: false });
  for await (const chunk of pieces) {
    length += chunk.length;
    if (length > most) {
      return null;
    }
    chunks.push(chunk);
  }
  const body = new Uint8Array(Buffer.concat(chunks));
  context.set('sentBody', body);
  return body;
}

/** Bytes of a body when it is unpacked; a few bytes can be packed that would fill all memory. */
const largestUnpacked = 256 * 1024 * 1024;

/** The body, unpacked when the client compressed it. */
export async function bodyBytes(context: LabContext): Promise<Uint8Array<ArrayBuffer>> {
  const raw = await sentBody(context, largestBody);
  if (raw === null) {
    throw tooLarge();
  }
  if (context.req.header('content-encoding') !== 'gzip') {
    return raw;
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    const unpacked: AsyncIterable<Uint8Array> = new Blob([raw]).stream().pipeThrough(new DecompressionStream('gzip'));
    for await (const piece of unpacked) {
      length += piece.length;
      if (length > largestUnpacked) {
        break;
      }
      pieces.push(piece);
    }
  } catch {
    throw new Refusal(400, 'bad request body: not gzip');
  }
  if (length > largestUnpacked) {
    throw new Refusal(413, `request body is too large when it is unpacked (more than ${largestUnpacked} bytes)`);
  }
  return new Uint8Array(Buffer.concat(pieces));
}
