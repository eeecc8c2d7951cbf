/** `--images FILE`: images of one's own, written as in a lab's lab.yaml. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { type DeclaredImage, declaredImages } from '@/declared-images';
import { UsageError } from './arguments';

const imagesFile = z.strictObject({ images: declaredImages });

/** @throws UsageError with what is wrong, and where in the file */
export async function readImages(path: string): Promise<readonly DeclaredImage[]> {
  const found = imagesFile.safeParse(await readYaml(path));
  if (found.success) return found.data.images;
  const [issue] = found.error.issues;
  throw new UsageError(`--images ${path}: ${(issue?.path ?? []).join('.')}: ${issue?.message}`);
}

async function readYaml(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    const [why = ''] = (error as Error).message.split('\n');
    throw new UsageError(`--images ${path}: ${why.replace(/:$/, '')}`);
  }
}
