/** The page's end of the line to its host: the only acquireVsCodeApi. Knows the protocol's shape, no page's content. */
import { BackendError } from '../src/shared/problem';
import type { FromPage, PageProtocol, ToPage } from '../src/shared/protocol';

export interface Host<P extends PageProtocol, Memory extends object> {
  /** Rejects with a BackendError when the host refuses. */
  ask<Q extends keyof P['questions'] & string>(
    question: Q,
    argument: P['questions'][Q]['ask'],
  ): Promise<P['questions'][Q]['answer']>;
  do<D extends keyof P['commands'] & string>(command: D, argument: P['commands'][D]): void;
  /** What survives while the page is hidden and after a reload: arrangement, never data. */
  remember(memory: Memory): void;
  /** As it was left by this or another version of the page. */
  readonly memory: unknown;
}

/** Says `ready` and hands on every state that the host pushes. */
export function connect<P extends PageProtocol, Memory extends object>(
  onState: (state: P['state']) => void,
): Host<P, Memory> {
  const vscode = acquireVsCodeApi<Memory>();
  const waiting = new Map<number, { resolve(value: never): void; reject(error: BackendError): void }>();
  let lastId = 0;

  const send = (message: FromPage<P>): void => vscode.postMessage(message);

  window.addEventListener('message', ({ data, origin }: MessageEvent<ToPage<P>>) => {
    // A report whose scripts run can send messages, too; its frame has an origin of its own.
    if (origin !== window.origin) {
      return;
    }
    switch (data.type) {
      case 'state':
        onState(data.state);
        break;
      case 'answer':
        waiting.get(data.id)?.resolve(data.value as never);
        waiting.delete(data.id);
        break;
      case 'refusal': {
        const { kind, message, advice, retryAfter } = data.problem;
        waiting.get(data.id)?.reject(new BackendError(kind, message, { advice, retryAfter }));
        waiting.delete(data.id);
        break;
      }
    }
  });
  send({ type: 'ready' });

  return {
    ask: (question, argument) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        send({ type: 'ask', id: lastId, question, argument } as FromPage<P>);
      }),
    do: (command, argument) => send({ type: 'do', command, argument } as FromPage<P>),
    remember: (memory) => void vscode.setState(memory),
    memory: vscode.getState(),
  };
}
