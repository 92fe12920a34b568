/** Names that an object's prototype has: whatever is called so is a name like any other in what servers send. */
import assert from 'node:assert/strict';
import { toAsset } from '../../../../src/trackers/comet/translation/experiment';
import { Asset } from '../../../../src/trackers/comet/wire/assets';
import { CloudDetails, SystemDetails } from '../../../../src/trackers/comet/wire/experiments';
import { Chart } from '../../../../src/trackers/comet/wire/metrics';
import { narrow } from '../../../../src/trackers/comet/wire/primitives';
import { WebhookConfiguration } from '../../../../src/trackers/comet/wire/registry';
import { Dashboard } from '../../../../src/trackers/comet/wire/templates';

const names = ['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];
/** As JSON brings it: each name is a field of its own. */
const object = (value: unknown): unknown =>
  JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`);

describe('names that a prototype has', () => {
  it('are kinds of assets that nobody knows', () => {
    for (const type of names) {
      assert.equal(toAsset(narrow(Asset, { assetId: 'a', type })).kind, 'file', type);
    }
  });

  it('stay what they are among parameters, variables, headers and fields', () => {
    const chart = narrow(Chart, { experiments: { k: { metrics: [], params: object('1') } } }).experiments['k'];
    const kept = [
      chart?.params,
      narrow(SystemDetails, { env: object('x') }).env,
      narrow(CloudDetails, { metadata: object(1) }).metadata,
      narrow(Dashboard, object({})),
      narrow(WebhookConfiguration, { webhookUrls: [{ url: 'https://a.test', header: object('h') }] }).webhookUrls[0]
        ?.header,
      narrow(Chart, { experiments: object({ metrics: [{ metricName: 'constructor', values: [1] }] }) }).experiments,
    ];
    for (const record of kept) {
      assert.deepEqual(Object.keys(record ?? {}), names);
      assert.equal(Object.getPrototypeOf(record), Object.prototype);
    }
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});
