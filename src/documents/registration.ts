/** A file system as the editor learns of it: registered at once, loaded when the first of its files is looked at. */
import { Disposable, EventEmitter, workspace, type FileChangeEvent, type FileSystemProvider } from 'vscode';
import { answer } from './answers';

/** How the editor may use it. */
interface FileSystemOptions {
  readonly isCaseSensitive: boolean;
  readonly isReadonly?: boolean;
}

export function registerFileSystem(
  scheme: string,
  files: { get(): Promise<FileSystemProvider> },
  options: FileSystemOptions,
): Disposable {
  const changes = new EventEmitter<FileChangeEvent[]>();
  let listening: Disposable | null = null;
  const load = (): Promise<FileSystemProvider> =>
    answer(async () => {
      const loaded = await files.get();
      listening ??= loaded.onDidChangeFile((events) => changes.fire(events));
      return loaded;
    });
  const registration = workspace.registerFileSystemProvider(
    scheme,
    {
      onDidChangeFile: changes.event,
      watch: (uri, watched) => {
        const watching = load().then(
          (loaded) => loaded.watch(uri, watched),
          // Who reads the file hears why it cannot be.
          () => null,
        );
        return new Disposable(() => void watching.then((watch) => void watch?.dispose()));
      },
      stat: async (uri) => (await load()).stat(uri),
      readFile: async (uri) => (await load()).readFile(uri),
      writeFile: async (uri, content, written) => (await load()).writeFile(uri, content, written),
      readDirectory: async (uri) => (await load()).readDirectory(uri),
      createDirectory: async (uri) => (await load()).createDirectory(uri),
      delete: async (uri, deleted) => (await load()).delete(uri, deleted),
      rename: async (from, to, renamed) => (await load()).rename(from, to, renamed),
    },
    options,
  );
  return new Disposable(() => {
    registration.dispose();
    listening?.dispose();
    changes.dispose();
  });
}
