'use client';

import { useState } from 'react';
import { copyText } from '@/terminal/client/copy-text';

const SHOWN_MS = 1600;

/** Copies a text and says so for a moment. */
export function useCopy(text: string): [copied: boolean, copy: () => void] {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void copyText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), SHOWN_MS);
    });
  };
  return [copied, copy];
}
