/** What this extension gives to others, see `api.d.ts`. Knows connections; hands out no key. */
import type { ExperimentExplorer } from '../../api';
import type { CometBackend } from '../trackers/comet/backend';
import { checkArguments } from '../argumentsCheck';
import type { ConnectionInfo } from '../shared/connection';
import { BackendError } from '../shared/problem';
import { callOfComet, checkedApi } from './checkedApi';

export interface ConnectionSource {
  list(): readonly ConnectionInfo[];
  backend(connection: string): Promise<CometBackend>;
}

export function explorerApi(source: ConnectionSource): ExperimentExplorer {
  return {
    connections: () => source.list().map(({ id, label, server }) => ({ id, label, server })),
    comet: async (connection, panel) => {
      checkArguments('comet', callOfComet, [connection, panel]);
      const id = connection ?? source.list().find(({ tracker }) => tracker === 'comet')?.id;
      if (id === undefined) {
        throw new BackendError('notFound', 'Nobody has signed in to Comet here.', {
          advice: 'Run “Experiments: Sign In”.',
        });
      }
      const [{ client }, { CometJavaScriptApi }] = await Promise.all([source.backend(id), import('./comet')]);
      return checkedApi(new CometJavaScriptApi(client, panel));
    },
  };
}
