/**
 * Owns the queries that the user keeps, project by project. Knows neither trackers nor views.
 *
 * They are remembered under `queries` as `{ version: 2, projects: { "<connection>/<project id>": [{ id, name,
 * predicates: […], archived }] } }`, each query a `SavedQuery` of shared/queries/query.ts. Those of version 1, which
 * spoke one tracker's words, are translated as they are read. What is not understood there is left out, so that a
 * window of another version cannot break this one.
 */
import * as l10n from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import {
  array,
  boolean,
  null_,
  number,
  object,
  picklist,
  pipe,
  rawTransform,
  record,
  safeParse,
  string,
  transform,
  tuple,
  union,
  unknown,
  type GenericSchema,
} from 'valibot';
import { Emitter, type Disposable, type Event } from '../../shared/base/event';
import { BackendError } from '../../shared/problem';
import { columnSources, columnTypes, operators, type Predicate, type SavedQuery } from '../../shared/queries/query';
import type { ProjectRef, QueryRef } from '../../shared/reference';

/** Of a `Memento`. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

type AnyProject = Omit<ProjectRef, 'workspace'>;

const memoryKey = 'queries';

const operand = union([string(), number()]);
const values = union([operand, boolean(), tuple([operand, operand]), null_()]);
const queryOf = <Entry extends GenericSchema>(predicate: Entry) =>
  object({ id: string(), name: string(), archived: boolean(), predicates: array(predicate) });

const savedSchema = queryOf(
  object({
    field: string(),
    source: picklist(columnSources),
    type: picklist(columnTypes),
    operator: picklist(operators),
    value: values,
  }),
);
const rememberedSchema = object({ version: picklist([1, 2]), projects: record(string(), array(unknown())) });

const firstSources = {
  metrics: 'metric',
  params: 'parameter',
  tag: 'tag',
  log_other: 'other',
  metadata: 'attribute',
  env_details: 'environment',
} as const;
const firstTypes = {
  string: 'text',
  double: 'number',
  boolean: 'boolean',
  datetime: 'time',
  timenumber: 'duration',
} as const;
const keysOf = <Key extends string>(table: Readonly<Record<Key, unknown>>): readonly Key[] =>
  Object.keys(table) as Key[];

/** A condition as version 1 remembered it: times as UTC texts, durations in seconds, operators with `_` in them. */
export const firstPredicateSchema = pipe(
  object({
    field: string(),
    source: picklist(keysOf(firstSources)),
    type: picklist(keysOf(firstTypes)),
    operator: pipe(
      string(),
      transform((operator) => operator.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())),
      picklist(operators),
    ),
    value: values,
  }),
  rawTransform(({ dataset: { value: old }, addIssue, NEVER }): Predicate => {
    const type = firstTypes[old.type];
    const translate = <Other>(value: Other): Other | number =>
      type === 'time' && typeof value === 'string'
        ? Date.parse(`${value.replace(' ', 'T')}Z`)
        : type === 'duration' && typeof value === 'number'
          ? value * 1000
          : value;
    const value: Predicate['value'] =
      typeof old.value === 'object' && old.value !== null
        ? [translate(old.value[0]), translate(old.value[1])]
        : translate(old.value);
    if ([value].flat().some(Number.isNaN)) {
      addIssue({ message: l10n.t('A value is no time.') });
      return NEVER;
    }
    return { ...old, source: firstSources[old.source], type, value };
  }),
);
const firstSavedSchema = queryOf(firstPredicateSchema);

export class SavedQueries implements Disposable {
  readonly #memory: Memory;
  readonly #log: (line: string) => void;
  /** What was said to be unreadable already: the list is read again and again. */
  readonly #told = new Set<string>();
  readonly #changes = new Emitter<AnyProject>();
  #last: Promise<unknown> = Promise.resolve();

  /** The queries of that project are others than before. */
  readonly onDidChange: Event<AnyProject> = this.#changes.event;

  /** @param log is told of what is left out */
  constructor(memory: Memory, log: (line: string) => void) {
    this.#memory = memory;
    this.#log = log;
  }

  /** In the order of their names. */
  list(project: AnyProject): readonly SavedQuery[] {
    const all = this.#all();
    return (Object.hasOwn(all, keyOf(project)) ? (all[keyOf(project)] ?? []) : [])
      .flatMap((remembered) => {
        const { success, output } = safeParse(union([savedSchema, firstSavedSchema]), remembered);
        if (!success) {
          this.#tell(
            l10n.t('A saved query of the project {projectId} cannot be read and is left out.', {
              projectId: project.projectId,
            }),
          );
        }
        return success ? [output] : [];
      })
      .sort((one, other) => one.name.localeCompare(other.name));
  }

  /** Throws `notFound`. */
  get(ref: Omit<QueryRef, 'workspace'>): SavedQuery {
    const query = this.list(ref).find(({ id }) => id === ref.queryId);
    if (query === undefined) {
      throw new BackendError('notFound', l10n.t('This query is no longer kept.'));
    }
    return query;
  }

  /**
   * A new one without an `id`; else the one of that id is replaced. Throws `refused` for a name that another one has.
   */
  async save(project: ProjectRef, query: Omit<SavedQuery, 'id'> & { readonly id?: string }): Promise<QueryRef> {
    const saved: SavedQuery = { ...query, id: query.id ?? randomUUID() };
    await this.#change(project, (queries) => {
      if (queries.some(({ id, name }) => name === saved.name && id !== saved.id)) {
        throw new BackendError('refused', nameTaken(saved.name));
      }
      return [...queries.filter(({ id }) => id !== saved.id), saved];
    });
    return {
      connection: project.connection,
      workspace: project.workspace,
      projectId: project.projectId,
      queryId: saved.id,
    };
  }

  async rename(ref: QueryRef, name: string): Promise<void> {
    await this.save(ref, { ...this.get(ref), name });
  }

  async delete(ref: QueryRef): Promise<void> {
    this.get(ref);
    await this.#change(ref, (queries) => queries.filter(({ id }) => id !== ref.queryId));
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #all(): Readonly<Record<string, readonly unknown[]>> {
    const remembered = this.#memory.get(memoryKey);
    const { success, output } = safeParse(rememberedSchema, remembered);
    if (!success && remembered !== undefined) {
      this.#tell(l10n.t('The saved queries cannot be read and are left out.'));
    }
    return success ? output.projects : {};
  }

  #tell(line: string): void {
    if (this.#told.has(line)) {
      return;
    }
    this.#told.add(line);
    this.#log(line);
  }

  /** One after another, so that none is built on what another is about to replace. */
  async #change(project: AnyProject, change: (queries: readonly SavedQuery[]) => readonly SavedQuery[]): Promise<void> {
    const done = this.#last.then(async () => {
      const queries = change(this.list(project));
      const projects = Object.entries({ ...this.#all(), [keyOf(project)]: queries }).filter(
        ([, kept]) => kept.length > 0,
      );
      await this.#memory.update(memoryKey, { version: 2, projects: Object.fromEntries(projects) });
    });
    this.#last = done.catch(() => undefined);
    await done;
    this.#changes.fire({ connection: project.connection, projectId: project.projectId });
  }
}

export const nameTaken = (name: string): string => l10n.t('There is a query “{name}” already.', { name });

const keyOf = ({ connection, projectId }: AnyProject): string => `${connection}/${projectId}`;
