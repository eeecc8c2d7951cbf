import { describeField } from '@/content/api-fields';
import { ContentGap } from './content-gap';

/** `<ApiField path="deployment.spec.replicas"/>`: the field's type and what Kubernetes itself says of it. */
export async function ApiField({ path }: { readonly path: string }) {
  const field = await describeField(path);
  if (!field) return <ContentGap>Kubernetes has no field "{path}".</ContentGap>;
  const [first = '', ...rest] = field.documentation.split(/(?<=\.)\s+/);
  return (
    <div className="rounded-xl border border-line bg-surface px-4 py-3.5">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 font-mono text-[0.84rem]">
        <span className="text-ink-faint">{field.kind}</span>
        <span className="font-semibold">{field.path}</span>
        <span className="text-accent">{field.type}</span>
        {field.required && <span className="font-sans text-warn text-xs">required</span>}
      </p>
      <p className="mt-1.5 text-[0.9375rem] leading-relaxed text-ink-soft">{first}</p>
      {rest.length > 0 && (
        <details className="mt-1 text-[0.9375rem] text-ink-soft">
          <summary className="cursor-pointer font-medium text-sm">All that kubectl explain says</summary>
          <p className="mt-1 leading-relaxed">{rest.join(' ')}</p>
        </details>
      )}
    </div>
  );
}
