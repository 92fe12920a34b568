/** What goes wrong behind a file system reaches the editor as a sentence. */
import { FileSystemError } from 'vscode';
import { longestSentence, oneLine } from '../shared/text/plainText';
import { toProblem } from '../shared/problem';

export async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { kind, message, advice } = toProblem(error);
    const sentence = oneLine(`${message} ${advice}`, longestSentence);
    switch (kind) {
      case 'notFound':
        throw FileSystemError.FileNotFound(sentence);
      case 'unauthorized':
      case 'forbidden':
        throw FileSystemError.NoPermissions(sentence);
      default:
        throw FileSystemError.Unavailable(sentence);
    }
  }
}

/**
 * Of a save: other kinds of error would make the editor offer ways out that lead nowhere, as saving as an
 * administrator.
 */
export async function saved(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { message, advice } = toProblem(error);
    throw FileSystemError.Unavailable(oneLine(`${message} ${advice}`, longestSentence));
  }
}
