/** What the SDKs' configuration says: `.comet.config` files and the environment, as texts. Reads no file and keeps nothing. */
import { parse } from 'ini';

/** Null where a source is silent. The server is as configured; give it to `parseCometServer`. */
export interface CometConfiguration {
  readonly apiKey: string | null;
  readonly server: string | null;
  readonly workspace: string | null;
}

/** From the text of a `.comet.config`: INI with the section `[comet]`. */
export function readCometConfig(text: string): CometConfiguration {
  const file: Readonly<Record<string, unknown>> = parse(text);
  const section = file['comet'];
  const values = typeof section === 'object' && section !== null ? (section as Readonly<Record<string, unknown>>) : file;
  return { apiKey: filled(values['api_key']), server: filled(values['url_override']), workspace: filled(values['workspace']) };
}

/** From the variables of the SDKs for Python and, failing those, Java. */
export function readCometEnvironment(environment: Readonly<Record<string, string | undefined>>): CometConfiguration {
  const first = (...names: readonly string[]): string | null =>
    names.map((name) => filled(environment[name])).find((value) => value !== null) ?? null;
  return {
    apiKey: first('COMET_API_KEY'),
    server: first('COMET_URL_OVERRIDE', 'COMET_BASE_URL'),
    workspace: first('COMET_WORKSPACE', 'COMET_WORKSPACE_NAME'),
  };
}

const filled = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);
