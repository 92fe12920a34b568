import assert from 'node:assert/strict';
import { commitAddress, shownOrigin } from '../../../../src/shared/address/commitUrl';

const commit = '4f1c2b9a8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a';
const open = (origin: string): string | null => commitAddress(origin, commit);

describe('address of a commit', () => {
  const known: readonly (readonly [string, string])[] = [
    ['git@github.com:vision-lab/digits.git', `https://github.com/vision-lab/digits/commit/${commit}`],
    ['ssh://git@github.com/vision-lab/digits.git', `https://github.com/vision-lab/digits/commit/${commit}`],
    ['ssh://git@ssh.github.com:443/vision-lab/digits.git', `https://github.com/vision-lab/digits/commit/${commit}`],
    ['https://github.com/vision-lab/digits', `https://github.com/vision-lab/digits/commit/${commit}`],
    ['https://github.com/vision-lab/digits.git/', `https://github.com/vision-lab/digits/commit/${commit}`],
    ['http://github.com/vision-lab/digits.git', `https://github.com/vision-lab/digits/commit/${commit}`],
    ['git://github.com/vision-lab/my.repo.git', `https://github.com/vision-lab/my.repo/commit/${commit}`],
    ['git+ssh://git@github.com/vision-lab/digits.git', `https://github.com/vision-lab/digits/commit/${commit}`],
    ['github.com:vision-lab/digits', `https://github.com/vision-lab/digits/commit/${commit}`],
    ['git@github.example.com:vision-lab/digits.git', `https://github.example.com/vision-lab/digits/commit/${commit}`],
    ['git@gitlab.com:group/sub/deeper/digits.git', `https://gitlab.com/group/sub/deeper/digits/-/commit/${commit}`],
    [
      'https://oauth2:glpat-secret@gitlab.example.com/group/digits.git',
      `https://gitlab.example.com/group/digits/-/commit/${commit}`,
    ],
    [
      'https://code.example.com:8443/group/sub/digits.git',
      `https://code.example.com:8443/group/sub/digits/-/commit/${commit}`,
    ],
    ['ssh://git@code.example.com:2222/group/digits.git', `https://code.example.com/group/digits/commit/${commit}`],
    ['git@bitbucket.org:vision-lab/digits.git', `https://bitbucket.org/vision-lab/digits/commits/${commit}`],
    ['https://ada@bitbucket.org/vision-lab/digits.git', `https://bitbucket.org/vision-lab/digits/commits/${commit}`],
    [
      'ssh://git@bitbucket.example.com:7999/VIS/digits.git',
      `https://bitbucket.example.com/projects/VIS/repos/digits/commits/${commit}`,
    ],
    [
      'https://code.example.com/scm/vis/digits.git',
      `https://code.example.com/projects/vis/repos/digits/commits/${commit}`,
    ],
    [
      'https://example.com/bitbucket/scm/~ada/digits.git',
      `https://example.com/bitbucket/users/ada/repos/digits/commits/${commit}`,
    ],
    [
      'https://lab@dev.azure.com/lab/Vision%20Team/_git/digits',
      `https://dev.azure.com/lab/Vision%20Team/_git/digits/commit/${commit}`,
    ],
    [
      'git@ssh.dev.azure.com:v3/lab/Vision%20Team/digits',
      `https://dev.azure.com/lab/Vision%20Team/_git/digits/commit/${commit}`,
    ],
    [
      'https://lab.visualstudio.com/vision/_git/digits',
      `https://lab.visualstudio.com/vision/_git/digits/commit/${commit}`,
    ],
    [
      'lab@vs-ssh.visualstudio.com:v3/lab/vision/digits',
      `https://dev.azure.com/lab/vision/_git/digits/commit/${commit}`,
    ],
    [
      'https://tfs.example.com/tfs/Main/vision/_git/digits',
      `https://tfs.example.com/tfs/Main/vision/_git/digits/commit/${commit}`,
    ],
    ['https://codeberg.org/vision-lab/digits.git', `https://codeberg.org/vision-lab/digits/commit/${commit}`],
    ['gitea@gitea.example.com:vision-lab/digits.git', `https://gitea.example.com/vision-lab/digits/commit/${commit}`],
    ['git@git.sr.ht:~ada/digits', `https://git.sr.ht/~ada/digits/commit/${commit}`],
    ['https://huggingface.co/datasets/lab/digits', `https://huggingface.co/datasets/lab/digits/commit/${commit}`],
    ['https://lab.googlesource.com/digits', `https://lab.googlesource.com/digits/+/${commit}`],
  ];
  for (const [origin, address] of known) {
    it(origin.replace('secret', '…'), () => {
      assert.equal(open(origin), address);
      assert.equal(new URL(address).protocol, 'https:');
    });
  }

  it('takes a short hash and capital letters', () => {
    assert.equal(commitAddress('git@github.com:a/b.git', ' 4F1C2B9 '), 'https://github.com/a/b/commit/4f1c2b9');
    assert.equal(
      commitAddress('git@github.com:a/b.git', 'ab'.repeat(32)),
      `https://github.com/a/b/commit/${'ab'.repeat(32)}`,
    );
  });

  it('knows no page of what is no commit', () => {
    for (const bad of [
      '',
      'main',
      '4f1c2b',
      `${commit}/../../settings`,
      `${commit}?a=b`,
      'g'.repeat(40),
      'a'.repeat(65),
    ]) {
      assert.equal(commitAddress('git@github.com:a/b.git', bad), null, bad);
    }
  });

  it('knows no page of an origin that is on no site', () => {
    for (const origin of [
      '',
      '/home/ada/digits',
      '../digits',
      'C:\\code\\digits',
      'C:/code/digits',
      'file:///home/ada/digits',
      'git@work:lab/digits.git',
      'http://localhost:3000/lab/digits',
      'http://code.example.com:3000/lab/digits',
      'javascript://github.com/a/b',
      'git@github.com:digits.git',
      'https://github.com/',
      'https://github.com/a/../b',
      'https://github.com/a/%2e%2e',
      'https://github.com/a/%zz',
      'ext::sh -c touch% /a',
      'https://git hub.com/a/b',
      'https://github.com\\@evil.example/a/b',
      'https://bitbucket.org/a/b/c',
    ]) {
      assert.equal(open(origin), null, origin);
    }
  });

  it('never carries a secret, wherever it was put', () => {
    for (const origin of [
      'https://ada:hunter2@github.com/a/b.git',
      'https://hunter2@github.com/a/b.git',
      'https://ada:p@hunter2@github.com/a/b.git',
      'https://ada:12/hunter2@github.com/a/b.git',
      'https://ada:hun/hunter2@github.com/a/b.git',
      'https://github.com/a/b.git?private_token=hunter2',
      'https://github.com/a/b#hunter2',
      'ssh://git:hunter2@github.com/a/b.git',
      'git@github.com:a/b.git?token=hunter2',
    ]) {
      assert.doesNotMatch(open(origin) ?? '', /hunter2|@|ada/, origin);
      assert.doesNotMatch(shownOrigin(origin), /hunter2/, origin);
    }
  });

  it('shows an origin with what ssh needs', () => {
    assert.equal(shownOrigin('git@github.com:a/b.git'), 'git@github.com:a/b.git');
    assert.equal(shownOrigin('ssh://git@host.example:22/a/b.git'), 'ssh://git@host.example:22/a/b.git');
    assert.equal(shownOrigin('https://token@github.com/a/b.git'), 'https://github.com/a/b.git');
    assert.equal(shownOrigin('/home/ada/digits'), '/home/ada/digits');
  });
});
