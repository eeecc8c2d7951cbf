import type { ComponentProps } from 'react';
import { classes } from './classes';

const STYLES = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  secondary: 'bg-raised text-ink border-line-strong hover:bg-surface',
  quiet: 'border-transparent text-ink-soft hover:bg-surface hover:text-ink',
  danger: 'border-transparent text-bad hover:bg-bad-wash',
} as const;

export interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof STYLES;
}

/** The one button. `type` is "button" unless said otherwise, so that none submits a form by accident. */
export function Button({ look = 'secondary', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classes(
        'inline-flex min-h-9 items-center justify-center gap-2 rounded-lg border px-3.5 text-sm font-medium transition-colors',
        'disabled:cursor-not-allowed disabled:opacity-55',
        STYLES[look],
        className,
      )}
      {...rest}
    />
  );
}
