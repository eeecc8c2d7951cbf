/** upstream: pkg/registry/batch/{job,cronjob}/strategy.go WarningsOnCreate */
import { isDNS1123Label, type KubeObject } from '@/apimachinery';

const SURPRISING =
  'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended';

export function nameWarnings({ metadata: { name = '' } }: KubeObject): string[] {
  const wrong = isDNS1123Label(name);
  return wrong.length > 0 ? [`${SURPRISING}: [${wrong.join(' ')}]`] : [];
}
