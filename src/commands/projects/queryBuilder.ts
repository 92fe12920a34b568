/**
 * Owns the conversation that makes a query: conditions one by one (column, operator, value), how many experiments match
 * now, and what is to become of it. Neither keeps nor shows what comes out.
 */
import * as l10n from '@vscode/l10n';
import { QuickPickItemKind } from 'vscode';
import { MultiStepInput, Preset, type Reply, type StepContext } from '../../prompts/multiStep';
import { pick, back, type Choice } from '../../prompts/quickPick';
import { formatCount } from '../../shared/format';
import { columnSources, type Column, type Operator, type Predicate } from '../../shared/queries/query';
import { toProblem } from '../../shared/problem';
import {
  operandCount,
  operatorsFor,
  operatorWord,
  predicateSentence,
  readValue,
  sourceWords,
  valuePrompts,
  valueText,
} from '../../shared/queries/queryLabels';
import type { ProjectRef } from '../../shared/reference';
import type { Store } from '../../store/store';
import { pickOrType } from '../../prompts/inputBox';
import { knownValues } from './queryValues';

export interface QueryDraft {
  readonly predicates: readonly Predicate[];
  readonly archived: boolean;
}

export interface BuiltQuery extends QueryDraft {
  readonly then: 'run' | 'save' | 'saveAs';
}

export interface BuilderOptions {
  readonly title: string;
  readonly store: Store;
  readonly project: ProjectRef;
  readonly draft: QueryDraft;
  /** The name under which it is kept already; null for a new one. */
  readonly name: string | null;
}

/** Undefined when the user cancelled. */
export async function buildQuery({
  title,
  store,
  project,
  draft: begun,
  name,
}: BuilderOptions): Promise<BuiltQuery | undefined> {
  let draft = begun;
  const condition = (at: number | null): Promise<Predicate | typeof back | undefined> =>
    askCondition({ title, store, project, draft, at });
  // A query without conditions begins with the first one; there is nothing to go back to.
  if (draft.predicates.length === 0) {
    const first = await condition(null);
    if (first === undefined || first === back) {
      return undefined;
    }
    draft = { ...draft, predicates: [first] };
  }
  for (;;) {
    const step = await askNext(title, store, project, draft, name);
    if (step === undefined || step === back) {
      return undefined;
    }
    if (step.kind === 'done') {
      return { ...draft, then: step.then };
    }
    if (step.kind === 'archived') {
      draft = { ...draft, archived: !draft.archived };
    }
    if (step.kind === 'remove') {
      draft = { ...draft, predicates: draft.predicates.toSpliced(step.at, 1) };
    }
    if (step.kind === 'add' || step.kind === 'change') {
      const made = await condition(step.kind === 'change' ? step.at : null);
      if (made === undefined) {
        return undefined;
      }
      if (made === back) {
        continue;
      }
      draft = {
        ...draft,
        predicates: step.kind === 'add' ? [...draft.predicates, made] : draft.predicates.with(step.at, made),
      };
    }
  }
}

type Next =
  | { readonly kind: 'done'; readonly then: BuiltQuery['then'] }
  | { readonly kind: 'add' }
  | { readonly kind: 'archived' }
  | { readonly kind: 'change'; readonly at: number }
  | { readonly kind: 'remove'; readonly at: number };

async function askNext(
  title: string,
  store: Store,
  project: ProjectRef,
  draft: QueryDraft,
  name: string | null,
): Promise<Next | typeof back | undefined> {
  const conditions = draft.predicates.map((predicate, at): Choice<Next> => ({
    label: predicateSentence(predicate),
    icon: 'filter',
    description: sourceWords[predicate.source],
    value: { kind: 'change', at },
  }));
  const isEmpty = conditions.length === 0;
  const rows: readonly Choice<Next>[] = [
    { label: l10n.t('Add another condition…'), icon: 'add', value: { kind: 'add' } },
    ...(isEmpty ? [] : [{ label: l10n.t('Run'), icon: 'play', value: { kind: 'done', then: 'run' } as const }]),
    ...(isEmpty || name === null
      ? []
      : [{ label: l10n.t('Save “{name}”', { name }), icon: 'save', value: { kind: 'done', then: 'save' } as const }]),
    ...(isEmpty
      ? []
      : [{ label: l10n.t('Save As…'), icon: 'save-as', value: { kind: 'done', then: 'saveAs' } as const }]),
    {
      label: draft.archived
        ? l10n.t('Among the experiments that are not archived')
        : l10n.t('Among the archived experiments'),
      icon: 'archive',
      value: { kind: 'archived' },
    },
    ...(isEmpty ? [] : [separator(l10n.t('Conditions, all of which must hold')), ...conditions]),
  ];
  const note = matches(store, project, draft);
  for (;;) {
    const answer = await pick<Next>({
      title,
      placeholder: l10n.t('What next? Choose a condition to change it'),
      none: '',
      note,
      load: () => Promise.resolve(rows),
    });
    if (answer === undefined || answer === back || answer.kind !== 'change') {
      return answer;
    }
    const { at } = answer;
    const operation = await pick<Next>({
      title,
      back: true,
      none: '',
      placeholder: draft.predicates
        .slice(at, at + 1)
        .map(predicateSentence)
        .join(),
      load: () =>
        Promise.resolve([
          { label: l10n.t('Change'), icon: 'edit', value: answer },
          { label: l10n.t('Remove'), icon: 'trash', value: { kind: 'remove', at } },
        ]),
    });
    if (operation !== back) {
      return operation;
    }
  }
}

const separator = (label: string): Choice<Next> => ({
  label,
  kind: QuickPickItemKind.Separator,
  value: { kind: 'add' },
});

/** `3 of 12 experiments match`, or why that cannot be said. */
async function matches(store: Store, project: ProjectRef, { predicates, archived }: QueryDraft): Promise<string> {
  try {
    const [keys, all] = await Promise.all([
      store.projects.query(project, predicates, archived),
      store.experiments.list({ ...project, archived }),
    ]);
    return l10n.t('{matching} of {experiments} match', {
      matching: keys.length,
      experiments: formatCount(all.length, archived ? 'archived experiment' : 'experiment'),
    });
  } catch (error) {
    return toProblem(error).message;
  }
}

interface ConditionOptions {
  readonly title: string;
  readonly store: Store;
  readonly project: ProjectRef;
  readonly draft: QueryDraft;
  /** Which one is changed; null for another one. */
  readonly at: number | null;
}

async function askCondition({
  title,
  store,
  project,
  draft,
  at,
}: ConditionOptions): Promise<Predicate | typeof back | undefined> {
  const before = at === null ? undefined : draft.predicates[at];
  const questions = MultiStepInput.of({})
    .ask<'column', Column>('column', (_, context) => askColumn(store, project, draft, context))
    .ask<'operator', Operator>('operator', ({ column }, context) => askOperator(column, context, before))
    .ask<'first', Value>('first', ({ column, operator }, context) =>
      askValue({ store, project, draft, column, operator, context, before: valueAt(before, 0), index: 0 }),
    )
    .ask<'second', Value>('second', ({ column, operator, first }, context) =>
      askValue({
        store,
        project,
        draft,
        column,
        operator,
        context,
        before: valueAt(before, 1),
        index: 1,
        least: first,
      }),
    );
  const made = await (draft.predicates.length === 0 ? questions.run(title) : questions.runWithin(title));
  if (made === undefined || made === back) {
    return made;
  }
  const {
    column: { name: field, source, type },
    operator,
    first,
    second,
  } = made;
  const value = source === 'tag' ? field : first === null ? null : second === null ? first : pair(first, second);
  return { field, source, type, operator, value };
}

function askColumn(
  store: Store,
  project: ProjectRef,
  draft: QueryDraft,
  context: StepContext<Column>,
): Promise<Column | typeof back | undefined> {
  return pick<Column>({
    title: context.title,
    back: context.back,
    placeholder: l10n.t('Which metric, parameter, tag or fact?'),
    none: l10n.t('Nothing was logged in this project that can be asked for.'),
    load: async () => {
      const columns = await store.projects.columns(project, draft.archived);
      return columnSources.flatMap((source) => {
        const own = columns
          .filter((column) => column.source === source)
          .toSorted((one, other) => one.name.localeCompare(other.name));
        const [first] = own;
        return first === undefined
          ? []
          : [
              { label: sourceWords[source], kind: QuickPickItemKind.Separator, value: first },
              ...own.map((column) => ({ label: column.name, description: sourceWords[source], value: column })),
            ];
      });
    },
  });
}

function askOperator(
  column: Column,
  context: StepContext<Operator>,
  before: Predicate | undefined,
): Promise<Operator | typeof back | undefined> {
  return pick<Operator>({
    title: context.title,
    back: context.back,
    none: '',
    placeholder: column.source === 'tag' ? `#${column.name} …` : `${column.name} …`,
    load: () =>
      Promise.resolve(
        operatorsFor(column).map((operator) => ({
          label: operatorWord(operator, column),
          value: operator,
          ...(before?.field === column.name && before.operator === operator ? { description: 'now' } : {}),
        })),
      ),
  });
}

type Value = string | number | boolean | null;

interface ValueQuestion extends Omit<ConditionOptions, 'title' | 'at'> {
  readonly column: Column;
  readonly operator: Operator;
  readonly context: StepContext<Value>;
  readonly before: Value;
  readonly index: 0 | 1;
  /** The lower end, when this is the upper one. */
  readonly least?: Value;
}

async function askValue({
  store,
  project,
  draft,
  column,
  operator,
  context,
  before,
  index,
  least,
}: ValueQuestion): Promise<Reply<Value>> {
  const count = operandCount(operator, column);
  if (index >= count) {
    return new Preset(null);
  }
  const { type } = column;
  const sentence = `${column.name} ${operatorWord(operator, column)}`;
  if (type === 'boolean') {
    return pick<Value>({
      title: context.title,
      back: context.back,
      placeholder: `${sentence} …`,
      none: '',
      load: () =>
        Promise.resolve([
          { label: 'true', value: true },
          { label: 'false', value: false },
        ]),
    });
  }
  const check = (text: string): string | null => {
    const read = readValue(text, type);
    if ('complaint' in read) {
      return read.complaint;
    }
    return least !== undefined && least !== null && read.value < least
      ? l10n.t('The second value must not be lower than the first, {value}.', { value: valueText(least, type) })
      : null;
  };
  const question =
    count === 1
      ? `${sentence} …`
      : index === 0
        ? l10n.t('{condition} (the lower end) …', { condition: sentence })
        : l10n.t('{condition} {lower} and (the upper end) …', {
            condition: sentence,
            lower: least === undefined || least === null ? '' : valueText(least, type),
          });
  const answer = await pickOrType({
    title: context.title,
    back: context.back,
    value:
      context.before !== undefined && context.before !== null
        ? valueText(context.before, type)
        : before === null
          ? undefined
          : valueText(before, type),
    placeholder: `${question}  ${valuePrompts[type]}`,
    suggestions: knownValues(store, project, draft.archived, column).then((values) =>
      values.map((label) => ({ label })),
    ),
    check,
    typedLabel: (text) => `${sentence} ${text}`,
  });
  if (answer === undefined || typeof answer === 'symbol') {
    return answer;
  }
  const read = readValue(answer, type);
  return 'value' in read ? read.value : undefined;
}

function valueAt(predicate: Predicate | undefined, index: 0 | 1): Value {
  const value = predicate?.value ?? null;
  if (typeof value === 'object') {
    return value === null ? null : value[index];
  }
  return index === 0 ? value : null;
}

/** Booleans have no ends. */
const pair = (first: Exclude<Value, null>, second: Exclude<Value, null>): Predicate['value'] =>
  typeof first === 'boolean' || typeof second === 'boolean' ? first : [first, second];
