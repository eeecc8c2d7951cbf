import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { ContentReload } from '@/components/shell/content-reload';
import { currentTheme } from './_data/preferences';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Sealegs', template: '%s · Sealegs' },
  description:
    'Learn Kubernetes by running it: short lessons, a cluster of your own, and labs that check what you built.',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const theme = await currentTheme();
  return (
    <html lang="en" {...(theme === 'system' ? {} : { 'data-theme': theme })}>
      <body>
        <a
          href="#main"
          className="-translate-y-20 fixed top-2 left-2 z-50 rounded-lg bg-accent px-4 py-2 font-medium text-on-accent focus:translate-y-0"
        >
          Skip to the content
        </a>
        {children}
        {process.env.NODE_ENV === 'development' && <ContentReload />}
      </body>
    </html>
  );
}
