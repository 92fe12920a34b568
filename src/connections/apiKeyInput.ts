/**
 * Owns the box that asks for an API key and stays open until the server has taken it.
 * Neither keeps nor logs what is typed.
 */
import { env, QuickInputButtons, ThemeIcon, Uri, window, type QuickInputButton } from 'vscode';
import { cometCloud, serverOfKey, type CometServer } from '../trackers/comet/serverAddress';
import { serverName, type CometSignIn } from './connections';
import { back } from '../prompts/quickPick';
import { longestSentence, oneLine } from '../shared/text/plainText';
import { toProblem } from '../shared/problem';
import { complain } from '../prompts/inputBox';

const keysPage: QuickInputButton = {
  iconPath: new ThemeIcon('link-external'),
  tooltip: 'Open the page that shows your API key',
};

/**
 * What `use` made of the key; undefined when the user turned away, `back` when they want another server.
 * The box stays open when `use` rejects, with the reason, and when it resolves to undefined.
 * @param chosen the server that the key is for; null: the one that the key itself names, or comet.com
 */
export async function askForKey<T>(
  chosen: CometServer | null,
  use: (signIn: CometSignIn, signal: AbortSignal) => Promise<T | undefined>,
): Promise<T | typeof back | undefined> {
  const box = window.createInputBox();
  const closed = new AbortController();
  const serverFor = (apiKey: string): CometServer => chosen ?? serverOfKey(apiKey) ?? cometCloud;
  const describe = (): void => {
    const server = serverFor(box.value.trim());
    box.title = oneLine(`Sign In to ${serverName(server)}`);
    box.prompt = oneLine(
      `Your API key is at ${keysAddress(server)} (the button above opens it). It will be kept in the editor’s secret storage.`,
      longestSentence,
    );
    complain(box, null);
  };
  describe();
  box.placeholder = 'API key';
  box.password = true;
  box.ignoreFocusOut = true;
  box.buttons = [QuickInputButtons.Back, keysPage];

  const submit = async (): Promise<T | undefined> => {
    const apiKey = box.value.trim();
    const complaint = complaintAbout(apiKey);
    complain(box, complaint);
    if (complaint !== null) {
      return undefined;
    }
    box.enabled = false;
    box.busy = true;
    try {
      return await use({ server: serverFor(apiKey), apiKey }, closed.signal);
    } catch (error) {
      const { kind, message, advice } = toProblem(error);
      complain(
        box,
        `${message} ${kind === 'unauthorized' ? 'Copy it once more, or check that it is for this server.' : advice}`,
      );
      return undefined;
    } finally {
      box.enabled = true;
      box.busy = false;
    }
  };

  const answer = new Promise<T | typeof back | undefined>((resolve) => {
    box.onDidChangeValue(describe);
    box.onDidTriggerButton((button) => {
      if (button === keysPage) {
        void env.openExternal(Uri.parse(keysAddress(serverFor(box.value.trim()))));
      } else {
        resolve(back);
      }
    });
    box.onDidHide(() => resolve(undefined));
    box.onDidAccept(() => {
      void submit().then((made) => {
        if (made !== undefined) {
          resolve(made);
        }
      });
    });
  });
  box.show();
  try {
    return await answer;
  } finally {
    closed.abort();
    box.dispose();
  }
}

const keysAddress = ({ webRoot }: CometServer): string => `${webRoot}/api/my/settings/`;

function complaintAbout(apiKey: string): string | null {
  if (apiKey === '') {
    return 'Paste your API key here.';
  }
  return /^[\x21-\x7e]+$/.test(apiKey)
    ? null
    : 'An API key has no blanks and no special characters; copy it once more.';
}
