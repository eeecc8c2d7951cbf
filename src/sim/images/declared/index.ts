/**
 * Images that an author declares (src/declared-images) as images like any other: a catalogue image's files and programs
 * with the author's over them.
 */
import { own } from '@/apimachinery';
import type { DeclaredImage } from '@/declared-images';
import type { EntrypointScript, ImageDefinition } from '../../contracts';
import { InvalidReferenceError, parseImageReference } from '../reference';
import { createImageRegistry, type ImageRegistry } from '../registry';
import { toolImage } from '../shared/userland';
import { missingVariable, refusingProgram } from './requirements';
import { declaredServer } from './server';

/** A declaration that makes no image; the message names it. */
export class DeclaredImageError extends Error {
  override readonly name = 'DeclaredImageError';
}

const SCRATCH = 'scratch';
const ENTRYPOINT = '/usr/local/bin/entrypoint';
const SERVER = '/usr/local/bin/serve';

/**
 * The images of the declarations, built on those of the catalogue.
 * @throws DeclaredImageError for an unknown base, or a tag that the catalogue has
 */
export function declareImages(
  declared: readonly DeclaredImage[],
  catalogue: readonly ImageDefinition[],
): readonly ImageDefinition[] {
  if (declared.length === 0) return [];
  const registry = createImageRegistry(catalogue);
  return declared.map((image) => {
    const taken = image.tags.find((tag) => registry.find(`${image.repository}:${tag}`));
    if (taken !== undefined)
      throw new DeclaredImageError(
        `image ${image.repository}:${taken} is in the catalogue; choose another tag`,
      );
    return imageOf(image, baseOf(image, registry));
  });
}

function baseOf({ repository, from }: DeclaredImage, registry: ImageRegistry): ImageDefinition {
  if (from === SCRATCH) return toolImage({ repository, tags: [], mebibytes: 1, userland: 'none' });
  const problem = `image ${repository}: from: ${from}`;
  try {
    const base = registry.find(from)?.definition;
    if (base) return base;
  } catch (error) {
    if (error instanceof InvalidReferenceError) throw new DeclaredImageError(`${problem}: ${error.message}`);
    throw error;
  }
  throw new DeclaredImageError(`${problem}: is not in the catalogue (docs/images.md)`);
}

function imageOf(image: DeclaredImage, base: ImageDefinition): ImageDefinition {
  const { http, requires, workingDir, user } = image;
  const { entrypoint, cmd } = commandOf(image, base);
  const guarded = requires.length > 0;
  return {
    ...base,
    repository: parseImageReference(image.repository).familiarRepository,
    tags: image.tags,
    entrypoint: guarded ? [ENTRYPOINT, ...entrypoint] : entrypoint,
    cmd,
    env: { ...base.env, ...image.env },
    files: { ...base.files, ...image.files },
    exposedPorts: http ? [http.port] : base.exposedPorts,
    programs: {
      ...base.programs,
      ...(http && { [SERVER]: declaredServer(http) }),
      ...(guarded && { [ENTRYPOINT]: refusingProgram(requires) }),
    },
    ...(workingDir !== undefined && { workingDir }),
    ...(user !== undefined && { user }),
    ...(guarded && {
      entrypointScripts: { ...base.entrypointScripts, [ENTRYPOINT]: guard(requires, base.entrypointScripts) },
    }),
    ...(image.private && { credentials: image.private }),
  };
}

/** As docker build has it: an ENTRYPOINT ends the CMD of the base. */
function commandOf(
  { entrypoint, cmd, http }: DeclaredImage,
  base: ImageDefinition,
): Pick<ImageDefinition, 'entrypoint' | 'cmd'> {
  if (entrypoint) return { entrypoint, cmd: cmd ?? [] };
  if (cmd) return { entrypoint: base.entrypoint, cmd };
  return http ? { entrypoint: [], cmd: [SERVER] } : { entrypoint: base.entrypoint, cmd: base.cmd };
}

/** Runs on into what stands behind it, unless a variable is missing: then its own program says which, and ends. */
const guard =
  (requires: DeclaredImage['requires'], scripts: ImageDefinition['entrypointScripts']): EntrypointScript =>
  (argv, env, rights) => {
    if (missingVariable(requires, env)) return { argv: [ENTRYPOINT], stdout: '' };
    const command = argv.slice(1);
    return own(scripts, command[0] ?? '')?.(command, env, rights) ?? { argv: command, stdout: '' };
  };
