/** Accounts and workspaces as Comet sends them. */
import * as v from 'valibot';
import { number, text } from './primitives';

export const AccountDetails = v.object({ userName: v.string(), defaultWorkspaceName: text });
export type AccountDetails = v.InferOutput<typeof AccountDetails>;

/** `{workspaceNames: […]}` of names or of objects, or the bare list. */
export const Workspaces = v.pipe(
  v.union([
    v.array(v.unknown()),
    v.pipe(
      v.object({ workspaceNames: v.array(v.unknown()) }),
      v.transform((body) => body.workspaceNames),
    ),
  ]),
  v.array(
    v.union([
      v.string(),
      v.pipe(
        v.object({ name: v.string() }),
        v.transform((workspace) => workspace.name),
      ),
    ]),
  ),
);

/** In snake case, unlike all else. */
export const NewWorkspace = v.object({ workspace_id: text, workspace_name: text });
export type NewWorkspace = v.InferOutput<typeof NewWorkspace>;

export const Version = v.object({ version: text });

/** How often a live experiment is to be heard of. */
export const Beat = v.object({
  isAliveBeatDurationMillis: number,
  gpuMonitorIntervalMillis: number,
  cpuMonitorIntervalMillis: number,
});
export type Beat = v.InferOutput<typeof Beat>;
