'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** In development: a saved lesson or lab shows at once. What the page holds besides (terminals, scroll) stays. */
export function ContentReload() {
  const router = useRouter();
  useEffect(() => {
    const changes = new EventSource('/dev/content-changes');
    changes.onmessage = () => router.refresh();
    return () => changes.close();
  }, [router]);
  return null;
}
