import type { ComponentProps } from 'react';

/** A button that is a picture, in the terminal's bar; `label` is its name. */
export function IconButton({ label, ...rest }: ComponentProps<'button'> & { readonly label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="grid size-7 shrink-0 place-items-center rounded-md text-slate-300 hover:bg-slate-800 hover:text-white disabled:opacity-40"
      {...rest}
    />
  );
}
