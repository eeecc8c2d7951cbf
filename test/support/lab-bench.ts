/** Sessions of labs for their proof: a real lab host in this process, the simulator, and the sandboxed shell. */
import { type LabBench, openBench } from '@/authoring';
import { simulatorProvider } from '@/clusters/simulator';
import { folderLabs } from '@/labhost';
import type { Lab } from '@/labs';
import { SECRET, testHost } from './lab-host';

export interface BenchHost {
  open(lab: Lab): Promise<LabBench>;
  close(): Promise<void>;
}

/** @param labs the folder that holds the labs */
export async function benchHost(labs: string): Promise<BenchHost> {
  const { socketPath, data, close } = await testHost(simulatorProvider(), { labs: folderLabs(labs) });
  return { open: (lab) => openBench({ socketPath, data, secret: SECRET }, lab), close };
}
