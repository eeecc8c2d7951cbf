/**
 * Identity by better-auth: e-mail and password for accounts, its anonymous plug-in for guests, sessions and rate
 * limits in the database so that any web process serves any visitor.
 */
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError, createAuthMiddleware, isAPIError } from 'better-auth/api';
import { anonymous } from 'better-auth/plugins';
import type { Database } from '../db';
import type { Settings } from '../env';
import type { Logger } from '../log';
import { adoptGuest } from '../operations/accounts/adopt-guest';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './passwords';
import { PEER_HEADER } from './peer';
import { type Attempt, browserOf, type SignInGuard, signInGuard } from './sign-in-guard';

const WEEK_S = 7 * 24 * 3600;
const DAY_S = 24 * 3600;

export interface AuthOptions {
  readonly database: Database;
  readonly settings: Pick<Settings, 'BASE_URL' | 'SEALEGS_SIGN_UP'>;
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
    emailAndPassword: {
      enabled: true,
      disableSignUp: settings.SEALEGS_SIGN_UP === 'closed',
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
    },
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
        '/sign-up/email': { window: 60, max: 60 },
        '/sign-in/anonymous': { window: 60, max: 120 },
      },
    },
    advanced: {
      cookiePrefix: 'sealegs',
      useSecureCookies: settings.BASE_URL?.startsWith('https://') ?? false,
      ipAddress: { ipAddressHeaders: [PEER_HEADER] },
    },
    hooks: guardHooks(signInGuard(database.db)),
    plugins: [
      anonymous({
        emailDomainName: 'guest.invalid',
        generateName: () => 'Guest',
        onLinkAccount: ({ anonymousUser, newUser }) =>
          adoptGuest(database.db, { guestId: anonymousUser.user.id, accountId: newUser.user.id }),
      }),
    ],
    // Refusals are told to who asked; the log is for what broke.
    onAPIError: {
      onError: (error) => {
        if (!isAPIError(error)) log.error({ err: error }, 'identity failed');
      },
    },
    logger: {
      level: 'warn',
      log: (level, message) => log[level === 'error' ? 'error' : 'warn']({ from: 'better-auth' }, message),
    },
  });
}

const SIGN_IN = '/sign-in/email';
const SIGN_UP = '/sign-up/email';
const KNOWN_S = 365 * DAY_S;

const emailOf = (body: unknown): string => {
  const { email } = (body ?? {}) as { email?: unknown };
  return typeof email === 'string' ? email : '';
};

type AuthContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/** The cookie by which a browser is known to have been in an account. */
const knownCookie = ({ context }: AuthContext) => context.createAuthCookie('known', { maxAge: KNOWN_S });

async function attemptOf(ctx: AuthContext): Promise<Attempt> {
  const browser = await ctx.getSignedCookie(knownCookie(ctx).name, ctx.context.secret);
  return { email: emailOf(ctx.body), browser: browser || undefined };
}

function guardHooks(guard: SignInGuard) {
  return {
    before: createAuthMiddleware(async (ctx) => {
      if (ctx.path === SIGN_IN && (await guard.isBlocked(await attemptOf(ctx))))
        throw new APIError('TOO_MANY_REQUESTS', { message: 'Too many failed sign-ins of this account.' });
    }),
    after: createAuthMiddleware(async (ctx) => {
      const { path, context } = ctx;
      if (path !== SIGN_IN && path !== SIGN_UP) return;
      const attempt = await attemptOf(ctx);
      if (context.newSession) {
        const { name, attributes } = knownCookie(ctx);
        await ctx.setSignedCookie(name, browserOf(attempt.email), context.secret, attributes);
      }
      if (path !== SIGN_IN) return;
      if (context.newSession) await guard.succeeded(attempt);
      else await guard.failed(attempt);
    }),
  };
}
