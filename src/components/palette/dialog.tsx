'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { classes } from '../ui/classes';

/** A modal dialog: the browser keeps the focus in it and gives it back; Escape and a click beside it close it. */
export function Dialog(props: {
  readonly label: string;
  readonly onClose: () => void;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const { onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={dialog}
      aria-label={props.label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current.close();
      }}
      className={classes(
        'm-0 border border-line bg-raised p-0 text-ink shadow-2xl backdrop:bg-black/45',
        props.className,
      )}
    >
      {props.children}
    </dialog>
  );
}
