/** Notes in an editor, on the screen: somebody else was faster, and the user says which to keep. */
import { shows } from '../support/shows';
import { useWorkbench } from '../support/workbench/useWorkbench';

describe('notes that somebody else changed meanwhile', () => {
  const workbench = useWorkbench();
  const project = { workspace: 'vision-lab', name: 'digits-sweep' };

  interface NotesStore {
    list(ref: object): Promise<{ id: string; name: string }[]>;
    notes(ref: object): Promise<string>;
    setNotes(ref: object, text: string): Promise<void>;
  }
  interface ForTests {
    forTests(): Promise<{
      connections: { list(): { id: string }[] };
      store: { projects: NotesStore };
    }>;
  }

  /** In the lab: writes the notes when a text is given; answers with them. */
  const notes = (text: string | null): Promise<string> =>
    workbench().bridge.run(
      async (vscode, { workspace, name }, wanted) => {
        const api = (await vscode.extensions
          .getExtension('experiment-explorer.experiment-explorer')
          ?.activate()) as ForTests;
        const { connections, store } = await api.forTests();
        const connection = connections.list()[0]?.id;
        const found = (await store.projects.list({ connection, workspace })).find((one) => one.name === name);
        const ref = { connection, workspace, projectId: found?.id };
        if (wanted !== null) {
          await store.projects.setNotes(ref, wanted);
        }
        return store.projects.notes(ref);
      },
      project,
      text,
    );

  const typeAndSave = async (text: string): Promise<void> => {
    await workbench().page.locator('.part.editor .editor-group-container.active .monaco-editor').first().click();
    await workbench().page.keyboard.press('ControlOrMeta+A');
    await workbench().page.keyboard.type(text);
    await shows(() => workbench().editorText(), text);
  };

  before(async () => {
    await workbench().openViewContainer('Experiments');
    await workbench().bridge.run((vscode) => vscode.commands.executeCommand('experimentExplorer.exploreLab'));
    const tree = workbench().tree('Experiments');
    await tree.expand('vision-lab', 'digits-sweep', 'Project');
    await (await tree.row('Notes')).click();
    await shows(() => workbench().activeTab(), 'digits-sweep notes.md');
  });

  it('are written over only when the user says so', async () => {
    await typeAndSave('mine');
    await notes('theirs');
    await workbench().command('File: Save');
    await workbench().notification('The content of the file is newer').waitFor();
    await shows(() => notes(null), 'theirs');
    await workbench().answerNotification('The content of the file is newer', 'Overwrite');
    await shows(() => notes(null), 'mine');
  });

  it('are shown beside one’s own, to be kept instead', async () => {
    await typeAndSave('other');
    await notes('their');
    await workbench().command('File: Save');
    await workbench().answerNotification('The content of the file is newer', 'Compare');
    await shows(() => workbench().diffText(), { original: 'their', modified: 'other' });
    await workbench().command('File: Revert File');
    await shows(() => notes(null), 'their');
  });
});
