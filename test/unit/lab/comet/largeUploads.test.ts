// A large file in parts, by the addresses that the lab hands out.
import assert from 'node:assert/strict';
import { serveEmptyLab, type ServedLab } from '../../../support/lab/labFixture';

describe('large uploads to the lab', () => {
  let lab: ServedLab;
  let key: string;

  beforeEach(async () => {
    lab = await serveEmptyLab();
    ({ experimentKey: key } = (await lab.post('write/experiment/create', {
      workspaceName: 'ada',
      projectName: 'large',
    })) as { experimentKey: string });
  });
  afterEach(() => lab.close());

  const start = async (count: number): Promise<{ requestId: string; preSignUrl: string[] }> =>
    (await lab.post('write/experiment/upload-asset-start', {
      startUploadParams: { cloudType: 'AWS', preSignUrlTimeoutSec: 60, numOfFileParts: count },
      experimentKey: key,
      fileName: 'big/weights.bin',
      type: 'model-element',
      groupingName: 'net',
    })) as { requestId: string; preSignUrl: string[] };
  const put = async (url: string, text: string): Promise<string> => {
    const answer = await fetch(url, { method: 'PUT', body: text });
    assert.equal(answer.status, 200);
    return answer.headers.get('etag') ?? '';
  };

  it('make one asset of the parts, whatever their order', async () => {
    const {
      requestId,
      preSignUrl: [first = '', second = ''],
    } = await start(2);
    const secondTag = await put(second, 'world');
    const firstTag = await put(first, 'hello ');
    const uploadedFileParts = [
      { ETag: secondTag, PartNumber: 2 },
      { ETag: firstTag, PartNumber: 1 },
    ];
    const { assetId } = (await lab.post('write/experiment/upload-asset-complete', {
      requestId,
      succeed: true,
      fileSize: 11,
      uploadedFileParts,
    })) as { assetId: string };
    const {
      assets: [asset],
    } = (await lab.read(`experiment/asset/list?experimentKey=${key}&type=all`)) as {
      assets: Record<string, unknown>[];
    };
    assert.deepEqual(
      [asset?.assetId, asset?.fileName, asset?.dir, asset?.fileSize],
      [assetId, 'big/weights.bin', 'models/net', 11],
    );
    assert.equal(
      await (await lab.ask(`experiment/asset/get-asset?experimentKey=${key}&assetId=${assetId}`)).text(),
      'hello world',
    );
  });

  it('refuse an end with a part that is missing or another one, and one of nothing', async () => {
    const {
      requestId,
      preSignUrl: [first = ''],
    } = await start(2);
    const tag = await put(first, 'hello ');
    const end = (body: object): Promise<Response> =>
      lab.ask('write/experiment/upload-asset-complete', { method: 'POST', body: JSON.stringify(body) });
    assert.equal(
      (await end({ requestId, succeed: true, uploadedFileParts: [{ ETag: tag, PartNumber: 1 }] })).status,
      400,
    );
    assert.equal((await end({ requestId: 'nobody', succeed: true, uploadedFileParts: [] })).status, 400);
    assert.equal((await fetch(`${lab.url}/uploads/nobody/1`, { method: 'PUT', body: '' })).status, 404);
    assert.equal((await end({ requestId, succeed: false })).status, 200);
    assert.equal((await fetch(first, { method: 'PUT', body: '' })).status, 404);
  });
});
