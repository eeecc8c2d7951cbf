import { useEffect, useState } from 'react';

const STEP_MS = 5_000;

/** The browser's time, moving in steps that ages are told in. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), STEP_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
