import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { currentAccount, currentActor } from '@/app/_data/account';
import { NOT_FOUND } from '@/app/_data/not-found';
import { currentTheme } from '@/app/_data/preferences';
import { NewAccountForm } from '@/components/people/new-account-form';
import { PersonControls } from '@/components/people/person-controls';
import { SiteHeader } from '@/components/shell/site-header';
import type { Actor } from '@/server/auth';
import { listPeople, type PersonView } from '@/server/operations';
import { services } from '@/server/services';

const seesPeople = (actor: Actor | null): actor is Actor =>
  actor?.role === 'instructor' || actor?.role === 'administrator';

export const generateMetadata = async (): Promise<Metadata> =>
  seesPeople(await currentActor()) ? { title: 'People' } : NOT_FOUND;

interface Props {
  readonly searchParams: Promise<{ readonly query?: string | string[]; readonly after?: string | string[] }>;
}

const one = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** Who learns here and how far they are; an administrator also manages accounts. Others find no such page. */
export default async function PeoplePage({ searchParams }: Props) {
  const [theme, account, actor, asked] = await Promise.all([
    currentTheme(),
    currentAccount(),
    currentActor(),
    searchParams,
  ]);
  if (!seesPeople(actor)) notFound();
  const query = one(asked.query) ?? '';
  const after = one(asked.after);
  const page = await listPeople({ ...services(), actor }, { query, ...(after ? { after } : {}) });
  const administers = actor.role === 'administrator';
  return (
    <>
      <SiteHeader theme={theme} account={account} crumbs={[{ title: 'People' }]} />
      <main id="main" className="mx-auto max-w-5xl px-5 py-12 sm:px-8 sm:py-16">
        <h1 className="text-3xl font-semibold tracking-tight">People</h1>
        <form className="mt-6 flex max-w-md gap-2" action="/people">
          <input
            name="query"
            type="search"
            defaultValue={query}
            aria-label="Name or e-mail"
            placeholder="Name or e-mail"
            className="h-10 min-w-0 flex-1 rounded-lg border border-line-strong bg-canvas px-3"
          />
          <button
            type="submit"
            className="h-10 rounded-lg border border-line-strong bg-raised px-4 text-sm font-medium"
          >
            Find
          </button>
        </form>
        {page.people.length === 0 && (
          <p className="mt-8 text-ink-soft">
            {query ? `Nobody has "${query}" in name or e-mail.` : 'Nobody has an account yet.'}
          </p>
        )}
        <ul className="mt-8 divide-y divide-line border-line border-y empty:hidden">
          {page.people.map((person) => (
            <li key={person.id} className="grid gap-x-8 gap-y-3 py-4 lg:grid-cols-[1fr_auto]">
              <PersonLine person={person} />
              {administers && <PersonControls id={person.id} name={person.name} role={person.role} />}
            </li>
          ))}
        </ul>
        {page.next && (
          <p className="mt-6">
            <Link
              href={`/people?${new URLSearchParams({ query, after: page.next })}`}
              className="font-medium text-accent underline underline-offset-4"
            >
              The next fifty
            </Link>
          </p>
        )}
        {administers && (
          <section className="mt-16 max-w-sm">
            <h2 className="mb-5 text-xl font-semibold tracking-tight">Make an account for somebody</h2>
            <NewAccountForm />
          </section>
        )}
      </main>
    </>
  );
}

function PersonLine({ person }: { readonly person: PersonView }) {
  const { name, email, role, lessonsRead, labsPassed, lastActive } = person;
  return (
    <div className="min-w-0">
      <p className="truncate font-medium">
        {name}
        {role !== 'student' && <span className="ml-2 text-accent text-sm">{role}</span>}
      </p>
      <p className="truncate text-ink-soft text-sm">{email}</p>
      <p className="mt-1 text-ink-faint text-sm">
        {lessonsRead} {lessonsRead === 1 ? 'lesson' : 'lessons'} read, {labsPassed}{' '}
        {labsPassed === 1 ? 'lab' : 'labs'} passed
        {lastActive ? `, last in a lab on ${DAY.format(lastActive)}` : ''}
      </p>
    </div>
  );
}
