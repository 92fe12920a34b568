// What was logged is told as it was written, digit by digit: from an archive, from a request, and on to whoever reads.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { parseCometServer } from '../../../../src/trackers/comet/serverAddress';
import { connectComet, type CometBackend } from '../../../../src/trackers/comet/backend';
import { directNetwork } from '../../../../src/trackers/http/client';
import { startCometLab, type Lab } from '../../../../src/lab/comet/server';
import { asWritten, parsePythonJson } from '../../../../src/lab/recordings/pythonJson';
import { serveEmptyLab, type ServedLab } from '../../../support/lab/labFixture';
import type { Handler } from '../http/httpServer';
import { scriptedComet } from './scriptedComet';

const signal = new AbortController().signal;
const key = 'a'.repeat(32);

/** Each as Python writes it into JSON, and what trackers show of it. Text stays text. */
const spelled: Readonly<Record<string, readonly [json: string, shown: string]>> = {
  seed: ['12345678901234567890', '12345678901234567890'],
  negative: ['-9007199254740993', '-9007199254740993'],
  lr: ['1e-05', '1e-05'],
  capital: ['1E5', '1E5'],
  momentum: ['1.0', '1.0'],
  trailing: ['0.10', '0.10'],
  zero: ['-0', '-0'],
  negativeZero: ['-0.0', '-0.0'],
  huge: ['1e400', '1e400'],
  long: ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
  plain: ['0.1', '0.1'],
  whole: ['3', '3'],
  nan: ['NaN', 'NaN'],
  infinite: ['-Infinity', '-Infinity'],
  flag: ['true', 'true'],
  ids: ['[9007199254740993, NaN]', '[9007199254740993, NaN]'],
  compact: ['[1,2.0,-Infinity]', '[1,2.0,-Infinity]'],
  nested: ['{"a": [1e-05, {"b": -0.0}], "a": "1.0"}', '{"a": [1e-05, {"b": -0.0}], "a": "1.0"}'],
  escaped: ['["\\u00e9\\ud83d\\ude80", "\\"NaN\\"", 1.0]', '["é🚀", "\\"NaN\\"", 1.0]'],
  textNumber: ['"1e-05"', '1e-05'],
  textWord: ['"NaN"', 'NaN'],
  textList: ['"[1.0, NaN]"', '[1.0, NaN]'],
  textPadded: ['" 007 "', ' 007 '],
};
const scalars = Object.entries(spelled).filter(([, [json]]) => !/^[[{]/.test(json));

describe('numbers as they were logged', () => {
  let lab: Lab | ServedLab;
  afterEach(() => lab.close());

  const connect = (): CometBackend =>
    connectComet({
      server: parseCometServer(lab.url),
      apiKey: lab.apiKey,
      network: directNetwork,
      log: () => undefined,
    });
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${lab.url}/${path}`, { ...init, headers: { Authorization: lab.apiKey } });
  const read = async (path: string): Promise<Record<string, unknown>> =>
    (await (await ask(`api/rest/v2/experiment/${path}?experimentKey=${key}`)).json()) as Record<string, unknown>;
  /** The body is JSON text, not what JavaScript would make of it. */
  const post = async (path: string, body: string): Promise<void> => {
    const answer = await ask(path, { method: 'POST', body });
    assert.equal(answer.status, 200, `${path} ${body}: ${await answer.text()}`);
  };
  const write = (path: string, body: string): Promise<void> =>
    post(`api/rest/v2/write/experiment/${path}`, `{"experimentKey": "${key}", ${body}}`);
  const current = async (path: string): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      ((await read(path)).values as { name: string; valueCurrent: string }[])
        .filter(({ name }) => name !== 'Name')
        .map(({ name, valueCurrent }) => [name, valueCurrent]),
    );
  const shown = Object.fromEntries(Object.entries(spelled).map(([name, [, text]]) => [name, text]));
  const shownScalars = Object.fromEntries(scalars.map(([name, [, text]]) => [name, text]));
  const bySummary = (
    summaries: readonly { name: string; current: { value: string | null } | null }[],
  ): Record<string, unknown> =>
    Object.fromEntries(
      summaries.filter(({ name }) => name !== 'Name').map(({ name, current: point }) => [name, point?.value]),
    );

  async function begin(): Promise<void> {
    lab = await serveEmptyLab();
    await post('clientlib/logger/add/run', JSON.stringify({ experimentKey: key, projectName: 'p' }));
  }

  it('come so from an archive', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'numbers-'));
    try {
      const message = (type: string, payload: string): string =>
        `{"type": "${type}", "payload": {"local_timestamp": 1500, ${payload}}}\n`;
      const lines = [
        ...Object.entries(spelled).map(([name, [json]]) =>
          message(
            'parameter_msg',
            `"param": {"paramName": "${name}", "paramValue": ${json}, "source": "manual", "step": 1.0}`,
          ),
        ),
        ...Object.entries(spelled).map(([name, [json]]) => message('log_other', `"key": "${name}", "value": ${json}`)),
        ...scalars.map(([name, [json]]) =>
          message(
            'metric_msg',
            `"metric": {"metricName": "${name}", "metricValue": ${json}, "step": 1e1, "epoch": null}`,
          ),
        ),
        message('cloud_details', '"provider": "GCP", "cloud_metadata": {"id": 6846237421351234567, "load": 1.0}'),
        message('system_info', '"system_info": {"key": "card", "value": 12345678901234567890}'),
        message(
          'file_upload',
          '"file_path": "f", "upload_type": "asset", "metadata": {"run": 9007199254740993, "score": NaN}, "additional_params": {"assetId": "one", "fileName": "f", "step": 2.0}',
        ),
      ];
      await writeFile(
        join(folder, `${key}.zip`),
        zipSync({
          'experiment.json': strToU8(
            JSON.stringify({
              offline_id: key,
              workspace: 'ada',
              project_name: 'p',
              start_time: 1000,
              stop_time: 2000,
              tags: [],
            }),
          ),
          'messages.json': strToU8(lines.join('')),
          f: strToU8('file'),
        }),
      );
      await writeFile(
        join(folder, 'lab.json'),
        JSON.stringify({
          user: 'ada',
          defaultWorkspace: 'ada',
          recordedUntil: 2000,
          projects: [],
          experiments: [
            {
              key,
              workspace: 'ada',
              project: 'p',
              name: 'n',
              startTime: 1000,
              endTime: 2000,
              crashed: false,
              archived: false,
              live: null,
              filePath: null,
              user: null,
            },
          ],
        }),
      );
      lab = await startCometLab({ archives: folder, now: () => 2000 });
      assert.deepEqual(await current('parameters'), shown);
      assert.deepEqual(await current('log-other'), shown);
      assert.deepEqual(await current('metrics/summary'), shownScalars);
      const rows = (await read('metrics/get-all')).metrics as {
        metricName: string;
        metricValue: string;
        step: number;
      }[];
      assert.deepEqual(
        Object.fromEntries(rows.map(({ metricName, metricValue }) => [metricName, metricValue])),
        shownScalars,
      );
      assert.deepEqual(new Set(rows.map(({ step }) => step)), new Set([10]));
      assert.match(
        await (await ask(`api/rest/v2/experiment/cloud-details?experimentKey=${key}`)).text(),
        /"metadata":\{"id": 6846237421351234567, "load": 1\.0\}\}$/,
      );
      assert.deepEqual((await read('system-details')).logAdditionalSystemInfoList, [
        { key: 'card', value: '12345678901234567890' },
      ]);
      const [asset] = (await read('asset/list')).assets as { metadata: string; step: number }[];
      assert.deepEqual([asset?.metadata, asset?.step], ['{"run": 9007199254740993, "score": NaN}', 2]);
      const comet = connect();
      assert.deepEqual(bySummary(await comet.getParameters(key, signal)), shown);
      assert.deepEqual(bySummary(await comet.others.list(key, signal)), shown);
      assert.deepEqual((await comet.system.cloud(key, signal))?.metadata, { id: '6846237421351234567', load: '1.0' });
      await comet.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('come so from requests, one by one and in batches', async () => {
    await begin();
    for (const [name, [json]] of Object.entries(spelled)) {
      await write('parameter', `"parameterName": "${name}", "parameterValue": ${json}`);
      await write('log-other', `"key": "${name}", "value": ${json}`);
    }
    for (const [name, [json]] of scalars) {
      await write('metric', `"metricName": "${name}", "metricValue": ${json}, "step": 1.0, "timestamp": 1.5e3`);
    }
    assert.deepEqual(await current('parameters'), shown);
    assert.deepEqual(await current('log-other'), shown);
    assert.deepEqual(await current('metrics/summary'), shownScalars);
    const batch = (what: string, entries: [string, readonly [string, string]][]): string =>
      `{"experimentKey":"${key}","values":[${entries.map(([name, [json]]) => `{"${what}Name":"b_${name}","${what}Value":${json},"step":1}`).join(',')}]}`;
    await post('clientlib/batch/logger/experiment/parameter', batch('parameter', Object.entries(spelled)));
    await post('clientlib/batch/logger/experiment/metric', batch('metric', scalars));
    const prefixed = (values: Record<string, string>): Record<string, string> =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [`b_${name}`, value]));
    assert.deepEqual(await current('parameters'), { ...shown, ...prefixed(shown) });
    assert.deepEqual(await current('metrics/summary'), { ...shownScalars, ...prefixed(shownScalars) });
    const comet = connect();
    assert.deepEqual(bySummary(await comet.getParameters(key, signal)), { ...shown, ...prefixed(shown) });
    await comet.close();
  });

  it('come so from machines and clouds', async () => {
    await begin();
    await write(
      'system-details',
      '"env": {"SEED": 12345678901234567890, "LR": 1e-05, "TEXT": "1.0"}, "logAdditionalSystemInfoList": [{"key": "card", "value": 1.0}], "pid": 17.0, "totalRam": 1e9',
    );
    const details = await read('system-details');
    assert.deepEqual(
      [details.env, details.logAdditionalSystemInfoList, details.pid, details.totalRam],
      [{ SEED: '12345678901234567890', LR: '1e-05', TEXT: '1.0' }, [{ key: 'card', value: '1.0' }], 17, 1e9],
    );
    await write('cloud-details', '"provider": "GCP", "metadata": {"id": 6846237421351234567}');
    assert.match(
      await (await ask(`api/rest/v2/experiment/cloud-details?experimentKey=${key}`)).text(),
      /"metadata":\{"id": 6846237421351234567\}\}$/,
    );
    await write('ram-metrics', '"totalRam": 9007199254740993, "usedRam": 1.0, "step": 1');
    assert.deepEqual(await current('metrics/summary'), { 'sys.ram.total': '9007199254740993', 'sys.ram.used': '1.0' });
  });

  it('are found by their digits', async () => {
    await begin();
    await write('parameter', '"parameterName": "seed", "parameterValue": 12345678901234567890');
    await write('parameter', '"parameterName": "lr", "parameterValue": 1e-05');
    const found = async (field: string, operator: string, value: string): Promise<number> => {
      const body = `{"workspaceName": "ada", "projectName": "p", "predicates": [{"source": "params", "query": {"condition": "AND", "rules": [{"field": "${field}", "operator": "${operator}", "value": ${value}}]}}]}`;
      const answer = (await (await ask('api/rest/v2/project/query', { method: 'POST', body })).json()) as {
        experimentKeys: string[];
      };
      return answer.experimentKeys.length;
    };
    const answers = [
      await found('seed', 'equal', '12345678901234567890'),
      await found('seed', 'equal', '"12345678901234567890"'),
      await found('seed', 'equal', '12345678901234567891'),
      await found('seed', 'less', '12345678901234567891'),
      await found('seed', 'greater', '5'),
      await found('lr', 'equal', '0.00001'),
      await found('lr', 'equal', '1E-5'),
    ];
    assert.deepEqual(answers, [1, 1, 0, 1, 1, 1, 1]);
  });

  it('are still refused where a number must be one', async () => {
    await begin();
    for (const step of ['NaN', '1e400', '"1"', '[1]', '{}']) {
      const answer = await ask('api/rest/v2/write/experiment/metric', {
        method: 'POST',
        body: `{"experimentKey": "${key}", "metricName": "m", "metricValue": 1, "step": ${step}}`,
      });
      assert.equal(answer.status, 400, step);
    }
  });

  it('keep their digits when a server sends them bare', async () => {
    lab = await serveEmptyLab();
    const numbers = scalars.filter(([, [json]]) => !json.startsWith('"') && json !== 'true');
    const summaries = `{"values": [${numbers.map(([name, [json]]) => `{"name": "${name}", "valueCurrent": ${json}, "valueMin": ${json}, "valueMax": ${json}, "stepCurrent": 1.0, "timestampCurrent": 1.5e3}`).join(', ')}]}`;
    const bare: Handler = (_, response) => {
      response.setHeader('content-type', 'application/json').end(summaries);
    };
    const { comet, server } = await scriptedComet({
      'experiment/parameters': bare,
      'experiment/log-other': bare,
      'experiment/metrics/summary': bare,
    });
    try {
      const expected = Object.fromEntries(numbers.map(([name, [, text]]) => [name, text]));
      const [parameters, others, metrics] = await Promise.all([
        comet.getParameters(key, signal),
        comet.others.list(key, signal),
        comet.getMetricSummaries(key, signal),
      ]);
      for (const summariesRead of [parameters, others, metrics]) {
        assert.deepEqual(bySummary(summariesRead), expected);
      }
      assert.deepEqual([parameters[0]?.current?.step, parameters[0]?.current?.time], [1, 1500]);
    } finally {
      await comet.close();
      await server.close();
    }
  });
});

describe('JSON as Python writes it', () => {
  const plainOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it('is read as JSON.parse reads it, where both can', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), fc.constantFrom(0, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        assert.deepEqual(plainOf(parsePythonJson(text)), plainOf(JSON.parse(text)));
      }),
      { numRuns: 300 },
    );
  });

  it('is refused where JSON.parse refuses it', () => {
    const damage = fc.constantFrom(
      '',
      ',',
      '"',
      '{',
      '}',
      '[',
      ']',
      ':',
      '\\',
      '1',
      ' ',
      'x',
      '-',
      '.',
      'e',
      '\u0000',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.nat(),
        damage,
        fc.integer({ min: 0, max: 3 }),
        (value, place, insert, drop) => {
          const sound = JSON.stringify(value);
          const at = place % (sound.length + 1);
          const text = sound.slice(0, at) + insert + sound.slice(at + drop);
          // JSON.stringify has no number for these.
          fc.pre(!/e\+?(?:\d{4}|[3-9]\d\d)/i.test(text));
          let expected: unknown;
          try {
            expected = JSON.parse(text);
          } catch {
            assert.throws(() => parsePythonJson(text), SyntaxError, text);
            return;
          }
          assert.deepEqual(plainOf(parsePythonJson(text)), plainOf(expected), text);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('gives every number back as it was written', () => {
    const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?$/);
    fc.assert(
      fc.property(digits, (text) => {
        assert.equal(asWritten(parsePythonJson(text)), text);
        assert.equal(asWritten((parsePythonJson(`{"a": [${text}]}`) as { a: unknown }).a), `[${text}]`);
        assert.ok(Object.is(Number(parsePythonJson(text)), Number(text)));
      }),
      { numRuns: 2000 },
    );
  });

  it('has names like any other, and an end to its depth', () => {
    const odd = parsePythonJson('{"__proto__": {"x": 1.0}, "constructor": 2}') as Record<string, unknown>;
    assert.deepEqual(Object.keys(odd), ['__proto__', 'constructor']);
    assert.equal(Object.getPrototypeOf(odd), Object.prototype);
    assert.throws(() => parsePythonJson('['.repeat(100_000)), SyntaxError);
    for (const text of [
      '',
      ' ',
      '01',
      '+1',
      '1.',
      '.5',
      '1e',
      'nan',
      'Infinit',
      '[1,]',
      '[,1]',
      '{"a":1,}',
      '{a:1}',
      "{'a':1}",
      '1 2',
      '"a',
      '"\u0001"',
    ]) {
      assert.throws(() => parsePythonJson(text), SyntaxError, text);
    }
  });
});
