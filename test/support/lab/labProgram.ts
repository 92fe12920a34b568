/**
 * A process of its own for a lab that is to be killed: `labProgram <archives> <folder>`. Tells its parent address and
 * key.
 */
import '../clocks/steppedClock';
import { startCometLab } from '../../../src/lab/comet/server';

const [archives = '', folder = ''] = process.argv.slice(2);
const lab = await startCometLab({ archives, folder });
// A parent that ends early takes the lab with it.
process.once('disconnect', () => void lab.close());
process.send?.({ url: lab.url, apiKey: lab.apiKey, notices: lab.notices });
