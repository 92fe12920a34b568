/**
 * A process of its own for the lab, so that serving does not disturb what is measured. Prints its address and key as
 * JSON.
 */
import { serveComet } from '../../src/lab/comet/server';
import { LabStore } from '../../src/lab/store';
import { addSyntheticProject } from '../support/lab/syntheticLab';

const store = new LabStore({ userName: 'ada', defaultWorkspace: 'ada' }, Date.now);
addSyntheticProject(store, { workspace: 'ada', project: 'ten-thousand', count: 10_000 });
const lab = await serveComet(store, Date.now);
process.once('disconnect', () => void lab.close());
process.send?.({ url: lab.url, apiKey: lab.apiKey });
