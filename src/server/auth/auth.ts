/**
 * Identity by better-auth: e-mail and password for accounts, its anonymous plug-in for guests, sessions and rate
 * limits in the database so that any web process serves any visitor.
 */
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { anonymous } from 'better-auth/plugins';
import type { Database } from '../db';
import type { Settings } from '../env';
import type { Logger } from '../log';
import { adoptGuest } from '../operations/accounts/adopt-guest';
import { PEER_HEADER } from './peer';

const WEEK_S = 7 * 24 * 3600;
const DAY_S = 24 * 3600;

export interface AuthOptions {
  readonly database: Database;
  readonly settings: Pick<Settings, 'BASE_URL'>;
  readonly secret: string;
  readonly log: Logger;
  readonly originAllowed: (origin: string | null, host: string | null) => boolean;
}

export type Auth = ReturnType<typeof createAuth>;

export function createAuth({ database, settings, secret, log, originAllowed }: AuthOptions) {
  return betterAuth({
    appName: 'Sealegs',
    baseURL: settings.BASE_URL ?? 'http://localhost',
    basePath: '/api/auth',
    secret,
    telemetry: { enabled: false },
    database: prismaAdapter(database.db, { provider: database.provider }),
    trustedOrigins: async (request) => {
      const origin = request?.headers.get('origin') ?? null;
      return origin && originAllowed(origin, request?.headers.get('host') ?? null) ? [origin] : [];
    },
    // Accounts are made by the administrator (and by the first start); the sign-up page is a later step.
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: 4 * WEEK_S, updateAge: DAY_S },
    user: { additionalFields: { role: { type: 'string', input: false, defaultValue: 'student' } } },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 300,
      // A classroom shares one address, hence dozens and not three.
      customRules: {
        '/sign-in/email': { window: 60, max: 20 },
        '/sign-in/anonymous': { window: 60, max: 120 },
      },
    },
    advanced: {
      cookiePrefix: 'sealegs',
      useSecureCookies: settings.BASE_URL?.startsWith('https://') ?? false,
      ipAddress: { ipAddressHeaders: [PEER_HEADER] },
    },
    plugins: [
      anonymous({
        emailDomainName: 'guest.invalid',
        generateName: () => 'Guest',
        onLinkAccount: ({ anonymousUser, newUser }) =>
          adoptGuest(database.db, { guestId: anonymousUser.user.id, accountId: newUser.user.id }),
      }),
    ],
    logger: {
      level: 'warn',
      log: (level, message) => log[level === 'error' ? 'error' : 'warn']({ from: 'better-auth' }, message),
    },
  });
}
