/** Sessions of labs for their proof: a real lab host in this process, the simulator, and the sandboxed shell. */
import { benchPool, type OpenBench } from '@/authoring';
import { simulatorProvider } from '@/clusters/simulator';
import { folderLabs } from '@/labhost';
import { SECRET, testHost } from './lab-host';

export interface BenchHost {
  readonly open: OpenBench;
  close(): Promise<void>;
}

/**
 * @param labs the folder that holds the labs
 * @param places how many sessions there are at once; what one lab host carries unless said otherwise
 */
export async function benchHost(labs: string, places?: number): Promise<BenchHost> {
  const { socketPath, data, close } = await testHost(simulatorProvider(), { labs: folderLabs(labs) });
  return { open: benchPool([{ socketPath, data, secret: SECRET }], places), close };
}
