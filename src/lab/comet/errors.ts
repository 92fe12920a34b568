/** What Comet's REST API answers when it refuses: status and error number for each problem that the lab has. */
import { isBeyondLimit } from '../limits';
import { LabProblem, type ProblemKind, type ProblemSubject } from '../problem';
import { isLostBytes, isUnusableFolder } from '../storage/folderProblems';
/** Error numbers of Comet's SDKs. */
export const errorCodes = {
  none: 0,
  noRegistryModelToUpdate: 42006,
  noSuchRegistryModel: 42008,
  notAllowed: 90210,
  noSuchExperiment: 90211,
  noSuchKey: 90212,
  noSuchWorkspace: 90219,
  artifactVersionExists: 90399,
  artifactStateImmutable: 90401,
  artifactNotClosed: 90402,
  artifactFailed: 90403,
  artifactStateInvalid: 90410,
  noExperimentKey: 90998,
  experimentExists: 90999,
  noProject: 98219,
  noSuchArtifact: 624522,
  noSuchArtifactVersion: 624523,
  noSuchOptimization: 5124123,
} as const;

/** What a route throws to refuse: becomes Comet's error body with this status. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 507;
  readonly code: number;

  constructor(status: Refusal['status'], message: string, code: number = errorCodes.none) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const errorBody = (refusal: Refusal) => ({
  msg: refusal.message,
  code: refusal.status,
  data: null,
  sdk_error_code: refusal.code,
});

/** Error numbers of the problems that have one of their own. */
const codesOfProblems: Partial<Record<`${ProblemKind} ${ProblemSubject}`, number>> = {
  'notFound experiment': errorCodes.noSuchExperiment,
  'notFound registryModel': errorCodes.noSuchRegistryModel,
  'notFound registryEntry': errorCodes.noRegistryModelToUpdate,
  'notFound artifact': errorCodes.noSuchArtifact,
  'notFound artifactVersion': errorCodes.noSuchArtifactVersion,
  'conflict artifactVersion': errorCodes.artifactVersionExists,
  'final artifactVersion': errorCodes.artifactStateImmutable,
  'unfinished artifactVersion': errorCodes.artifactNotClosed,
  'failed artifactVersion': errorCodes.artifactFailed,
  'invalid artifactState': errorCodes.artifactStateInvalid,
};

/** Null for an error that was not foreseen. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) {
    return error;
  }
  // Comet answers 400 to whatever is wrong with what is asked, that it does not exist included.
  if (error instanceof LabProblem) {
    return new Refusal(400, error.message, codesOfProblems[`${error.kind} ${error.subject}`]);
  }
  if (isBeyondLimit(error)) {
    return new Refusal(413, error.message);
  }
  if (isLostBytes(error)) {
    return new Refusal(400, error.message);
  }
  return isUnusableFolder(error) ? new Refusal(507, error.message) : null;
}
