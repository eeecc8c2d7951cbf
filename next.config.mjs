/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // What the server process loads itself, once, and what finds its own files beside its code.
  serverExternalPackages: ['esbuild', 'mdx-bundler', 'pino', 'ws'],
  // tsc is a step of its own (npm run check): a start need not wait for it.
  // Next writes into the file named here.
  typescript: { ignoreBuildErrors: true, tsconfigPath: 'tsconfig.next.json' },
  turbopack: { root: import.meta.dirname },
  experimental: { turbopackFileSystemCacheForBuild: true },
};

export default config;
