'use client';

import { FileDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWorkspace } from '../workspace/context';
import { CodeFrame } from './run';

const END = 'SEALEGS_EOF';

/** A file of the lesson: read it, copy it, or write it to the home folder through the terminal. */
export function File(props: { readonly file: string; readonly text: string; readonly children?: ReactNode }) {
  const workspace = useWorkspace();
  const save = () =>
    workspace.run({
      text: `cat > ${props.file} <<'${END}'\n${props.text}\n${END}`,
      put: false,
      interrupt: false,
    });
  return (
    <CodeFrame title={props.file} text={props.text} code={props.children}>
      {workspace.hasLab && (
        <button
          type="button"
          onClick={save}
          aria-label={`Save ${props.file} in the terminal's folder`}
          className="no-print inline-flex h-7 items-center gap-1.5 rounded-md bg-accent px-2.5 text-xs font-semibold text-on-accent hover:bg-accent-strong"
        >
          <FileDown size={13} aria-hidden /> Save
        </button>
      )}
    </CodeFrame>
  );
}
