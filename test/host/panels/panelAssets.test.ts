/** What pages are given to draw: assets within the limit, by id; the report and the graph that were logged. */
import assert from 'node:assert/strict';
import { largestShown } from '../../../src/panels/panel';
import type { BackendError } from '../../../src/shared/problem';
import { signInToRecordings, signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

const key = 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6';

describe('assets for pages', () => {
  let product: SignedInLab;

  before(async () => {
    product = await signInToRuns([
      {
        key,
        name: 'run',
        assets: [
          { id: 'whole', name: 'a.bin', bytes: Uint8Array.from({ length: 300_000 }, (_, index) => index % 251) },
          { id: 'huge', name: 'b.bin', bytes: 'x', announced: largestShown + 1 },
          { id: 'elsewhere', name: 'c.bin', link: 's3://user:secret@bucket/c.bin?signature=secret' },
        ],
      },
    ]);
  });
  after(() => product.close());

  const read = (assetId: string) => product.parts.store.details.readAsset(product.ref(key), assetId, largestShown);
  const refused = (assetId: string) =>
    read(assetId).then(
      () => assert.fail('not refused'),
      (error: unknown) => error as BackendError,
    );
  const downloads = () => product.lab.faults.requests.filter(({ path }) => path.includes('get-asset')).length;

  it('are plain bytes in a buffer of their own', async () => {
    const bytes = await read('whole');
    assert.equal(Object.getPrototypeOf(bytes), Uint8Array.prototype);
    assert.equal(bytes.buffer.byteLength, 300_000);
    assert.ok(bytes.every((byte, index) => byte === index % 251));
  });

  it('are refused with the way out when too large, kept elsewhere or unknown, without a request', async () => {
    const before = downloads();
    assert.ok(before > 0, 'the first test downloaded');
    const large = await refused('huge');
    assert.deepEqual(
      [large.kind, large.message, large.advice],
      ['unsupported', 'This asset is larger than the 64 MB that are shown here.', 'Download it instead.'],
    );
    const remote = await refused('elsewhere');
    assert.deepEqual(
      [remote.kind, remote.advice],
      ['unsupported', 'Get it from where it is stored: s3://bucket/c.bin'],
    );
    assert.equal((await refused('../whole')).kind, 'notFound');
    assert.equal(downloads(), before);
  });
});

describe('reports and graphs for pages', () => {
  it('come as they were recorded, or as null', async () => {
    const product = await signInToRecordings();
    try {
      const { store } = product.parts;
      const { connection } = product;
      const keys = async (workspace: string, name: string) => {
        const project = (await store.projects.list({ connection, workspace })).find((one) => one.name === name);
        assert.ok(project);
        return (await store.experiments.list({ connection, workspace, projectId: project.id, archived: false })).map(
          (experiment) => product.ref(experiment.key),
        );
      };
      const wines = await Promise.all((await keys('tabular-team', 'wine')).map((ref) => store.details.html(ref)));
      assert.ok(wines.length > 0 && wines.every((report) => report?.includes('<h1>What matters</h1>')));
      const sweep = await keys('vision-lab', 'digits-sweep');
      const graphs = await Promise.all(sweep.map((ref) => store.details.graph(ref)));
      assert.ok(graphs.some((graph) => graph?.includes('MLPClassifier')));
      assert.ok((await Promise.all(sweep.map((ref) => store.details.html(ref)))).includes(null));
    } finally {
      await product.close();
    }
  });
});
