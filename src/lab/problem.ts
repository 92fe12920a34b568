/**
 * Why the lab does not do what it is asked, in terms of what it holds. Each protocol has its own status and code for
 * it.
 */

/**
 * `final`: it can change no more. `unfinished`: it cannot be read yet. `failed`: it never will be. The others as their
 * names say.
 */
export type ProblemKind = 'notFound' | 'conflict' | 'invalid' | 'final' | 'unfinished' | 'failed';

/** What it is about. A registry entry is a model or a version that is to be changed, by its id. */
export type ProblemSubject =
  | 'artifact'
  | 'artifactState'
  | 'artifactVersion'
  | 'dashboard'
  | 'experiment'
  | 'model'
  | 'panel'
  | 'registryEntry'
  | 'registryModel'
  | 'registryModelVersion'
  | 'shareLink'
  | 'stage'
  | 'status'
  | 'version';

export class LabProblem extends Error {
  override readonly name = 'LabProblem';
  readonly kind: ProblemKind;
  readonly subject: ProblemSubject;

  constructor(kind: ProblemKind, subject: ProblemSubject, message: string) {
    super(message);
    this.kind = kind;
    this.subject = subject;
  }
}
