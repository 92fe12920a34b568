/**
 * Sends a request of the tracker's REST API that the user chooses: asks for its arguments, has it confirmed when it
 * changes data, and shows the answer.
 */
import * as l10n from '@vscode/l10n';
import { homedir } from 'node:os';
import { Uri, window, workspace } from 'vscode';
import type { StepContext } from '../prompts/multiStep';
import { write } from '../panels/saveAs';
import { pick, type Choice } from '../prompts/quickPick';
import { decodedText } from '../shared/text/decodedText';
import { indentedJson } from '../shared/text/jsonSource';
import { oneLine } from '../shared/text/plainText';
import { BackendError } from '../shared/problem';
import type { RawAnswer, RequestTemplate } from '../shared/requests';
import type { Handlers } from '../shared/verbs/verbs';
import type { Store } from '../store/store';
import { askText } from '../prompts/inputBox';
import { confirm } from './confirm';
import type { ResourcePickers } from './resourcePickers';
import { isExperiment } from './targets';

interface RequestDependencies {
  readonly store: Store;
  readonly pickers: ResourcePickers;
}

/** Resolves to the text of the answer; to undefined when the user cancelled or the answer is no text. */
export function requestHandlers({ store, pickers }: RequestDependencies): Pick<Handlers, 'sendRequest'> {
  return {
    async sendRequest(target): Promise<string | undefined> {
      const known = isExperiment(target) ? { experimentKey: target.key } : {};
      const wanted = await pickers
        .connection(target)
        .ask('template', ({ connection }, context: StepContext<RequestTemplate>) =>
          pick({
            ...context,
            placeholder: l10n.t('Which request?'),
            none: l10n.t('This tracker offers none.'),
            load: async () => (await store.requests.templates({ connection })).map(templateChoice),
          }),
        )
        .ask('text', ({ template }, { title, back, before }: StepContext<string>) =>
          askText({
            title,
            back,
            prompt: l10n.t('The arguments of {address}, as JSON', { address: addressOf(template) }),
            value: before ?? JSON.stringify(prefilled(template, known)),
            check: (text) => (argumentsIn(text) === null ? l10n.t('This must be JSON: {"name": value, …}.') : null),
          }),
        )
        .run('Send a Request');
      const given = wanted === undefined ? null : argumentsIn(wanted.text);
      if (wanted === undefined || given === null) {
        return undefined;
      }
      const { connection, template } = wanted;
      const file = template.encoding === 'form' ? await askFile() : null;
      if (template.encoding === 'form' && file === null) {
        return undefined;
      }
      if (
        template.changes &&
        !(await confirm(
          l10n.t('Send “{title}”?', { title: template.title }),
          l10n.t('{address} changes what the tracker keeps; nothing here takes it back.', {
            address: addressOf(template),
          }),
          l10n.t('Send'),
        ))
      ) {
        return undefined;
      }
      return show(await store.requests.send({ connection }, { template, arguments: given, file }));
    },
  };
}

const addressOf = ({ method, path }: RequestTemplate): string => `${method} ${path.replace(/^(\.\.\/)+/, '/')}`;

const templateChoice = (template: RequestTemplate): Choice<RequestTemplate> => ({
  label: template.title,
  icon: template.changes ? 'edit' : 'eye',
  description: addressOf(template),
  value: template,
});

const prefilled = ({ arguments: names }: RequestTemplate, known: Readonly<Record<string, string>>): object =>
  Object.fromEntries(Object.entries(names).map(([name, example]) => [name, known[name] ?? example]));

/** Null when the text is no JSON object. */
function argumentsIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

async function askFile(): Promise<string | null> {
  const [file] =
    (await window.showOpenDialog({ title: l10n.t('Send a Request'), openLabel: l10n.t('Send This File') })) ?? [];
  if (file !== undefined && file.scheme !== 'file') {
    throw new BackendError('unsupported', l10n.t('Only files of this machine can be sent.'));
  }
  return file?.fsPath ?? null;
}

/** Text opens in an editor; bytes go where the user says. */
async function show({ contentType, bytes }: RawAnswer): Promise<string | undefined> {
  const text = textIn(bytes);
  if (text === null) {
    const to = await window.showSaveDialog({
      title: oneLine(
        contentType === null
          ? l10n.t('Save the answer, which is no text')
          : l10n.t('Save the answer, which is {contentType}', { contentType }),
      ),
      defaultUri: Uri.joinPath(workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir()), 'answer.zip'),
    });
    if (to !== undefined) {
      await write(to, bytes);
    }
    return undefined;
  }
  const json = indentedJson(text);
  await window.showTextDocument(
    await workspace.openTextDocument({ content: json ?? text, ...(json === null ? {} : { language: 'json' }) }),
    { preview: true },
  );
  return text;
}

function textIn(bytes: Uint8Array): string | null {
  const text = decodedText(bytes);
  return /[\0\ufffd]/.test(text) ? null : text;
}
