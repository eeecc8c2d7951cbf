/** A lab host with one shell and what a student left running in it; for tests that kill it. argv: folder, marker. */
import { fakeProvider } from './fake-provider';
import { testHost } from './lab-host';

const [, , data = '', marker = ''] = process.argv;
const host = await testHost(fakeProvider(), { data });
await host.session('orphan');
const tab = await host.shell('orphan');
await tab.run(`sleep ${marker} & setsid sleep ${marker} & nohup sleep ${marker} >/dev/null 2>&1 & true`);
process.stdout.write('ready\n');
